package onepux

import (
	"fmt"
	"strings"

	"coffer/box"
	"coffer/box/port/internal/draft"
	"coffer/box/port/internal/jsonstream"
)

// value adds what stands in an object of one member, whose name says what it is.
func (e *entry) value(s slot, v jsonstream.Value) {
	all, ok := v.Members()
	if !ok {
		e.put(s, v.Plain(), true) // no form that is known
		return
	}
	for _, m := range all {
		if !m.Value.Empty() {
			e.one(s, m)
		}
	}
}

func (e *entry) one(s slot, m jsonstream.Member) {
	text := m.Value.Plain()
	switch m.Name {
	case "string", "menu", "gender", "creditCardType":
		e.put(s, text, false)
	case "concealed":
		e.put(s, text, true)
	case "totp":
		e.code(s, text)
	case "url":
		e.kind(s, box.URL, text)
	case "phone":
		e.kind(s, box.Phone, text)
	case "email":
		e.email(s, m.Value)
	case "creditCardNumber":
		e.put(s, text, true)
	case "date":
		e.date(s, m.Value)
	case "monthYear":
		e.month(s, m.Value)
	case "reference":
		e.im.links++
		e.put(s, text, false)
	case "address":
		e.address(s, m.Value)
	case "file":
		e.fileValue(m.Value)
	case "sshKey":
		e.key(s, m.Value)
	default:
		e.report("a value of the kind %q is not known here and became a field", short(m.Name))
		e.put(s, text, true)
	}
}

// kind adds a text of a kind of its own.
func (e *entry) kind(s slot, kind box.Kind, text string) {
	if s.field != "" || draft.Secret(s.name) {
		e.put(s, text, false)
		return
	}
	e.sheet.Add(cutName(s.name), kind, box.Companion, text)
}

// code adds a one-time code. What is none stays as a secret field.
func (e *entry) code(s slot, text string) {
	if uri, ok := draft.ParseTOTP(text, e.sheet.Title); ok {
		e.sheet.Add("totp", box.TOTP, box.Core, uri)
		return
	}
	e.report("its one-time code is not understood and was kept as it is")
	e.put(slot{name: s.name}, text, true)
}

// email takes an address alone, or with the name of who provides it.
func (e *entry) email(s slot, v jsonstream.Value) {
	if text, ok := v.Text(); ok {
		e.kind(s, box.Email, text)
		return
	}
	e.parts(s, v, func(name, text string) bool {
		if name == "email_address" {
			e.kind(s, box.Email, text)
		}
		return name == "email_address"
	})
}

// parts adds each member of an object by its name, unless take does.
func (e *entry) parts(s slot, v jsonstream.Value, take func(name, text string) bool) {
	all, ok := v.Members()
	if !ok {
		e.put(s, v.Plain(), true)
		return
	}
	for _, m := range all {
		if text := m.Value.Plain(); !m.Value.Empty() && !take(m.Name, text) {
			e.sheet.Custom(cutName(s.name+" "+m.Name), text, false)
		}
	}
}

// date reads seconds since 1970, of which the day counts. Days before 1970 are
// dates of birth.
func (e *entry) date(s slot, v jsonstream.Value) {
	text := v.Plain()
	if seconds, ok := v.Int(); ok && seconds > -1<<36 && seconds < 1<<37 {
		text = day(seconds)
	}
	e.kind(s, box.Date, text)
}

// month reads a number like 203112, which is the December of 2031.
func (e *entry) month(s slot, v jsonstream.Value) {
	text := v.Plain()
	if n, ok := v.Int(); ok && n > 100_000 && n < 1_000_000 && n%100 >= 1 && n%100 <= 12 {
		text = fmt.Sprintf("%02d/%d", n%100, n/100)
	}
	e.put(s, text, false)
}

// address becomes fields of an identity, and one text of several lines elsewhere.
func (e *entry) address(s slot, v jsonstream.Value) {
	var lines []string
	e.parts(s, v, func(name, text string) bool {
		field := map[string]string{"street": "street", "zip": "postcode", "city": "city", "country": "country"}[name]
		if field == "" && name != "state" {
			return false
		}
		if e.form.template == box.TemplateIdentity && field != "" {
			e.add(field, text, false)
		} else {
			lines = append(lines, text)
		}
		return true
	})
	switch {
	case e.form.template == box.TemplateIdentity:
		e.sheet.Add("state", box.Text, box.Companion, strings.Join(lines, "\n"))
	default:
		e.put(slot{name: s.name}, strings.Join(lines, "\n"), false)
	}
}

// fileValue attaches the file of a field.
func (e *entry) fileValue(v jsonstream.Value) {
	name, id := "", ""
	all, _ := v.Members()
	for _, m := range all {
		switch m.Name {
		case "fileName":
			name, _ = m.Value.Text()
		case "documentId":
			id, _ = m.Value.Text()
		}
	}
	e.wanted = append(e.wanted, wanted{id: id, name: name})
}

// key adds an SSH key with what belongs to it.
func (e *entry) key(s slot, v jsonstream.Value) {
	for _, known := range []struct{ member, field string }{{"privateKey", "private-key"}, {"publicKey", "public-key"}, {"fingerprint", "fingerprint"}, {"keyType", "type"}} {
		if text := within(v, known.member); text != "" {
			e.add(known.field, text, false)
		}
	}
	if within(v, "privateKey") == "" {
		e.put(s, v.Plain(), true)
	}
}

// within finds a text in an object, or in its member "metadata".
func within(v jsonstream.Value, name string) string {
	all, _ := v.Members()
	for _, m := range all {
		if text, ok := m.Value.Text(); ok && m.Name == name {
			return text
		}
	}
	for _, m := range all {
		if m.Name == "metadata" {
			return within(m.Value, name)
		}
	}
	return ""
}
