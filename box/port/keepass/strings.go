package keepass

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"coffer/box"
	"coffer/box/port/internal/draft"
	"coffer/box/port/internal/scan"
)

// line is one string of an entry on its way out, and the field that it was.
type line struct {
	key     string
	value   []byte
	encoded bool // base64 of what XML has no place for
	hidden  bool
	field   *box.Field
}

// lines makes strings of the fields of an item, in their order. The first user
// name, password, URL, one-time code and notes get the keys that every KeePass
// shows; the others keep their names. No key comes twice.
func lines(it *box.Item) []line {
	var names draft.Names
	for _, key := range []string{keyTitle, keyUser, keyPassword, keyURL, keyNotes, keyOTP} {
		names.Take(key)
	}
	roles, urls := rolesOf(it), 0
	all := make([]line, 0, len(it.Fields))
	for i := range it.Fields {
		f := &it.Fields[i]
		l := line{key: roles[i], value: f.Value.Bytes(), hidden: f.Tier == box.Core, field: f}
		switch {
		case l.key == keyOTP:
			uri, _ := draft.ParseTOTP(f.Value.Reveal(), printable(it.Title))
			l.value = []byte(uri)
		case l.key == "" && f.Kind == box.URL:
			urls++
			l.key = names.Take(fmt.Sprintf("%s_%d", keyMoreURL, urls))
		case l.key == "":
			l.key = names.Take(printable(f.Name))
		}
		if f.Kind == box.File || !allPrintable(l.value) {
			l.value, l.encoded = base64.StdEncoding.AppendEncode(nil, l.value), true
		}
		l.hide()
		all = append(all, l)
	}
	return all
}

// hide decides what is protected: passwords and codes always, notes never, which
// no KeePass does.
func (l *line) hide() {
	switch l.key {
	case keyPassword, keyOTP:
		l.hidden = true
	case keyNotes:
		l.hidden = false
	}
}

// rolesOf chooses which fields, by their index, get a key of their own.
func rolesOf(it *box.Item) map[int]string {
	roles, taken := make(map[int]string), make(map[string]bool)
	for i := range it.Fields {
		key := roleOf(it, &it.Fields[i])
		if key != "" && !taken[key] {
			roles[i], taken[key] = key, true
		}
	}
	return roles
}

func roleOf(it *box.Item, f *box.Field) string {
	if !allPrintable(f.Value.Bytes()) {
		return ""
	}
	switch f.Kind {
	case box.Username:
		return keyUser
	case box.Password:
		return keyPassword
	case box.PIN:
		if it.Template == box.TemplatePIN {
			return keyPassword
		}
	case box.URL:
		return keyURL
	case box.TOTP:
		if _, ok := draft.ParseTOTP(f.Value.Reveal(), it.Title); ok {
			return keyOTP
		}
	case box.Multiline:
		if f.Name == "notes" || f.Name == "text" && it.Template == box.TemplateNote {
			return keyNotes
		}
	}
	return ""
}

// keeps tells whether a character comes through: XML has no place for some, and
// KeePassXC drops some that XML allows.
func keeps(r rune) bool {
	return scan.Allowed(r) && (r < 0x7F || r > 0x9F || r == 0x85)
}

func allPrintable(value []byte) bool {
	return utf8.Valid(value) && bytes.IndexFunc(value, func(r rune) bool { return !keeps(r) }) < 0
}

// printable makes a name one that comes through.
func printable(name string) string {
	return strings.Map(func(r rune) rune {
		if !keeps(r) {
			return utf8.RuneError
		}
		return r
	}, name)
}
