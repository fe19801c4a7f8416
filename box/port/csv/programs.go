package csv

import (
	"strings"

	"coffer/box"
	"coffer/box/port/internal/draft"
)

// firefox: there are no titles, and where a form sends to is mostly the site
// itself.
func firefox(r *row) {
	kept := r.extra[:0]
	for _, x := range r.extra {
		if strings.EqualFold(x[0], "formActionOrigin") && x[1] == r.cell[address] {
			continue
		}
		kept = append(kept, x)
	}
	r.extra = kept
}

// keePassXC: the first part of every group is the database itself.
func keePassXC(r *row) {
	if len(r.item.Folder) > 0 {
		r.item.Folder = r.item.Folder[1:]
	}
}

// bitwarden: notes are a type of their own; further fields are lines in a cell.
func bitwarden(r *row) {
	r.extra = append(r.extra, lines(r.cell[fields], func(string) bool { return true })...)
	if r.cell[kind] == "note" && len(r.extra) == 0 {
		note(r)
	}
}

// note makes a secure note of a row's notes.
func note(r *row) {
	r.item.Template = box.TemplateNote
	draft.Add(&r.item, "text", box.Multiline, box.Core, r.cell[notes])
}

// lines takes "name: value" lines apart; a line that starts nothing belongs to
// the value before it.
func lines(s string, starts func(name string) bool) [][2]string {
	var out [][2]string
	pem := false
	for line := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		name, value, ok := strings.Cut(line, ":")
		if ok && !pem && name != "" && starts(name) {
			out = append(out, [2]string{name, strings.TrimPrefix(value, " ")})
		} else if n := len(out); n > 0 {
			out[n-1][1] += "\n" + line
		} else if line != "" {
			out = append(out, [2]string{"field", line})
		}
		pem = strings.Contains(line, "-----BEGIN ") || pem && !strings.Contains(line, "-----END ")
	}
	return out
}
