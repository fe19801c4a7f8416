package pass

import (
	"strings"
	"time"

	"coffer/box"
)

// render writes an item as the text of an entry. It is a pure rule, and what it
// writes [parse] reads again.
func render(it *box.Item) string {
	var b strings.Builder
	first, free := firstOf(it), freeOf(it)
	if first >= 0 {
		b.WriteString(it.Fields[first].Value.Reveal())
	}
	b.WriteByte('\n')
	for i, f := range it.Fields {
		if i != first && i != free && f.Kind != box.File {
			field(&b, f)
		}
	}
	if len(it.Tags) > 0 {
		block(&b, "tags", strings.Join(it.Tags, ", "))
	}
	if !it.Expires.IsZero() {
		block(&b, "expires", it.Expires.UTC().Format(time.RFC3339))
	}
	if free >= 0 {
		b.WriteString("\n" + it.Fields[free].Value.Reveal() + "\n")
	}
	if s := b.String(); strings.Count(s, "\n") == strings.Count(s, "\r\n") {
		b.WriteByte('\n') // no text of another system
	}
	return b.String()
}

// firstOf is the field that goes to the first line: the password of that name. Where
// there is none, or not of one line, that line is empty, and what other secrets there
// are stands below it under their names.
func firstOf(it *box.Item) int {
	for i, f := range it.Fields {
		if f.Kind != box.Password {
			continue
		}
		if s := f.Value.Reveal(); f.Name == "password" && !strings.ContainsAny(s, "\n\r") && !strings.HasPrefix(s, uriPrefix) {
			return i
		}
	}
	return -1
}

// freeOf is the field that can stand as free text at the end: the notes, where
// nothing in them reads as something else.
func freeOf(it *box.Item) int {
	for i, f := range it.Fields {
		if f.Name != "notes" && f.Name != "text" || f.Kind != box.Multiline {
			continue
		}
		s := f.Value.Reveal()
		if t := parse("\n\n" + s + "\n"); len(t.lines) == 0 && t.notes == s && !strings.Contains(s, "\r") {
			return i
		}
		return -1
	}
	return -1
}

func field(b *strings.Builder, f box.Field) {
	s := f.Value.Reveal()
	if f.Kind == box.TOTP && f.Name == totpKey && strings.HasPrefix(s, uriPrefix) && !strings.ContainsAny(s, "\n\r") {
		b.WriteString(s + "\n")
		return
	}
	block(b, keyName(f.Name), s)
}

// block writes a key with its value, below it where it would not fit behind.
func block(b *strings.Builder, key, value string) {
	switch {
	case value == "":
		return
	case value == strings.TrimSpace(value) && !strings.ContainsAny(value, "\n\r") && !isBlock(value):
		b.WriteString(key + ": " + value + "\n")
		return
	}
	b.WriteString(key + ": |2-\n")
	for l := range strings.SplitSeq(value, "\n") {
		b.WriteString("  " + l + "\n")
	}
}
