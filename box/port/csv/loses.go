package csv

import (
	"slices"
	"strings"

	"coffer/box"
	"coffer/box/port"
)

// Loses says what of an entry the table has no place for; see [port.Lossy].
func (Format) Loses(e *port.Entry) (lost []string) {
	if !e.Trashed.IsZero() {
		return []string{port.InTrash}
	}
	add := func(is bool, what string) {
		if is {
			lost = append(lost, what)
		}
	}
	cells := cellsOf(e)
	back := &ownTable().read(cells).item
	fields := slices.DeleteFunc(slices.Clone(e.Fields), func(f box.Field) bool { return !inTable(f) || f.Value.IsZero() })
	add(len(e.Files) > 0, "attachments")
	add(len(e.Former) > 0, "former revisions")
	add(e.OnExpiry == box.Delete && !e.Expires.IsZero(), "deletion at a date, which becomes a warning")
	add(slices.ContainsFunc(e.Fields, func(f box.Field) bool { return !inTable(f) }), "fields that are files")
	add(!slices.Equal(back.Tags, e.Tags), "tags with commas or semicolons")
	add(back.Template != e.Template, "items without a template, which become logins")
	lost = append(lost, losesFields(fields, slices.Clone(back.Fields))...)
	add(slices.ContainsFunc(cells, formula), "protection of cells that begin with = + - or @: open the table in no spreadsheet")
	return lost
}

// losesFields compares the fields of an item with what comes back of them.
func losesFields(went, back []box.Field) (lost []string) {
	inOrder := slices.EqualFunc(went, back, sameName)
	slices.SortFunc(went, byName)
	slices.SortFunc(back, byName)
	switch {
	case !slices.EqualFunc(went, back, sameContent):
		return []string{"fields that do not fit a line of their own, and come back divided or renamed"}
	case !slices.EqualFunc(went, back, sameForm):
		lost = append(lost, "kinds and tiers of fields")
	}
	if !inOrder {
		lost = append(lost, "the order of fields")
	}
	return lost
}

func byName(a, b box.Field) int { return strings.Compare(a.Name, b.Name) }

func sameName(a, b box.Field) bool { return a.Name == b.Name }

func sameContent(a, b box.Field) bool { return a.Name == b.Name && a.Value.Equal(b.Value) }

func sameForm(a, b box.Field) bool { return a.Kind == b.Kind && a.Tier == b.Tier }

// formula tells what a spreadsheet takes for one.
func formula(cell string) bool {
	return cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0]))
}
