package onepux

import (
	"slices"
	"strings"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/draft"
	"coffer/box/port/internal/jsonstream"
)

// logins adds what stands in the form of a site, and the password of an item that is
// one and nothing else.
func (e *entry) logins(details *jsonstream.Record) {
	for _, f := range details.Records("loginFields") {
		e.login(f)
	}
	if password := details.Text("password"); password != "" {
		e.sheet.Add("password", box.Password, box.Core, password)
	}
	if file := details.Record("documentAttributes"); file != nil {
		e.sheet.Add("name", box.Text, box.Companion, file.Text("fileName"))
		e.document(file)
	}
}

// login adds one field of a form. Its value may be an object, as in sections.
func (e *entry) login(f *jsonstream.Record) {
	designation, kind := f.Text("designation"), f.Text("fieldType")
	v := f.Take("value")
	name := draft.Title(f.Text("name"), f.Text("id"))
	e.rest(f)
	if _, ok := v.Members(); ok {
		e.value(slot{name: name, field: designated(designation)}, v)
		return
	}
	switch field := designated(designation); {
	case field != "":
		e.add(field, name, v.Plain(), false)
	case kind == "E":
		e.sheet.Add(name, box.Email, box.Companion, v.Plain())
	case kind == "U":
		e.sheet.Add(name, box.URL, box.Companion, v.Plain())
	default:
		e.sheet.Custom(name, v.Plain(), kind == "P")
	}
}

// designated is the field that a form's field stands for.
func designated(designation string) string {
	switch designation {
	case "username", "password":
		return designation
	}
	return ""
}

// addresses adds the addresses of a site.
func (e *entry) addresses(overview *jsonstream.Record) {
	all := []string{}
	first := overview.Text("url")
	for _, u := range overview.Records("urls") {
		label, address := u.Text("label"), u.Text("url")
		if strings.TrimSpace(label) == "" || label == "website" {
			label = "url"
		}
		e.sheet.Add(label, box.URL, box.Companion, address)
		all = append(all, address)
		e.rest(u)
	}
	if !slices.Contains(all, first) {
		e.sheet.Add("url", box.URL, box.Companion, first)
	}
}

// sections adds the fields that a category has, and those that somebody made.
func (e *entry) sections(details *jsonstream.Record) {
	for _, s := range details.Records("sections") {
		title := s.Text("title")
		for _, name := range []string{"name", "hideAddAnotherField"} { // its id, and how it is shown
			s.Take(name)
		}
		for _, f := range s.Records("fields") {
			e.field(title, f)
		}
		e.rest(s)
	}
}

// field adds one field of a section.
func (e *entry) field(section string, f *jsonstream.Record) {
	id := f.Text("id")
	s := slot{title: f.Text("title"), field: e.form.slots[id]}
	s.name = draft.Title(s.title, id)
	if section != "" {
		s.name = section + ": " + s.name
	}
	v := f.Take("value")
	for _, name := range []string{"indexAtSource", "guarded", "multiline", "dontGenerate", "inputTraits", "placeholder", "clipboardFilter"} {
		f.Take(name) // how it is shown and typed
	}
	e.rest(f)
	e.value(s, v)
}

// slot is where a value goes: a field of the template, or one by its own name.
type slot struct {
	field string
	name  string
	title string // what the name is made of
}

// add fills a field of the template, or of a login, which any item may have. One that
// is filled already keeps what is in it, and the second goes by its label.
func (e *entry) add(name, label, value string, hidden bool) {
	f, ok := e.im.fields[e.form.template][name]
	if !ok {
		f, ok = e.im.fields[box.TemplateLogin][name]
	}
	if e.sheet.Has(name) {
		name = cutName(draft.Title(label, name))
	}
	if !ok {
		e.sheet.Custom(name, value, hidden)
		return
	}
	if hidden {
		f.Tier = box.Core
	}
	e.sheet.Add(name, f.Kind, f.Tier, value)
}

// put adds a text to where it goes.
func (e *entry) put(s slot, value string, hidden bool) {
	if s.field != "" {
		e.add(s.field, s.name, value, hidden)
		return
	}
	e.sheet.Custom(cutName(s.name), value, hidden)
}

// cutName keeps a name that was put together within bounds.
func cutName(name string) string {
	if len(name) > port.MaxName {
		return strings.ToValidUTF8(name[len(name)-port.MaxName:], "")
	}
	return name
}
