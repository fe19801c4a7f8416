package bitwarden

import (
	"fmt"
	"slices"
	"time"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/draft"
	"coffer/box/port/internal/jsonstream"
	"coffer/vault/secret"
)

// entry is an item while it is read.
type entry struct {
	im    *importer
	in    *jsonstream.Record
	sheet draft.Sheet
	notes []string // what to report
}

func (e *entry) report(format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	if n := len(e.notes); n == 0 || e.notes[n-1] != what { // what is said of many is said once
		e.notes = append(e.notes, what)
	}
}

// item turns one element of the list into an item.
func (im *importer) item(o *jsonstream.Record, line int) error {
	e := &entry{im: im, in: o}
	id := o.Text("id")
	number, ok := o.Int("type")
	if !ok {
		o.Bad("an item without a type; this is no export of Bitwarden, or an encrypted one")
	}
	e.label()
	e.content(number)
	e.further()
	e.rest(o, "")
	e.text()
	former := e.former()
	if err := o.Err(); err != nil {
		return err
	}
	if e.sheet.Full() || len(e.sheet.Tags) > box.MaxTags {
		return port.BadLine(line, "an item with more than %d fields, more than %d MiB in them, or more than %d collections", box.MaxFields, draft.MaxSize>>20, box.MaxTags)
	}
	files, err := im.attach(id)
	if err != nil {
		return err
	}
	out := &port.Entry{Item: e.sheet.Item, Former: former, Files: files}
	for _, what := range e.notes {
		im.report(draft.Where(out.Folder, out.Title), "%s", what)
	}
	return im.sink.Item(out)
}

// label sets everything but the fields.
func (e *entry) label() {
	o, it := e.in, &e.sheet.Item
	it.Title = o.Text("name")
	it.Favourite = o.Flag("favorite")
	it.Created, it.Changed = e.time(o, "creationDate"), e.time(o, "revisionDate")
	it.Trashed = e.time(o, "deletedDate")
	e.place()
	if n, _ := o.Int("reprompt"); n != 0 {
		e.im.prompts++
	}
	for _, name := range []string{"organizationId", "object"} { // whose it was, and what every item is
		o.Take(name)
	}
}

// place finds the folder: the item's own, or its first collection. Further
// collections become tags.
func (e *entry) place() {
	it := &e.sheet.Item
	var names []string
	if id := e.in.Text("folderId"); id != "" {
		names = e.named(names, id)
	}
	for _, v := range e.in.Array("collectionIds") {
		id, ok := v.Text()
		if !ok {
			e.in.Bad("%q holds something else than texts", "collectionIds")
		}
		names = e.named(names, id)
	}
	if len(names) == 0 {
		return
	}
	it.Folder = folder(names[0])
	for _, name := range names[1:] {
		if name != "" && !slices.Contains(it.Tags, name) && len(it.Tags) <= box.MaxTags {
			it.Tags = append(it.Tags, name)
		}
	}
	if len(it.Tags) > 0 {
		e.report("it lay in more than one folder; the others became tags")
	}
}

// named adds the name of a folder or collection.
func (e *entry) named(names []string, id string) []string {
	name, known := e.im.folders[id]
	if !known {
		e.report("its folder is not in the file")
		return names
	}
	if len(names) > box.MaxTags+1 {
		return names
	}
	return append(names, name)
}

// time reads an instant as JavaScript writes it.
func (e *entry) time(o *jsonstream.Record, name string) time.Time {
	s := o.Text(name)
	if s == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		e.report("a date in it could not be read")
		return time.Time{}
	}
	return t.UTC().Truncate(time.Second)
}

// text adds the notes, and what belongs to the item as a whole.
func (e *entry) text() {
	it := &e.sheet
	if at := e.archivedAt(); !at.IsZero() {
		it.Add(archived, box.Text, box.Companion, at.Format(time.RFC3339))
	}
	name := "notes"
	if it.Template == box.TemplateNote {
		name = "text"
	}
	it.Add(name, box.Multiline, box.Core, e.in.Text("notes"))
}

// archived is the name of a tag and of a field.
const archived = "archived"

// archivedAt: Coffer has no archive, so that a tag says it.
func (e *entry) archivedAt() time.Time {
	at := e.time(e.in, "archivedDate")
	if !at.IsZero() && !slices.Contains(e.sheet.Tags, archived) {
		e.sheet.Tags = append(e.sheet.Tags, archived)
		e.report("it was archived, which became a tag")
	}
	return at
}

// rest keeps what nobody took as fields of its own.
func (e *entry) rest(o *jsonstream.Record, of string) {
	for _, m := range o.Rest() {
		if of == "" && e.later(m.Name) {
			continue
		}
		if e.sheet.Full() {
			return
		}
		e.sheet.Custom(m.Name, m.Value.Plain(), true)
		e.report("%q is not known here and became a field", draftName(m.Name))
	}
}

// later tells members that are taken after the others.
func (e *entry) later(name string) bool {
	switch name {
	case "notes", "passwordHistory", "archivedDate":
		return true
	}
	return false
}

// draftName shortens a name for a report.
func draftName(name string) string {
	const most = 100
	if len(name) > most {
		return name[:most] + "…"
	}
	return name
}

// former makes a revision of each former password, the newest first. It has the
// date at which the password was replaced, and nothing else of what was then.
func (e *entry) former() []box.Item {
	var all []box.Item
	for _, h := range e.in.Records("passwordHistory") {
		it := box.Item{Label: box.Label{Folder: e.sheet.Folder, Title: e.sheet.Title, Template: e.sheet.Template, Created: e.sheet.Created}}
		it.Changed = e.time(h, "lastUsedDate")
		password := h.Text("password")
		if e.rest(h, "passwordHistory"); password != "" {
			it.Fields = []box.Field{{Name: "password", Kind: box.Password, Tier: box.Core, Value: secret.New(password)}}
			all = append(all, it)
		}
	}
	if len(all) > port.MaxParts {
		e.in.Bad("an item with more than %d former passwords", port.MaxParts)
	}
	slices.SortStableFunc(all, func(a, b box.Item) int { return b.Changed.Compare(a.Changed) })
	for i := range all {
		all[i].Revision = uint32(len(all) - i)
	}
	return all
}
