package cxf

import (
	"fmt"
	"unicode/utf8"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/draft"
)

// pack is an item while it becomes one of the standard's. A type of credential
// stands in it once, but for one-time codes and for what came as JSON.
type pack struct {
	item        *box.Item
	credentials array
	at          map[string]int  // where a type of credential stands
	full        map[string]bool // members that are taken, as type.member
	custom      array           // editable fields that are no member of a credential
	urls        array
	plain       map[string]*plain
	kept        map[string]int // how many of a type came as JSON
}

// plain says the rest about fields that stand where no extension can: URLs,
// one-time codes, private keys. It goes with the item.
type plain struct {
	said    array
	differs bool // from what an import makes of them without it
}

// packed writes an entry as an item under an id.
func packed(e *port.Entry, id string) object {
	p := pack{item: &e.Item, at: make(map[string]int), full: make(map[string]bool), plain: make(map[string]*plain), kept: make(map[string]int)}
	for i := range e.Fields {
		p.field(&e.Fields[i])
	}
	p.files(e.Files, id)
	if len(p.custom) > 0 {
		p.credentials = append(p.credentials, object{{"type", typeCustom}, {"fields", p.custom}})
	}
	return p.object(id)
}

func (p *pack) object(id string) object {
	o := object{{"id", id}}
	o.time("creationAt", p.item.Created)
	o.time("modifiedAt", p.item.Changed)
	o.add("title", p.item.Title)
	if p.item.Favourite {
		o.add("favorite", true)
	}
	if len(p.urls) > 0 {
		o.add("scope", object{{"urls", p.urls}, {"androidApps", array{}}})
	}
	o.add("credentials", p.credentials)
	o.list("tags", texts(p.item.Tags))
	o.list("extensions", p.extensions())
	return o
}

func texts(all []string) (a array) {
	for _, s := range all {
		a = append(a, s)
	}
	return a
}

// field finds the place of one field; an empty one needs none.
func (p *pack) field(f *box.Field) {
	value := f.Value.Reveal()
	ssh := p.item.Template == box.TemplateSSHKey
	switch {
	case value == "":
	case f.Kind == box.File || !utf8.ValidString(value):
		p.own(f, b64url(f.Value.Bytes()), true)
	case f.Kind == box.TOTP && p.code(f, value):
	case p.member(f, value):
	case f.Kind == box.URL:
		p.urls = append(p.urls, value)
		p.say("urls", f, "url", box.URL, box.Companion, value)
	case ssh && f.Name == "private-key" && p.key(f, value):
	case ssh && f.Name == "comment" && p.comment(f, value):
	case p.verbatim(f, value):
	default:
		p.own(f, value, false)
	}
}

// member puts a field into the member of a credential that it is made for.
func (p *pack) member(f *box.Field, value string) bool {
	for _, credential := range append(credentialsFor(p.item.Template), typeNote) {
		if _, there := p.at[credential]; credential == typeSSH && !there {
			continue // it begins with the key
		}
		for _, s := range slots(credential) {
			if credential == typeNote {
				s.field = draft.NotesOf(p.item.Template)
			}
			form, out, ok := s.adapt(value)
			if s.field != f.Name || !ok || p.full[credential+"."+s.member] {
				continue
			}
			p.full[credential+"."+s.member] = true
			p.put(credential, s.member, editable(form, out, "", difference(f, s.field, s.kind, s.tier, out)))
			return true
		}
	}
	return false
}

// adapt brings a value into the form that a member has; ok is false where it
// is nothing of that form.
func (s *slot) adapt(value string) (form, out string, ok bool) {
	form, out = s.form, value
	switch form {
	case isYearMonth:
		out = yearMonth(value)
	case isSecurity:
		out, form = security(value)
	}
	return form, out, fits(form, out)
}

// put adds a member to the one credential of a type.
func (p *pack) put(credential, name string, value any) {
	at, there := p.at[credential]
	if !there {
		at = len(p.credentials)
		p.at[credential] = at
		p.credentials = append(p.credentials, object{{"type", credential}})
	}
	c := p.credentials[at].(object)
	c.add(name, value)
	p.credentials[at] = c
}

