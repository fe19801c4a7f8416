package csv

import (
	"strings"
	"sync"

	"coffer/box"
	"coffer/box/port/internal/draft"
)

// ownHeader is what is written. Browsers and other programs read the columns up to
// notes.
func ownHeader() []string {
	return []string{
		"title", "url", "username", "password", "totp", "notes", "folder", "tags", "favourite",
		"type", "fields", "created", "changed", "expires",
	}
}

// ownDialect is the table that Export writes. The folder begins with the box; type
// is the template.
func ownDialect() dialect {
	return dialect{
		name: "Coffer", needs: ownHeader(), finish: own,
		roles: map[string]role{
			"title": title, "url": address, "username": username, "password": password, "totp": code, "notes": notes,
			"folder": folder, "tags": tags, "favourite": favourite, "type": kind, "fields": fields,
			"created": created, "changed": changed, "expires": expires,
		},
	}
}

// ownTable reads single rows of ours.
var ownTable = sync.OnceValue(func() *table { return &table{dialect: ownDialect(), header: ownHeader()} })

func own(r *row) {
	it := &r.item
	it.Folder = splitOwn(r.cell[folder])
	if r.cell[kind] == "" {
		r.cell[kind] = box.TemplateLogin
	}
	it.Template = r.cell[kind]
	known, _ := box.Builtin(it.Template)
	it.Add("username", box.Username, box.Companion, r.cell[username])
	it.Add("password", box.Password, box.Core, r.cell[password])
	it.Add("url", box.URL, box.Companion, r.cell[address])
	r.code()
	for name, value := range lines(r.cell[fields], anyName) {
		if it.Full() {
			return
		}
		r.field(known, name, value)
	}
	it.Add(draft.NotesOf(it.Template), box.Multiline, box.Core, r.cell[notes])
	r.rest()
}

func anyName(string) bool { return true }

// field adds a field that has no column: as the template has it, else core.
func (r *row) field(t box.Template, name, value string) {
	for _, f := range t.Fields {
		if f.Name == name {
			r.item.Add(name, f.Kind, f.Tier, value)
			return
		}
	}
	k := box.Text
	if strings.Contains(value, "\n") {
		k = box.Multiline
	}
	r.item.Add(name, k, box.Core, value)
}

// splitOwn reads a path of ours; what somebody has made of it stays one name.
func splitOwn(s string) []string {
	names, err := box.SplitFolder(s)
	if err != nil {
		return []string{s}
	}
	return names
}
