package pass

import (
	"slices"
	"strings"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/draft"
)

// Loses says what of an entry a store has no place for; see [port.Lossy].
func (Format) Loses(e *port.Entry) (lost []string) {
	if !e.Trashed.IsZero() {
		return []string{port.InTrash}
	}
	add := func(is bool, what string) {
		if is {
			lost = append(lost, what)
		}
	}
	add(len(e.Former) > 0, "former revisions")
	add(e.Favourite, "marks of favourites")
	add(!e.Expires.IsZero(), "dates of expiry, which become a line of text")
	add(!e.Created.IsZero() || !e.Changed.IsZero(), "the dates of making and changing")
	add(e.Template != box.TemplateLogin, "templates of items, which become logins")
	add(slices.ContainsFunc(e.Fields, isFile), "fields that are files, which become attachments")
	add(renamed(e), "long names, which are cut")
	add(len(e.Folder) > maxDepth-2, "folders so deep that they do not come in again") // a box is one more, and so is the folder of an import
	add(twins(e), "equal names of attachments, which get numbers")
	if len(render(&e.Item)) > maxText {
		return append(lost, "items of more than 1 MiB of text, which become attachments")
	}
	other, tags := changes(&e.Item)
	add(other, "kinds, tiers and order of fields")
	add(tags, "tags with commas or semicolons")
	return lost
}

// Comparing tells also of items with one path; see [port.Comparer].
func (Format) Comparing() port.Lossy { return &comparing{taken: make(paths)} }

type comparing struct {
	Format
	taken paths
}

// Loses says what is lost of an entry, with those before it.
func (c *comparing) Loses(e *port.Entry) []string {
	lost := c.Format.Loses(e)
	if !e.Trashed.IsZero() {
		return lost
	}
	if stem := stemOf(e); c.taken.free(stem) != stem {
		lost = append(lost, "equal titles in one folder, which get numbers")
	}
	return lost
}

// twins tells whether two files of an entry would have one name, on systems to which
// large and small letters are the same.
func twins(e *port.Entry) bool {
	seen := make(map[string]bool)
	twice := func(name string) bool {
		name = strings.ToLower(fileName(name))
		was := seen[name]
		seen[name] = true
		return was
	}
	return slices.ContainsFunc(e.Files, func(f port.File) bool { return twice(f.Name) }) ||
		slices.ContainsFunc(e.Fields, func(f box.Field) bool { return isFile(f) && twice(f.Name) })
}

func isFile(f box.Field) bool { return f.Kind == box.File }

func renamed(e *port.Entry) bool {
	long := func(s string) bool { return unescape(fileName(s)) != s }
	return long(e.BoxName) || long(e.Title) || slices.ContainsFunc(e.Folder, long) ||
		slices.ContainsFunc(e.Files, func(f port.File) bool { return long(f.Name) }) ||
		slices.ContainsFunc(e.Fields, func(f box.Field) bool { return unescape(keyName(f.Name)) != f.Name })
}

// changes tells whether an item would come back with other fields, or other tags.
func changes(it *box.Item) (fields, tags bool) {
	var back draft.Sheet
	s := render(it)
	convert(&back, parse(s), s)
	want := slices.DeleteFunc(slices.Clone(it.Fields), func(f box.Field) bool { return isFile(f) || f.Value.IsZero() })
	have := slices.DeleteFunc(back.Fields, func(f box.Field) bool { return f.Name == "expires" && !it.Expires.IsZero() })
	same := slices.EqualFunc(want, have, func(a, b box.Field) bool {
		return a.Name == b.Name && a.Kind == b.Kind && a.Tier == b.Tier && a.Value.Equal(b.Value)
	})
	return !same, !slices.Equal(back.Tags, it.Tags)
}
