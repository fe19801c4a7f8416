package bitwarden

import (
	"fmt"
	"slices"
	"strings"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/draft"
)

// Loses says what of an entry does not go out, or does not come back as it was.
func (Format) Loses(e *port.Entry) (all []string) {
	kind, left := leftOver(e)
	has := func(what func(box.Field) bool) bool { return slices.ContainsFunc(e.Fields, what) }
	for _, l := range []struct {
		lost bool
		what string
	}{
		{len(e.Files) > 0, "attachments"},
		{len(e.Former) > 0, "former revisions, but for their passwords"},
		{len(e.Tags) > 0, "tags, which become a field"},
		{!e.Expires.IsZero(), "expiry dates, which become a field"},
		{!e.Due.IsZero(), "the day on which the trash is emptied"},
		{templateOf(kind) != e.Template, "templates of items, which become logins or notes"},
		{has(func(f box.Field) bool { return !isText(f) }), "fields of bytes, which become base64"},
		{has(func(f box.Field) bool { return f.Value.IsZero() }), "fields that are empty"},
		{slices.ContainsFunc(left, changes), "kinds of fields that have no place of their own, which become text or hidden"},
		{moved(e, kind, left), "kinds and names of fields that have a place there, which become those of the place"},
		{!ordered(e, kind, left), "the order of fields"},
		{slices.ContainsFunc(e.Folder, slash) || slash(e.BoxName), "a slash in the name of a box or folder, which divides it"},
	} {
		if l.lost {
			all = append(all, l.what)
		}
	}
	return all
}

// leftOver are the type that an item goes out as, and the fields that it has no place
// for.
func leftOver(e *port.Entry) (int64, []box.Field) {
	x := exporter{forms: forms()}
	var out outItem
	rest := slices.Clone(e.Fields)
	x.content(&out, e, &rest)
	return out.Type, rest
}

// moved tells whether a field that has a place comes back as another one.
func moved(e *port.Entry, kind int64, left []box.Field) bool {
	urls := 0
	for _, f := range e.Fields {
		if slices.ContainsFunc(left, func(l box.Field) bool { return l.Name == f.Name }) || f.Value.IsZero() || !isText(f) {
			continue
		}
		if f.Kind == box.URL && isURL(f) {
			if urls++; f.Tier != box.Companion || f.Name != numbered("url", urls) {
				return true
			}
			continue
		}
		if s, ok := place(kind, f); !ok || s.kind != f.Kind || s.tier != f.Tier {
			return true
		}
	}
	return false
}

// numbered is the name that the nth of several equal fields gets.
func numbered(name string, n int) string {
	if n == 1 {
		return name
	}
	return fmt.Sprintf("%s %d", name, n)
}

// ordered tells whether the fields stand as they come back: those that have a place
// as the type has them, then the others, then the notes.
func ordered(e *port.Entry, kind int64, left []box.Field) bool {
	const others, notes = 1 << 10, 1 << 20
	last := 0
	for _, f := range e.Fields {
		if f.Value.IsZero() {
			continue
		}
		all := places(kind, f)
		rank := 2 * slices.IndexFunc(all, func(s slot) bool { return s.field == f.Name })
		switch i := slices.IndexFunc(left, func(l box.Field) bool { return l.Name == f.Name }); {
		case i >= 0:
			rank = others + i
		case f.Name == all[0].field:
			rank = notes
		case rank < 0:
			rank = 5 // an address, between password and totp
		}
		if rank < last {
			return false
		}
		last = rank
	}
	return true
}

// place is where a field stands that a type has a place for, and comes back from.
func place(kind int64, f box.Field) (slot, bool) {
	all := places(kind, f)
	i := slices.IndexFunc(all, func(s slot) bool { return s.field == f.Name })
	if i < 0 {
		return slot{}, false
	}
	return all[i], true
}

// places are those that a type has for a field such as f: the notes, then the others
// in the order in which they come back.
func places(kind int64, f box.Field) []slot {
	all := []slot{{"notes", "notes", box.Multiline, box.Core}}
	switch kind {
	case typeNote:
		return []slot{{"notes", "text", box.Multiline, box.Core}}
	case typeLogin:
		all = append(all, slot{"", "username", box.Username, box.Companion}, slot{"", "password", box.Password, box.Core})
		if _, isKey := passkey(f); isKey || strings.HasPrefix(f.Value.Reveal(), "otpauth://") {
			all = append(all, slot{"", "totp", box.TOTP, box.Core}, slot{"", "passkey", box.Password, box.Core})
		}
		return all
	}
	for _, form := range forms() {
		if form.number == kind {
			all = append(all, form.slots...)
		}
	}
	return append(all, slot{"", "expiry", box.Text, box.Companion})
}

// changes tells whether a field comes back as another one: see [draft.Sheet.Custom].
func changes(f box.Field) bool {
	if f.Value.IsZero() || !isText(f) {
		return false // that is said by itself
	}
	var s draft.Sheet
	s.Custom(f.Name, f.Value.Reveal(), f.Tier == box.Core)
	got := s.Fields[0]
	return got.Name != f.Name || got.Kind != f.Kind || got.Tier != f.Tier
}

// templateOf is the template that a type comes back as.
func templateOf(kind int64) string {
	switch kind {
	case typeLogin:
		return box.TemplateLogin
	case typeNote:
		return box.TemplateNote
	}
	for _, f := range forms() {
		if f.number == kind {
			return f.template
		}
	}
	return ""
}

func slash(name string) bool { return strings.Contains(name, "/") }
