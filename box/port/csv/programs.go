package csv

import (
	"iter"
	"strings"

	"coffer/box"
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

// bitwarden: notes are a type of their own; further fields are lines in a cell, the
// hidden ones among them like any other, so that all are secret.
func bitwarden(r *row) {
	for name, value := range lines(r.cell[fields], func(string) bool { return true }) {
		if len(r.hidden) > box.MaxFields {
			break // they do not fit, and the item will say so
		}
		if value != "" {
			r.other(name, value, true)
		}
	}
	switch r.cell[kind] {
	case "note":
		note(r)
	case "", "login":
	default:
		r.strange(kind)
	}
}

// note makes a secure note of a row's notes; what else the row has comes as well.
func note(r *row) {
	r.item.Template = box.TemplateNote
	r.item.Add("text", box.Multiline, box.Core, r.cell[notes])
	r.account()
	r.rest()
}

// lines takes "name: value" lines apart; a line that starts nothing belongs to
// the value before it. Names and values are parts of s.
func lines(s string, starts func(name string) bool) iter.Seq2[string, string] {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return func(yield func(name, value string) bool) {
		name, from, at, pem := "", -1, 0, false
		for line := range strings.SplitSeq(s, "\n") {
			head, _, ok := strings.Cut(line, ":")
			switch {
			case ok && !pem && head != "" && starts(head):
				if from >= 0 && !yield(name, s[from:at-1]) {
					return
				}
				name, from = head, at+len(head)+1
				if strings.HasPrefix(s[from:], " ") {
					from++
				}
			case from < 0 && line != "":
				name, from = "field", at
			}
			pem = strings.Contains(line, "-----BEGIN ") || pem && !strings.Contains(line, "-----END ")
			at += len(line) + 1
		}
		if from >= 0 {
			yield(name, s[from:])
		}
	}
}
