package bitwarden

import (
	"slices"
	"time"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/draft"
	"coffer/box/port/internal/jsonstream"
)

// entry is an item while it is read.
type entry struct {
	im      *importer
	in      *jsonstream.Record
	sheet   draft.Sheet
	past    []draft.Past
	remarks draft.Remarks
}

func (e *entry) report(format string, args ...any) { e.remarks.Add(format, args...) }

// item turns one element of the list into an item.
func (im *importer) item(o *jsonstream.Record, line int) error {
	e := &entry{im: im, in: o}
	id := o.Text("id")
	number, ok := o.Int("type")
	if !ok {
		o.Bad("an item without a type; this is no export of Bitwarden, or an encrypted one")
	}
	e.label()
	text := o.Text("notes")
	e.content(number)
	e.further()
	e.history()
	e.archive()
	e.rest(o)
	e.text(text)
	if err := o.Err(); err != nil {
		return err
	}
	if e.sheet.Full() || len(e.sheet.Tags) > box.MaxTags || len(e.past) > port.MaxParts {
		return port.BadLine(line, "an item with more than %d fields, more than %d MiB in them, or more than %d collections or %d former passwords", box.MaxFields, draft.MaxSize>>20, box.MaxTags, port.MaxParts)
	}
	files, err := im.attach(id)
	if err != nil {
		return err
	}
	it := &e.sheet.Item
	out := &port.Entry{Item: *it, Former: draft.Former(it, e.past), Files: files}
	for _, what := range e.remarks.All() {
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
	at, known := e.im.folders[id]
	if !known {
		e.report("its folder is not in the file")
		return names
	}
	if at.used = true; len(names) > box.MaxTags+1 {
		return names
	}
	return append(names, at.name)
}

// time reads an instant as JavaScript writes it. What is none becomes a field.
func (e *entry) time(o *jsonstream.Record, name string) time.Time {
	s := o.Text(name)
	if s == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		e.report("a date in it could not be read and became a field")
		e.sheet.Custom(name, s, false)
		return time.Time{}
	}
	return t.UTC().Truncate(time.Second)
}

// text adds the notes, which come last.
func (e *entry) text(notes string) {
	e.sheet.Add(draft.NotesOf(e.sheet.Template), box.Multiline, box.Core, notes)
}

// archived is the name of a tag and of a field.
const archived = "archived"

// archive: Coffer has none, so that a tag says it, and a field when.
func (e *entry) archive() {
	at := e.time(e.in, "archivedDate")
	if at.IsZero() {
		return
	}
	if !slices.Contains(e.sheet.Tags, archived) {
		e.sheet.Tags = append(e.sheet.Tags, archived)
		e.report("it was archived, which became a tag")
	}
	e.sheet.Add(archived, box.Text, box.Companion, at.Format(time.RFC3339))
}

// history reads the former passwords.
func (e *entry) history() {
	for _, h := range e.in.Records("passwordHistory") {
		e.past = append(e.past, draft.Past{Password: h.Text("password"), Until: e.time(h, "lastUsedDate")})
		e.rest(h)
	}
}

// rest keeps what nobody took as fields of its own.
func (e *entry) rest(o *jsonstream.Record) { e.sheet.Rest(o, &e.remarks) }
