package porttest

import (
	"maps"
	"slices"
	"time"

	"coffer/box"
	"coffer/box/port"
	"coffer/vault/secret"
)

// Samples are items as vaults hold them, for formats to hand on to one another: one
// of every template, everything that an item can have, and what [Contents] has.
func Samples() (all []*port.Entry) {
	for _, t := range box.Builtins() {
		all = append(all, filled(t))
	}
	all = append(all, special()...)
	contents := Contents()
	for _, large := range []string{"every value", "attachments"} { // which each format is tried with by itself
		delete(contents, large)
	}
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		for e := range contents[name].Items {
			all = append(all, e)
		}
	}
	for i, e := range all {
		e.ID = ID(uint64(i) + 1)
	}
	return all
}

// filled is an item of a template as somebody fills it in.
func filled(t box.Template) *port.Entry {
	return entry(0, "a "+t.Name, func(e *port.Entry) {
		e.Item = t.NewItem()
		e.Title, e.Folder, e.Created, e.Changed = "a "+t.Name, []string{"home"}, Date(), Date().Add(time.Hour)
		for i, f := range e.Fields {
			e.Fields[i].Value = secret.New(valueOf(f))
		}
	})
}

// valueOf is what somebody may write into a field.
func valueOf(f box.Field) string {
	switch f.Kind {
	case box.TOTP:
		return "otpauth://totp/acme:ann?secret=GEZDGNBVGY3TQOJQ&issuer=acme"
	case box.URL:
		return "https://acme.example/login?a=b&c=d"
	case box.Email:
		return "ann@acme.example"
	case box.Phone:
		return "+41 44 668 18 00"
	case box.Number:
		return "4012888888881881"
	case box.PIN:
		return "4711"
	case box.Date:
		return "1999-12-31"
	case box.Multiline:
		return "first line\n\n\tsecond: indented\nlast line"
	case box.File:
		return "\x00\x01\xffbytes"
	case box.Password:
		return "c0rrect \"horse\", battery; <staple>"
	}
	return "something, for " + f.Name
}

// special are items each of which has one thing that not all have.
func special() []*port.Entry {
	logins := map[string]func(*port.Entry){
		"plain":           nil,
		"favourite":       func(e *port.Entry) { e.Favourite = true },
		"tags":            func(e *port.Entry) { e.Tags = []string{"bank", "two words"} },
		"tags with signs": func(e *port.Entry) { e.Tags = []string{"a,b", "c;d", "e/f"} },
		"deep":            func(e *port.Entry) { e.Folder = []string{"a", "b/c", "d", ".e"} },
		"top":             func(e *port.Entry) { e.Folder = nil },
		"no template":     func(e *port.Entry) { e.Template = "" },
		"own template":    func(e *port.Entry) { e.Template = "router" },
		"warns":           func(e *port.Entry) { e.Expires = Date().AddDate(1, 0, 0) },
		"goes":            func(e *port.Entry) { e.Expires, e.OnExpiry = Date().AddDate(1, 0, 0), box.Delete },
		"trash":           func(e *port.Entry) { e.Trashed, e.Due = Date(), Date().AddDate(0, 1, 0) },
		"timeless":        func(e *port.Entry) { e.Created, e.Changed = time.Time{}, time.Time{} },
		"former":          history,
		"files": func(e *port.Entry) {
			e.Files = []port.File{FileOf("plan.pdf", []byte(allBytes())), FileOf("PLAN.PDF", nil), FileOf("größe/../\x1b", nil)}
		},
		"code": func(e *port.Entry) { set(e, "totp", box.TOTP, box.Core, valueOf(box.Field{Kind: box.TOTP})) },
		"slow code": func(e *port.Entry) {
			set(e, "totp", box.TOTP, box.Core, "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&algorithm=SHA256&digits=8&period=60")
		},
		"two codes": func(e *port.Entry) {
			set(e, "totp", box.TOTP, box.Core, "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ")
			set(e, "backup code", box.TOTP, box.Core, "otpauth://totp/y?secret=MFRGGZDFMZTWQ2LK")
		},
		"two addresses":  func(e *port.Entry) { set(e, "url 2", box.URL, box.Companion, "https://b.example") },
		"empty fields":   func(e *port.Entry) { set(e, "notes", box.Multiline, box.Core, "") },
		"lines":          func(e *port.Entry) { set(e, "notes", box.Multiline, box.Core, "a: b\n\n  c\nd") },
		"ends in a line": func(e *port.Entry) { set(e, "notes", box.Multiline, box.Core, "a\n\n") },
		"many lines":     func(e *port.Entry) { set(e, "my own", box.Multiline, box.Core, "a: b\n\n  c\nd") },
		"formula":        func(e *port.Entry) { set(e, "notes", box.Multiline, box.Core, "=1+1") },
		"JSON":           func(e *port.Entry) { set(e, "my own", box.Password, box.Core, `{"type":"passkey","a":[1,2]}`) },
		"moved username": func(e *port.Entry) { e.Fields[0].Tier = box.Core },
		"other order":    func(e *port.Entry) { slices.Reverse(e.Fields) },
		"bytes":          func(e *port.Entry) { set(e, "key", box.File, box.Core, "\x00\x01\xff") },
		"odd password":   func(e *port.Entry) { e.Fields[1].Value = secret.New(" \ta: \"b\" ") },
	}
	for _, kind := range box.Kinds() {
		for _, tier := range box.Tiers() {
			logins["own "+string(kind)+" in "+tier.String()] = func(e *port.Entry) {
				set(e, "my own", kind, tier, valueOf(box.Field{Kind: kind, Name: "my own"}))
			}
		}
	}
	var all []*port.Entry
	for _, title := range slices.Sorted(maps.Keys(logins)) {
		all = append(all, ordinary(title, logins[title]))
	}
	return all
}

// ordinary is a login as most are, with a change.
func ordinary(title string, change func(*port.Entry)) *port.Entry {
	return entry(0, title, func(e *port.Entry) {
		e.Template, e.Folder = box.TemplateLogin, []string{"web"}
		set(e, "username", box.Username, box.Companion, "ann@acme.example")
		set(e, "password", box.Password, box.Core, "correct horse battery staple")
		set(e, "url", box.URL, box.Companion, "https://acme.example")
		if change != nil {
			change(e)
		}
	})
}

func set(e *port.Entry, name string, kind box.Kind, tier box.Tier, value string) {
	e.Fields = append(e.Fields, box.Field{Name: name, Kind: kind, Tier: tier, Value: secret.New(value)})
}
