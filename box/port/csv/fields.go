package csv

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"

	"coffer/box/port"
)

// maxTold is how many columns a note names.
const maxTold = 12

// tellFields reports, where somebody said what columns are, those that became fields, and
// what may have been meant.
func (t *table) tellFields() {
	if t.names == nil {
		return
	}
	var told, meant []string
	n := 0
	for i := range t.header {
		if !t.became[i] {
			continue
		}
		if n++; n <= maxTold {
			told = append(told, t.toldColumn(i))
		}
		if like := t.meantBy(i); like != "" && len(meant) < maxTold {
			meant = append(meant, like)
		}
	}
	if n == 0 {
		return
	}
	what := "columns that became fields: " + strings.Join(told, ", ")
	if n > maxTold {
		what += fmt.Sprintf(" and %d more", n-maxTold)
	}
	if len(meant) > 0 {
		what += "; did you mean " + strings.Join(meant, " ") + "?"
	}
	t.sink.Report(port.Note{Where: "the file", What: what})
}

// tellUnkept reports the columns that programs need for themselves and that nobody said
// to leave out.
func (t *table) tellUnkept() {
	var told []string
	for i, name := range t.header {
		if t.unkept[i] && !t.said[lowered(name)] {
			told = append(told, t.columnName(i))
		}
	}
	if len(told) > 0 {
		t.sink.Report(port.Note{Where: "the file", What: "columns that mean something only to the program that wrote them were left out: " + strings.Join(told, ", ")})
	}
}

// toldColumn is how a note names a column that became a field, and where it went.
func (t *table) toldColumn(i int) string {
	field := t.names[lowered(t.header[i])]
	switch {
	case t.unsure[field]:
		return fmt.Sprintf("%s as %q (secret)", t.columnName(i), field)
	case field != "":
		return fmt.Sprintf("%s as %q", t.columnName(i), field)
	}
	return t.columnName(i) + " (secret)"
}

// columnName is how a note names a column.
func (t *table) columnName(i int) string {
	if name := strings.TrimSpace(t.header[i]); name != "" && len(name) <= maxToldName {
		return name
	}
	return fmt.Sprintf("column %d", i+1)
}

// maxToldName is how long the name of a column is in a note, in bytes.
const maxToldName = 40

// meantBy suggests for a column the role that its name, or the name that somebody gave it,
// looks like, if no column has that role.
func (t *table) meantBy(i int) string {
	column := lowered(t.header[i])
	word := meantBy(cmp.Or(t.names[column], column))
	if word == "" || t.columnName(i) != strings.TrimSpace(t.header[i]) || t.hasRole(role(word)) {
		return ""
	}
	name := t.columnName(i)
	if strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" _-.", r)
	}) {
		return ""
	}
	return mapFlag(name, word)
}

// hasRole tells whether a column of the table has a role.
func (t *table) hasRole(is role) bool {
	for _, name := range t.header {
		if t.roles[lowered(name)] == is {
			return true
		}
	}
	return false
}
