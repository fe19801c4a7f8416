package porttest

import (
	"fmt"
	"time"

	"coffer/box"
	"coffer/box/port"
	"coffer/vault/secret"
)

// Contents are what must come back as it went, by name.
func Contents() map[string]port.Content {
	boxes := []port.Box{{Name: "work", Note: "line\nline %", Created: Date()}, {Name: "empty"}}
	return map[string]port.Content{
		"nothing at all": ContentOf(nil, nil),
		"empty boxes":    ContentOf(boxes, nil),
		"bare item":      ContentOf(boxes, nil, entry(1, "bare", nil)),
		"templates": ContentOf(boxes, []box.Template{
			{Name: "router", Note: "at home\t&", Main: "admin", Fields: []box.TemplateField{
				{Name: "admin", Kind: box.Password, Tier: box.Core}, {Name: "address", Kind: box.URL, Tier: box.Companion}}},
			{Name: "nothing in it"},
		}),
		"label": ContentOf(boxes, nil, entry(1, "label", func(e *port.Entry) {
			e.Folder, e.Tags = []string{"a/b", "c"}, []string{"one", "two & three"}
			e.Template, e.Favourite = "login", true
			e.Expires, e.OnExpiry = Date().Add(24*time.Hour), box.Delete
			e.Trashed, e.Due = Date(), Date().Add(48*time.Hour)
		})),
		"expiry that warns": ContentOf(boxes, nil, entry(1, "warns", func(e *port.Entry) { e.Expires = Date() })),
		"unknown times":     ContentOf(boxes, nil, entry(1, "no times", func(e *port.Entry) { e.Created, e.Changed = time.Time{}, time.Time{} })),
		"trash without due": ContentOf(boxes, nil, entry(1, "trash", func(e *port.Entry) { e.Trashed = Date() })),
		"history":           ContentOf(boxes, nil, entry(1, "now", history)),
		"attachments":       ContentOf(boxes, nil, entry(1, "files", files), entry(2, "more files", files)),
		"every name":        named(),
		"every value":       valued(),
		"twins":             ContentOf(boxes, nil, entry(1, "twin", nil), entry(2, "twin", nil)),
	}
}

func history(e *port.Entry) {
	for n := range 3 {
		it := box.Item{ID: e.ID, Revision: uint32(7 - 2*n), Label: box.Label{Title: fmt.Sprint("then ", n), Created: Date(), Changed: Date()}}
		it.Tags = []string{"old"}
		it.Fields = []box.Field{{Name: "password", Kind: box.Password, Tier: box.Core, Value: secret.New(fmt.Sprint("\x00old", n))}}
		it.Attachments = []box.Attachment{{Name: "gone", Size: 5, SHA256: FileOf("", []byte("gone!")).SHA256}}
		e.Former = append(e.Former, it)
	}
}

func files(e *port.Entry) {
	big := make([]byte, 300_001)
	for i := range big {
		big[i] = byte(i * i >> 7)
	}
	e.Files = []port.File{FileOf("empty", nil), FileOf("all.bin", []byte(allBytes())), FileOf("größe/../\x1b", big), FileOf("ALL.BIN", big[:3])}
}

// named uses every name wherever a name can stand.
func named() port.Content {
	var c port.Content
	var entries []*port.Entry
	for i, name := range Names() {
		c.Boxes = append(c.Boxes, port.Box{Name: name, Note: name})
		c.Templates = append(c.Templates, box.Template{Name: name, Note: name, Main: name, Fields: []box.TemplateField{{Name: name, Kind: box.Text, Tier: box.Core}}})
		entries = append(entries, entry(uint64(i)+1, name, func(e *port.Entry) {
			e.BoxName, e.Template = name, name
			e.Folder, e.Tags = []string{name, name}, []string{name}
			e.Fields = []box.Field{{Name: name, Kind: box.Text, Tier: box.Companion, Value: secret.New("x")}}
			e.Files = []port.File{FileOf(name, []byte(name))}
		}))
	}
	return ContentOf(c.Boxes, c.Templates, entries...)
}

// valued uses every value with every kind and tier. A long one is as long as it is in
// one kind, and longer than what formats read and write at once in each other.
func valued() port.Content {
	var entries []*port.Entry
	for i, value := range Values() {
		entries = append(entries, entry(uint64(i)+1, "values", func(e *port.Entry) {
			for _, kind := range box.Kinds() {
				for _, tier := range box.Tiers() {
					e.Fields = append(e.Fields, box.Field{Name: fmt.Sprint(kind, tier), Kind: kind, Tier: tier, Value: secret.New(valueIn(kind, value))})
				}
			}
		}))
	}
	return ContentOf([]port.Box{{Name: "work"}}, nil, entries...)
}

func valueIn(kind box.Kind, value string) string {
	const most = 70_005 // which is above 64 KiB, and between two characters
	if kind == box.Multiline || len(value) <= most {
		return value
	}
	return value[:most]
}

// everything is one content with all kinds of things, small enough to break
// it many times.
func everything() port.Content {
	return ContentOf([]port.Box{{Name: "work", Note: "note", Created: Date()}}, []box.Template{{Name: "t"}},
		entry(1, "first", history), entry(2, "second", func(e *port.Entry) {
			e.Files = []port.File{FileOf("a.bin", []byte(allBytes())), FileOf("b", []byte("b"))}
		}), login(3))
}
