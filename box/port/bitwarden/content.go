package bitwarden

import (
	"slices"

	"coffer/box"
	"coffer/box/port/internal/draft"
	"coffer/box/port/internal/jsonstream"
)

// content adds the fields that the type of an item has.
func (e *entry) content(number int64) {
	it := &e.sheet
	switch i := slices.IndexFunc(e.im.forms, func(f form) bool { return f.number == number }); {
	case number == typeLogin:
		e.fromLogin()
	case number == typeNote:
		it.Template = box.TemplateNote
		o := e.in.Record("secureNote")
		o.Take("type") // there is one kind
		e.rest(o)
	case i >= 0:
		e.fromForm(e.im.forms[i])
	default:
		it.Template = box.TemplateNote
		e.report("it is of a type that is not known here (%d) and became a note", number)
	}
	it.Title = draft.Title(it.Title)
}

// fromForm reads a type whose members are plain texts.
func (e *entry) fromForm(f form) {
	e.sheet.Template = f.template
	o := e.in.Record(f.member)
	for _, s := range f.slots {
		e.sheet.Add(s.field, s.kind, s.tier, o.Text(s.member))
	}
	if f.number == typeCard {
		e.sheet.Add("expiry", box.Text, box.Companion, expiry(o.Text("expMonth"), o.Text("expYear")))
	}
	e.rest(o)
}

// expiry writes month and year as they stand on a card.
func expiry(month, year string) string {
	if len(month) == 1 {
		month = "0" + month
	}
	if month == "" || year == "" {
		return month + year
	}
	return month + "/" + year
}

// fromLogin reads an account with a password.
func (e *entry) fromLogin() {
	it, o := &e.sheet, e.in.Record("login")
	it.Template = box.TemplateLogin
	user := o.Text("username")
	it.Add("username", box.Username, box.Companion, user)
	it.Add("password", box.Password, box.Core, o.Text("password"))
	site := e.addresses(o)
	it.Title = draft.Title(it.Title, site, user)
	e.code(o.Text("totp"))
	for _, v := range o.Array("fido2Credentials") {
		it.Custom("passkey", v.Plain(), true)
		e.im.keys++
	}
	e.rest(o)
}

// addresses adds the addresses of a login and returns the site of the first.
func (e *entry) addresses(o *jsonstream.Record) (site string) {
	matched, old := false, o.Text("uri") // older files have one beside uris, or alone
	all := o.Records("uris")
	if len(all) == 0 {
		e.sheet.Add("url", box.URL, box.Companion, old)
		if old != "" {
			site = draft.Host(old)
		}
	}
	for _, u := range all {
		uri := u.Text("uri")
		if site == "" && uri != "" {
			site = draft.Host(uri)
		}
		e.sheet.Add("url", box.URL, box.Companion, uri)
		matched = matched || u.Has("match")
		u.Take("match")
		u.Take("uriChecksum")
		e.rest(u)
	}
	if matched {
		e.im.matches++
	}
	return site
}

// code adds the one-time code. What is none stays as a secret field.
func (e *entry) code(value string) {
	if value == "" {
		return
	}
	if uri, ok := draft.ParseTOTP(value, e.sheet.Title); ok {
		e.sheet.Add("totp", box.TOTP, box.Core, uri)
		return
	}
	e.sheet.Custom("one-time code", value, true)
	e.report("its one-time code is not understood and was kept as it is")
}

// further adds the fields that somebody made.
func (e *entry) further() {
	for _, f := range e.in.Records("fields") {
		name, value := f.Text("name"), f.Take("value").Plain()
		kind, known := f.Int("type")
		id, isLink := f.Int("linkedId")
		shown := known && (kind == fieldText || kind == fieldBoolean || kind == fieldLinked)
		if kind == fieldLinked && isLink {
			e.im.links++
			value = "fills in " + e.im.linked(id)
		}
		if known && !shown && kind != fieldHidden {
			e.report("a field of a type that is not known here (%d) was hidden", kind)
		}
		e.sheet.Custom(name, value, !shown)
		e.rest(f)
	}
}
