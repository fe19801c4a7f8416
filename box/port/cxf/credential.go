package cxf

import (
	"encoding/base64"
	"fmt"
	"strings"

	"coffer/box"
	"coffer/box/port/internal/draft"
	"coffer/box/port/internal/jsonstream"
)

// credentials takes what an item holds.
func (u *unpack) credentials(rec *jsonstream.Record, all []jsonstream.Value) {
	if len(all) > maxCredentials {
		rec.Bad("an item has more than %d credentials", maxCredentials)
		return
	}
	for _, v := range all {
		credential, _ := v.Member("type").Text()
		u.types = append(u.types, credential)
	}
	for i, v := range all {
		if u.credential(u.types[i], v); u.it.Full() {
			return
		}
	}
}

// credential takes one. What it cannot take apart it keeps as JSON.
func (u *unpack) credential(credential string, v jsonstream.Value) {
	switch credential {
	case typeCustom:
		u.section(v)
	case typeTOTP:
		u.code(v)
	case typeSSH:
		u.sshKey(v)
	case typeFile:
		u.file(v)
	case typeGenerated:
		u.generated(v)
	case typePasskey:
		u.it.Custom(credential, v.JSON(), true)
		u.report("a passkey has no place of its own here: it was kept as JSON in a field, and an export to cxf gives it back")
	case typeReference:
		u.it.Custom(credential, v.Member("reference").JSON(), false)
		u.report("a link to another item has no place here: it was kept as a field with the id in it")
	default:
		if slots(credential) == nil {
			credential = draft.Title(draft.Short(credential), "credential")
			u.it.Custom(credential, v.JSON(), true)
			u.report("a credential of a type that is not known here was kept as JSON in the field %q", credential)
			return
		}
		u.members(credential, v)
	}
}

// members takes the editable fields of a credential; known lists what else was
// taken of it.
func (u *unpack) members(credential string, v jsonstream.Value, known ...string) {
	members, _ := v.Members()
	place := make(map[string]slot)
	for _, s := range slots(credential) {
		place[s.member] = s
	}
	for _, name := range append(known, "type") {
		place[name] = slot{}
	}
	for _, m := range members {
		s, ok := place[m.Name]
		switch {
		case ok && s.member == "" || m.Value.Kind == jsonstream.Null:
		case ok && u.member(credential, s, m.Value):
		default:
			u.kept(credential+" "+draft.Short(m.Name), m.Value)
		}
	}
}

// member takes one editable field that the table knows.
func (u *unpack) member(credential string, s slot, v jsonstream.Value) bool {
	f, ok := edited(v)
	if !ok {
		return false
	}
	if credential == typeNote {
		s.field = u.noteField()
	}
	if f.form == isConcealed {
		s.tier = box.Core
	}
	u.add(s.field, s.kind, s.tier, f.value, f.own)
	if f.label != "" && !strings.EqualFold(f.label, s.member) && !strings.EqualFold(f.label, s.field) {
		u.report("the field %q had a label of its own, which is not kept", s.field)
	}
	u.others(s.field, f)
	return true
}

func (u *unpack) noteField() string {
	if !u.ours && u.allNotes() {
		return draft.NotesOf(box.TemplateNote)
	}
	return draft.NotesOf(u.it.Template)
}

func (u *unpack) allNotes() bool {
	for _, t := range u.types {
		if t != typeNote {
			return false
		}
	}
	return true
}

// field is an editable field.
type field struct {
	form, value, label string
	own                jsonstream.Value // the extension of ours
	rest               []jsonstream.Member
}

// edited reads an editable field; also one that is a bare value, as some write
// it.
func edited(v jsonstream.Value) (f field, ok bool) {
	members, isObject := v.Members()
	if !isObject {
		return field{form: isConcealed, value: v.Plain()}, single(v)
	}
	for _, m := range members {
		switch m.Name {
		case "id":
		case "fieldType":
			f.form, _ = m.Value.Text()
		case "value":
			f.value, ok = m.Value.Plain(), single(m.Value)
		case "label":
			f.label, _ = m.Value.Text()
		case "extensions":
			f.extensions(m.Value)
		default:
			f.rest = append(f.rest, m)
		}
	}
	return f, ok
}

// single tells a value that is neither made of others nor nothing.
func single(v jsonstream.Value) bool {
	return v.Kind == jsonstream.String || v.Kind == jsonstream.Number || v.Kind == jsonstream.Bool
}

func (f *field) extensions(v jsonstream.Value) {
	all, _ := v.Elements()
	for _, e := range all {
		if name, _ := e.Member("name").Text(); name == extField {
			f.own = e
		} else {
			f.rest = append(f.rest, jsonstream.Member{Name: "extension " + name, Value: e})
		}
	}
}

// others keeps what stood beside the value of a field.
func (u *unpack) others(name string, f field) {
	for _, m := range f.rest {
		if !m.Value.Empty() {
			u.kept(name+" "+draft.Short(m.Name), m.Value)
		}
	}
}

