package onepux

import (
	"slices"
	"strconv"
	"time"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/draft"
	"coffer/box/port/internal/jsonstream"
)

// entry is an item while it is read.
type entry struct {
	im     *importer
	sheet  draft.Sheet
	form   form
	wanted []wanted
	past   []draft.Past
	notes  draft.Remarks
}

func (e *entry) report(format string, args ...any) { e.notes.Add(format, args...) }

// item turns one element of a vault into an item. In older files it lies in a
// member of the element, and a file of its own beside it.
func (im *importer) item(o *jsonstream.Record, folder []string, line int) error {
	e := &entry{im: im}
	e.sheet.Folder = folder
	in := o
	if o.Has("item") || o.Has("file") {
		in = o.Record("item")
		e.oldFile(o.Record("file"))
		e.rest(o)
	}
	if in == nil {
		e.alone()
	} else {
		e.read(in)
	}
	if err := o.Err(); err != nil {
		return err
	}
	if e.sheet.Full() || len(e.sheet.Tags) > box.MaxTags || len(e.wanted) > box.MaxAttachments || len(e.past) > port.MaxParts {
		return port.BadLine(line, "an item with more than %d fields, more than %d MiB in them, more than %d tags, %d files or %d former passwords", box.MaxFields, draft.MaxSize>>20, box.MaxTags, box.MaxAttachments, port.MaxParts)
	}
	return e.deliver()
}

// alone is for a file without an item.
func (e *entry) alone() {
	e.form = form{template: box.TemplateFile}
	e.sheet.Template, e.sheet.Title = box.TemplateFile, draft.Title()
	for _, w := range e.wanted {
		e.sheet.Title = draft.Title(w.name)
		e.sheet.Add("name", box.Text, box.Companion, w.name)
	}
}

// deliver hands the item over, and what is to be said of it.
func (e *entry) deliver() error {
	files, err := e.attach()
	if err != nil {
		return err
	}
	it := &e.sheet.Item
	out := &port.Entry{Item: *it, Files: draft.Files(files), Former: draft.Former(it, e.past)}
	for _, what := range e.notes.All() {
		e.im.report(draft.Where(out.Folder, out.Title), "%s", what)
	}
	return e.im.sink.Item(out)
}

// read takes the item in the order in which its fields are to stand.
func (e *entry) read(o *jsonstream.Record) {
	e.form = formOf(o.Text("categoryUuid"))
	o.Take("uuid")
	overview, details := o.Record("overview"), o.Record("details")
	e.label(o, overview)
	if e.form.unknown {
		e.report("it is of a category that is not known here and became a login")
	}
	e.logins(details)
	e.addresses(overview)
	e.sections(details)
	if e.form.category != "" {
		e.sheet.Add("category", box.Text, box.Companion, e.form.category)
	}
	e.history(details)
	notes := draft.NotesOf(e.sheet.Template)
	text := details.Text("notesPlain")
	for _, r := range []*jsonstream.Record{overview, details, o} {
		e.rest(r)
	}
	e.sheet.Add(notes, box.Multiline, box.Core, text)
}

// label sets everything but the fields.
func (e *entry) label(o, overview *jsonstream.Record) {
	it := &e.sheet.Item
	it.Template = e.form.template
	it.Title = draft.Title(overview.Text("title"), overview.Text("url"))
	favourite, _ := o.Int("favIndex")
	it.Favourite = favourite != 0
	it.Created, it.Changed = e.time(o, "createdAt"), e.time(o, "updatedAt")
	for _, v := range overview.Array("tags") {
		tag, ok := v.Text()
		if !ok {
			overview.Bad("%q holds something else than texts", "tags")
		}
		e.tag(tag)
	}
	if o.Flag("trashed") {
		it.Trashed = it.Changed
		if it.Trashed.IsZero() {
			it.Trashed = time.Unix(1, 0).UTC()
		}
	}
	e.state(o.Text("state"))
	for _, name := range []string{"subtitle", "ps", "pbe", "pgrng", "icons", "watchtowerExclusions"} { // shown, or made anew
		overview.Take(name)
	}
}

func (e *entry) tag(name string) {
	if name != "" && !slices.Contains(e.sheet.Tags, name) && len(e.sheet.Tags) <= box.MaxTags {
		e.sheet.Tags = append(e.sheet.Tags, name)
	}
}

// state: Coffer has no archive, so that a tag says it.
func (e *entry) state(state string) {
	switch state {
	case "", "active":
	case "archived":
		e.im.archived++
		e.tag(archivedTag)
	default:
		e.report("its state is not known here and became a field")
		e.sheet.Custom("state", state, false)
	}
}

// time reads seconds since 1970. What Coffer cannot keep becomes a field.
func (e *entry) time(o *jsonstream.Record, name string) time.Time {
	seconds, ok := o.Int(name)
	if !ok || seconds == 0 {
		return time.Time{}
	}
	t, ok := moment(seconds)
	if !ok {
		e.report("a date in it could not be read and became a field")
		e.sheet.Custom(name, strconv.FormatInt(seconds, 10), false)
	}
	return t
}

// moment is a time that Coffer keeps: after 1970, and up to the year 9999.
func moment(seconds int64) (time.Time, bool) {
	if seconds <= 0 || seconds > 253_402_300_799 {
		return time.Time{}, false
	}
	return time.Unix(seconds, 0).UTC(), true
}

// history reads the former passwords.
func (e *entry) history(details *jsonstream.Record) {
	for _, h := range details.Records("passwordHistory") {
		e.past = append(e.past, draft.Past{Password: h.Text("value"), Until: e.time(h, "time")})
		e.rest(h)
	}
}

// rest keeps what nobody took as fields of its own.
func (e *entry) rest(o *jsonstream.Record) { e.sheet.Rest(o, &e.notes) }
