package app

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"coffer/box"
	"coffer/internal/host"
	"coffer/vault/secret"
)

// writeForm writes an item as a form; intro becomes comments at its top.
func writeForm(it *box.Item, intro string) secret.Text {
	size := 4096 + len(intro)
	for _, f := range it.Fields {
		size += 64 + 4*(len(f.Name)+min(f.Value.Len(), maxFormValue))
	}
	w := formWriter{b: make([]byte, 0, size), room: maxForm}
	for line := range strings.Lines(intro) {
		w.b = append(append(w.b, "# "...), line...)
	}
	w.attributes(it)
	for i := range it.Fields {
		w.field(&it.Fields[i])
	}
	return secret.Take(w.b)
}

type formWriter struct {
	b    []byte
	room int // bytes of values that may still be shown
}

func (w *formWriter) attributes(it *box.Item) {
	tags := make([]string, len(it.Tags))
	for i, tag := range it.Tags {
		tags[i] = formName(tag)
	}
	expires := "never"
	if !it.Expires.IsZero() {
		expires = it.Expires.UTC().Format(time.RFC3339)
		if it.OnExpiry == box.Delete {
			expires += ", delete"
		}
	}
	w.attribute("tags", strings.Join(tags, ", "))
	w.attribute("favourite", map[bool]string{true: "yes", false: "no"}[it.Favourite])
	w.attribute("expires", expires)
	w.b = append(w.b, '\n')
}

func (w *formWriter) attribute(name, value string) {
	w.b = fmt.Appendf(w.b, "%s\n", strings.TrimRight(name+": "+value, " "))
}

func (w *formWriter) field(f *box.Field) {
	w.b = fmt.Appendf(w.b, "%s (%s, %s):", formName(f.Name), f.Kind, f.Tier)
	value := f.Value.Bytes()
	cost := len(value)
	if !plainBlock(value) {
		cost *= 4 // a byte in quotes may be written \x00
	}
	switch {
	case len(value) == 0:
	case f.Kind == box.File || cost > min(maxFormValue, w.room):
		cost = 0
		w.b = fmt.Appendf(w.b, " <kept, %d bytes>", len(value))
	case plainLine(value):
		w.b = append(append(w.b, ' '), value...)
	case plainBlock(value) && bytes.IndexByte(value, '\n') >= 0:
		w.block(value)
	default:
		w.b = strconv.AppendQuote(append(w.b, ' '), f.Value.Reveal())
	}
	w.room -= cost
	w.b = append(w.b, '\n')
}

// block writes lines up to a word that is none of them.
func (w *formWriter) block(value []byte) {
	end := "END"
	for n := 2; slices.ContainsFunc(bytes.Split(value, []byte("\n")), func(line []byte) bool {
		return string(bytes.TrimRight(line, " \t")) == end
	}); n++ {
		end = "END" + strconv.Itoa(n)
	}
	w.b = append(append(w.b, " <<"+end+"\n"...), value...)
	w.b = append(w.b, "\n"+end...)
}

// plainLine tells whether a value may stand as it is behind the colon.
func plainLine(value []byte) bool {
	return bytes.IndexByte(value, '\n') < 0 && plainBlock(value) &&
		len(bytes.Trim(value, " \t")) == len(value) && !strings.ContainsRune(`"<`, rune(value[0]))
}

// plainBlock tells whether an editor shows a value as what it is.
func plainBlock(value []byte) bool {
	s := string(value)
	return host.SafeLines(s) == s
}

// formName writes the name of a field, or a tag.
func formName(name string) string {
	if plainName(name) {
		return name
	}
	return strconv.Quote(name)
}

// plainName tells whether a name needs no quotes.
func plainName(name string) bool {
	return name != "" && name == strings.TrimSpace(name) && name[0] != '#' && host.Safe(name) == name &&
		!strings.ContainsAny(name, "\"\\(),:<>")
}