// own writes a field that the standard has no member for.
func (p *pack) own(f *box.Field, value string, encoded bool) {
	form := formOf(f, value)
	var s draft.Sheet
	custom(&s, f.Name, form, value)
	back := s.Fields[0]
	rest := difference(f, back.Name, back.Kind, back.Tier, value)
	if encoded {
		rest = difference(f, back.Name, back.Kind, back.Tier, f.Value.Reveal())
		rest.add("encoding", "base64url")
	}
	p.custom = append(p.custom, editable(form, value, f.Name, rest))
}

// editable is an editable field, with what an import needs to make the same of
// it again.
func editable(form, value, label string, rest object) object {
	o := object{{"fieldType", form}, {"value", value}}
	o.text("label", label)
	if len(rest) > 0 {
		o.add("extensions", array{append(object{{"name", extField}}, rest...)})
	}
	return o
}

// difference says in what a field is not what an import would make of it.
func difference(f *box.Field, name string, kind box.Kind, tier box.Tier, value string) (o object) {
	if f.Name != name {
		o.add("field", f.Name)
	}
	if f.Kind != kind {
		o.add("kind", string(f.Kind))
	}
	if f.Tier != tier {
		o.add("tier", f.Tier.String())
	}
	if was := f.Value.Reveal(); was != value {
		o.add("value", was)
	}
	return o
}

// say notes the rest about a field that stands where no extension can.
func (p *pack) say(where string, f *box.Field, name string, kind box.Kind, tier box.Tier, value string) {
	all := p.plain[where]
	if all == nil {
		all = &plain{}
		p.plain[where] = all
	}
	if n := len(all.said) + 1; n > 1 {
		name = fmt.Sprintf("%s %d", name, n) // as draft.Names counts
	}
	rest := difference(f, name, kind, tier, value)
	all.differs = all.differs || len(rest) > 0
	if f.Name == name {
		rest.add("field", f.Name)
	}
	all.said = append(all.said, rest)
}

// code writes a one-time code.
func (p *pack) code(f *box.Field, value string) bool {
	uri, ok := draft.ParseTOTP(value, p.item.Title)
	if !ok {
		return false
	}
	c, ok := parseTOTP(uri)
	if !ok {
		return false
	}
	back, _ := c.uri(p.item.Title)
	p.credentials = append(p.credentials, c.credential())
	p.say("codes", f, "totp", box.TOTP, box.Core, back)
	return true
}

// key writes a private key that can be had in the form of the standard.
func (p *pack) key(f *box.Field, value string) bool {
	der, keyType, ok := readKey(value)
	if !ok {
		return false
	}
	back, _ := writeKey(der)
	p.put(typeSSH, "keyType", keyType)
	p.put(typeSSH, "privateKey", b64url(der))
	p.say("keys", f, "private-key", box.Multiline, box.Core, back)
	return true
}

// comment writes what stands behind a public key, which has no extensions.
func (p *pack) comment(f *box.Field, value string) bool {
	if _, there := p.at[typeSSH]; !there || f.Kind != box.Text || f.Tier != box.Companion {
		return false
	}
	p.put(typeSSH, "keyComment", value)
	return true
}

// files writes what the standard says of files.
func (p *pack) files(all []port.File, item string) {
	for i, f := range all {
		p.credentials = append(p.credentials, object{
			{"type", typeFile}, {"id", digest("file", item, fmt.Sprint(i))}, {"name", f.Name},
			{"decryptedSize", f.Size}, {"integrityHash", b64url(f.SHA256[:])},
		})
	}
}

// extensions says what the standard has no word for.
func (p *pack) extensions() array {
	o := object{{"name", extItem}}
	o.text("template", p.item.Template)
	if !p.item.Expires.IsZero() {
		o.time("expires", p.item.Expires)
		if p.item.OnExpiry == box.Delete {
			o.add("onExpiry", "delete")
		}
	}
	o.time("trashed", p.item.Trashed)
	if !p.item.Trashed.IsZero() {
		o.time("due", p.item.Due)
	}
	for _, where := range []string{"urls", "codes", "keys"} {
		if said := p.plain[where]; said != nil && said.differs {
			o.add(where, said.said)
		}
	}
	o.list("order", p.order())
	if len(o) == 1 {
		return nil
	}
	return array{o}
}

// order names the fields, where there is more than one.
func (p *pack) order() (names array) {
	for _, f := range p.item.Fields {
		if f.Value.Len() > 0 {
			names = append(names, f.Name)
		}
	}
	if len(names) < 2 {
		return nil
	}
	return names
}
