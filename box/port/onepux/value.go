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
		e.fileValue(s, m.Value)
	case "sshKey":
		e.key(s, m.Value)
	default:
		e.report("a value of the kind %q is not known here and became a field", draft.Short(m.Name))
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
		e.unnamed(s, "totp", "one-time password")
		e.add("totp", s.name, uri, false)
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
	identity := e.form.template == box.TemplateIdentity
	if identity {
		e.unnamed(s, "street", "address")
	}
	var lines []string
	e.parts(s, v, func(name, text string) bool {
		field := map[string]string{"street": "street", "zip": "postcode", "city": "city", "country": "country", "state": draft.Territory}[name]
		switch {
		case field == "":
			return false
		case identity:
			e.add(field, s.name+" "+field, text, false)
		default:
			lines = append(lines, text)
		}
		return true
	})
	e.put(slot{name: s.name}, strings.Join(lines, "\n"), false)
}

// unnamed reports a title that is lost because the field of the template is free;
// that is no matter for the one that 1Password gives it.
func (e *entry) unnamed(s slot, field, usual string) {
	if s.title != "" && s.title != usual && !e.sheet.Has(field) {
		e.report("the field %q had a label of its own, which is not kept", field)
	}
}

// fileValue attaches the file of a field.
func (e *entry) fileValue(s slot, v jsonstream.Value) {
	name, _ := v.Member("fileName").Text()
	id, _ := v.Member("documentId").Text()
	if name != "" || id != "" {
		e.wanted = append(e.wanted, wanted{id: id, name: name})
	}
	e.beyond(s, v, func(m jsonstream.Member) bool {
		_, ok := m.Value.Text()
		return ok && (m.Name == "fileName" || m.Name == "documentId") || m.Name == "decryptedSize" // which the archive knows better
	})
}

// keyFields are the fields of an SSH key by the members that hold them.
func keyFields() map[string]string {
	return map[string]string{"privateKey": "private-key", "publicKey": "public-key", "fingerprint": "fingerprint", "keyType": "type"}
}

// key adds an SSH key with what belongs to it, which stands in the object itself or in
// its member "metadata", or in both. Without a private key it is kept as it is.
func (e *entry) key(s slot, v jsonstream.Value) {
	inner := v.Member("metadata")
	outer, _ := v.Member("privateKey").Text()
	if private, _ := inner.Member("privateKey").Text(); outer+private == "" {
		e.put(s, v.Plain(), true)
		return
	}
	e.unnamed(s, "private-key", "private key")
	fields, had := keyFields(), make(map[string]string)
	take := func(m jsonstream.Member) bool {
		text, ok := m.Value.Text()
		if fields[m.Name] == "" || !ok {
			return false
		}
		if had[m.Name] != text {
			e.add(fields[m.Name], s.name+" "+fields[m.Name], text, false)
		}
		had[m.Name] = text
		return true
	}
	isObject := inner.Kind == jsonstream.Object
	e.beyond(s, v, func(m jsonstream.Member) bool { return take(m) || m.Name == "metadata" && isObject })
	if isObject {
		e.beyond(s, inner, take)
	}
}

// beyond keeps the members of an object that nobody took as fields of their own, and
// as one what should be an object and is none.
func (e *entry) beyond(s slot, v jsonstream.Value, taken func(jsonstream.Member) bool) {
	all, ok := v.Members()
	if !ok {
		e.put(s, v.Plain(), true)
	}
	for _, m := range all {
		if m.Value.Empty() || taken(m) {
			continue
		}
		e.sheet.Custom(cutName(s.name+" "+m.Name), m.Value.Plain(), true)
		e.report("%q is not known here and became a field", draft.Short(m.Name))
	}
}
