package bitwarden

import (
	"encoding/json"
	"slices"
	"strings"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/draft"
	"coffer/box/port/internal/jsonstream"
)

// content chooses the type of an item and fills in what it holds.
func (x *exporter) content(out *outItem, e *port.Entry, rest *[]box.Field) {
	if e.Template == box.TemplateNote {
		out.Notes = optional(take(rest, named("text")))
	}
	if out.Notes == nil {
		out.Notes = optional(take(rest, named("notes")))
	}
	if f, ok := x.formOf(e); ok {
		out.fill(f, rest)
		return
	}
	if e.Template == box.TemplateNote || !isLogin(e) {
		out.Type, out.SecureNote = typeNote, &outNote{}
		return
	}
	out.Type, out.Login = typeLogin, login(rest)
}

// isLogin tells whether an item has what only logins have.
func isLogin(e *port.Entry) bool {
	return e.Template == box.TemplateLogin || slices.ContainsFunc(e.Fields, func(f box.Field) bool {
		return f.Name == "username" || f.Name == "password" || isURL(f) || isCode(f)
	})
}

// isCode tells a seed that an import takes for one.
func isCode(f box.Field) bool {
	if f.Kind != box.TOTP || !isText(f) {
		return false
	}
	_, ok := draft.ParseTOTP(f.Value.Reveal(), "")
	return ok
}

// isURL tells an address of a login from an address with a name of its own.
func isURL(f box.Field) bool {
	return f.Kind == box.URL && isText(f) && (f.Name == "url" || strings.HasPrefix(f.Name, "url "))
}

func login(rest *[]box.Field) *outLogin {
	l := &outLogin{URIs: []outURI{}, Passkeys: []json.RawMessage{}}
	l.Username = optional(take(rest, named("username")))
	l.Password = optional(take(rest, named("password")))
	l.TOTP = optional(take(rest, isCode))
	for {
		uri, ok := take(rest, isURL)
		if !ok {
			break
		}
		l.URIs = append(l.URIs, outURI{URI: uri})
	}
	*rest = slices.DeleteFunc(*rest, func(f box.Field) bool {
		key, ok := passkey(f)
		if ok {
			l.Passkeys = append(l.Passkeys, key)
		}
		return ok
	})
	return l
}

// passkey tells whether a field is what an import makes of a passkey.
func passkey(f box.Field) (json.RawMessage, bool) {
	if f.Tier != box.Core || !strings.HasPrefix(f.Name, "passkey") {
		return nil, false
	}
	o, err := jsonstream.NewReader(strings.NewReader(f.Value.Reveal())).Record(maxFolder)
	if err != nil || !o.Has("credentialId") || !o.Has("keyValue") || !json.Valid(f.Value.Bytes()) {
		return nil, false
	}
	return json.RawMessage(f.Value.Reveal()), true
}

// formOf finds the form of an item's template; of several the one that has a place
// for most of its fields.
func (x *exporter) formOf(e *port.Entry) (best form, ok bool) {
	most := -1
	for _, f := range x.forms {
		if f.template != e.Template {
			continue
		}
		n := 0
		for _, s := range f.slots {
			if field, has := e.Field(s.field); has && !field.Value.IsZero() && isText(field) {
				n++
			}
		}
		if n > most {
			best, most = f, n
		}
	}
	whole := best.number != typeSSHKey || most == len(best.slots) // an import wants all three
	return best, most >= 0 && whole
}

// fill moves fields to where a form has them.
func (out *outItem) fill(f form, rest *[]box.Field) {
	values := make(map[string]string)
	for _, s := range f.slots {
		values[s.member], _ = take(rest, named(s.field))
	}
	out.Type = f.number
	switch f.number {
	case typeCard:
		date, _ := take(rest, func(f box.Field) bool {
			_, _, ok := splitExpiry(f.Value.Reveal())
			return ok && named("expiry")(f) // another one stays a field as it is
		})
		values["expMonth"], values["expYear"], _ = splitExpiry(date)
		out.Card = values
	case typeIdentity:
		out.Identity = values
	case typeSSHKey:
		out.SSHKey = values
	case typeBank:
		out.BankAccount = values
	case typeLicence:
		out.DriversLicense = values
	case typePassport:
		out.Passport = values
	}
}

// splitExpiry takes "04/2027" apart, so that [expiry] makes the same of it; another
// date has no place in a card.
func splitExpiry(s string) (month, year string, ok bool) {
	month, year, ok = strings.Cut(s, "/")
	if s == "" {
		return "", "", true
	}
	short := strings.TrimPrefix(month, "0")
	if !ok || len(month) != 2 || short == "" || year == "" || expiry(short, year) != s {
		return "", "", false
	}
	return short, year, true
}