// section takes fields that the standard has no member for. The name of the
// section goes before theirs.
func (u *unpack) section(v jsonstream.Value) {
	label, _ := v.Member("label").Text()
	fields, _ := v.Member("fields").Elements()
	for _, one := range fields {
		if u.it.Full() {
			return
		}
		f, ok := edited(one)
		if !ok {
			u.kept(draft.Title(label, "field"), one)
			continue
		}
		name := f.label
		switch {
		case name == "":
			name = label
		case label != "":
			name = label + ": " + name
		}
		u.custom(name, f.form, f.value, f.own)
		u.others(draft.Title(name, "field"), f)
	}
	u.members(typeCustom, v, "id", "label", "fields")
}

// code takes a one-time code. What is none stays as a secret field.
func (u *unpack) code(v jsonstream.Value) {
	c := totp{period: usualPeriod, digits: usualDigits}
	c.secret, _ = v.Member("secret").Text()
	c.username, _ = v.Member("username").Text()
	c.algorithm, _ = v.Member("algorithm").Text()
	c.issuer, _ = v.Member("issuer").Text()
	if n, ok := v.Member("period").Int(); ok {
		c.period = int(min(n, maxPeriod+1))
	}
	if n, ok := v.Member("digits").Int(); ok {
		c.digits = int(min(n, maxDigits+1))
	}
	uri, ok := c.uri(u.it.Title)
	if !ok {
		u.it.Custom("one-time code", v.JSON(), true)
		u.report("its one-time code is not understood and was kept as it is")
		return
	}
	u.addPlain("codes", "totp", box.TOTP, box.Core, uri)
	u.members(typeTOTP, v, "secret", "period", "digits", "username", "algorithm", "issuer")
}

// sshKey takes a key, as text.
func (u *unpack) sshKey(v jsonstream.Value) {
	known := []string{"keyComment"}
	text, _ := v.Member("privateKey").Text()
	raw, _ := bytesOf(text)
	if key, ok := writeKey(raw); ok {
		u.addPlain("keys", "private-key", box.Multiline, box.Core, key)
		known = append(known, "privateKey")
		if keyType, _ := v.Member("keyType").Text(); keyType == keyTypeOf(raw) {
			known = append(known, "keyType")
		}
	}
	if s, ok := v.Member("keyComment").Text(); ok {
		u.it.Add("comment", box.Text, box.Companion, s)
	}
	u.members(typeSSH, v, known...)
}

// file reports a file, of which no more is here than what is said of it.
func (u *unpack) file(v jsonstream.Value) {
	u.files++
	name, _ := v.Member("name").Text()
	size := ""
	if n, ok := v.Member("decryptedSize").Int(); ok {
		size = fmt.Sprintf(" (%d bytes)", n)
	}
	u.report("attachment %q%s is not in the file; save it from the other program and attach it", draft.Short(name), size)
	u.members(typeFile, v, "id", "name", "decryptedSize", "integrityHash")
}

// generated takes a password that nobody has used yet, unless there is no other.
func (u *unpack) generated(v jsonstream.Value) {
	name := "password"
	for _, t := range u.types {
		if t == typeBasic {
			name = "generated-password"
		}
	}
	value := v.Member("password")
	if f, ok := edited(value); ok {
		u.it.Add(name, box.Password, box.Core, f.value)
		u.others(name, f)
		u.members(typeGenerated, v, "password")
		return
	}
	u.members(typeGenerated, v)
}

// scope takes where the credentials of an item are meant to be used.
func (u *unpack) scope(v jsonstream.Value) {
	if v.Kind == jsonstream.Null {
		return
	}
	urls, _ := v.Member("urls").Elements()
	for _, one := range urls {
		if s, ok := one.Text(); ok {
			u.addPlain("urls", "url", box.URL, box.Companion, s)
		} else {
			u.kept("url", one)
		}
	}
	apps, _ := v.Member("androidApps").Elements()
	for _, one := range apps {
		u.app(one)
	}
	members, ok := v.Members()
	for _, m := range members {
		if m.Name != "urls" && m.Name != "androidApps" && !m.Value.Empty() {
			u.kept("scope "+draft.Short(m.Name), m.Value)
		}
	}
	if !ok {
		u.kept("scope", v)
	}
}

// app takes an app as the address that fills in passwords go by; what else is
// known of it becomes a field.
func (u *unpack) app(v jsonstream.Value) {
	id, ok := v.Member("bundleId").Text()
	if !ok || id == "" {
		u.kept("android app", v)
		return
	}
	u.it.Add("url", box.URL, box.Companion, "androidapp://"+id)
	members, _ := v.Members()
	for _, m := range members {
		if m.Name != "bundleId" && !m.Value.Empty() {
			u.it.Custom("android app "+id, v.JSON(), false)
			return
		}
	}
}

// bytesOf reads base64url, with padding or without.
func bytesOf(s string) ([]byte, bool) {
	b, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(s, "="))
	return b, err == nil
}
