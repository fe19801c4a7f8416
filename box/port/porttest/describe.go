package porttest

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"coffer/box"
)

// Describe writes down everything that was collected, one line for each thing:
// what is alike reads alike, and what differs reads differently. Golden files
// hold such descriptions.
func (c *Collected) Describe() string {
	var b strings.Builder
	for _, x := range c.Boxes {
		fmt.Fprintf(&b, "box %s, note %s%s\n", text(x.Name), text(x.Note), when("created", x.Created))
	}
	for _, t := range c.Templates {
		fmt.Fprintf(&b, "template %s, note %s, main %s\n", text(t.Name), text(t.Note), text(t.Main))
		for _, f := range t.Fields {
			fmt.Fprintf(&b, "  %s %s %s\n", f.Tier, f.Kind, text(f.Name))
		}
	}
	content := c.Content
	for _, e := range c.Entries {
		b.WriteString("item")
		if e.BoxName != "" {
			fmt.Fprintf(&b, " %s in box %s", e.ID, text(e.BoxName))
		}
		describe(&b, "", &e.Item)
		for _, f := range e.Files {
			fmt.Fprintf(&b, "  file %s of %d bytes, %x…: %s\n", text(f.Name), f.Size, f.SHA256[:4], text(content[0]))
			content = content[1:]
		}
		for _, old := range e.Former {
			fmt.Fprintf(&b, "  revision %d", old.Revision)
			describe(&b, "  ", &old)
		}
	}
	for _, n := range c.Notes {
		fmt.Fprintf(&b, "note on %s: %s\n", text(n.Where), n.What)
	}
	return b.String()
}

func describe(b *strings.Builder, indent string, it *box.Item) {
	fmt.Fprintf(b, " %s", text(it.Title))
	if len(it.Folder) > 0 {
		fmt.Fprintf(b, " in %q", it.Folder)
	}
	if it.Template != "" {
		fmt.Fprintf(b, ", a %s", it.Template)
	}
	if it.Favourite {
		b.WriteString(", favourite")
	}
	if len(it.Tags) > 0 {
		fmt.Fprintf(b, ", tags %q", it.Tags)
	}
	b.WriteString(when("created", it.Created) + when("changed", it.Changed) + when("expires", it.Expires))
	if it.OnExpiry == box.Delete {
		b.WriteString(", deleted then")
	}
	b.WriteString(when("trashed", it.Trashed) + when("due", it.Due) + "\n")
	for _, f := range it.Fields {
		fmt.Fprintf(b, "%s  %s %s %s: %s\n", indent, f.Tier, f.Kind, text(f.Name), text(f.Value.Reveal()))
	}
	for _, a := range it.Attachments {
		fmt.Fprintf(b, "%s  had file %s of %d bytes, %x…\n", indent, text(a.Name), a.Size, a.SHA256[:4])
	}
}

func when(what string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return ", " + what + " " + t.Format(time.RFC3339Nano)
}

// text quotes what is short and measures what is long.
func text(s string) string {
	if len(s) > 300 {
		sum := sha256.Sum256([]byte(s))
		return fmt.Sprintf("%q… (%d bytes, %x)", s[:20], len(s), sum[:8])
	}
	return fmt.Sprintf("%q", s)
}

// Differ returns the first line in which two descriptions differ, or "".
func Differ(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(a), len(b)) {
		if at(a, i) != at(b, i) {
			return fmt.Sprintf("line %d:\n got  %s\n want %s", i+1, at(a, i), at(b, i))
		}
	}
	return ""
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(nothing more)"
}
