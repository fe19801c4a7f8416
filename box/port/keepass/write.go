package keepass

import (
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/draft"
)

const (
	rootName = "Coffer" // of the group that everything lies in
	binName  = "Recycle Bin"

	stamp = "2006-01-02T15:04:05Z"
)

// meta writes what concerns the file as a whole.
func (x *exporter) meta(created time.Time) {
	x.Str("<Meta>\n")
	x.element("Generator", "Coffer")
	x.element("DatabaseName", rootName)
	x.Str("<MemoryProtection><ProtectTitle>False</ProtectTitle><ProtectUserName>False</ProtectUserName><ProtectPassword>True</ProtectPassword>" +
		"<ProtectURL>False</ProtectURL><ProtectNotes>False</ProtectNotes></MemoryProtection>\n")
	x.Str("<HistoryMaxItems>-1</HistoryMaxItems><HistoryMaxSize>-1</HistoryMaxSize>\n") // no program shall thin it out
	if bin := x.tree.bin; bin != nil {
		x.element("RecycleBinEnabled", "True")
		x.uuid("RecycleBinUUID", x.tree.uuid(bin))
		x.time("RecycleBinChanged", created)
	}
	x.Str("</Meta>\n")
}

// group writes a folder with all that is in it.
func (x *exporter) group(f *folder) error {
	x.Str("<Group>\n")
	x.uuid("UUID", x.tree.uuid(f))
	x.element("Name", printable(f.name))
	if f.note != "" {
		x.element("Notes", printable(f.note))
	}
	if !f.created.IsZero() {
		x.Str("<Times>")
		x.time("CreationTime", f.created)
		x.Str("</Times>\n")
	}
	if err := x.entries(f); err != nil {
		return err
	}
	for _, sub := range f.in {
		if err := x.group(sub); err != nil {
			return err
		}
	}
	x.Str("</Group>\n")
	return nil
}

// entry writes an item with its history.
func (x *exporter) entry(e *port.Entry) error {
	x.written++
	x.Str("<Entry>\n")
	x.body(&e.Item, e.ID)
	for _, f := range filesOf(e) {
		x.Str("<Binary>")
		x.element("Key", f.Name)
		x.Str("<Value>")
		if err := x.File(f); err != nil {
			return err
		}
		x.Str("</Value></Binary>\n")
	}
	if !e.Trashed.IsZero() {
		x.uuid("PreviousParentGroup", x.tree.uuid(x.tree.home(e)))
	}
	x.history(e)
	x.Str("</Entry>\n")
	return nil
}

// filesOf are the attachments under names that come through, none twice.
func filesOf(e *port.Entry) []port.File {
	files := slices.Clone(e.Files)
	for i := range files {
		files[i].Name = printable(files[i].Name)
	}
	return draft.Files(files)
}

// history writes former revisions, the oldest first.
func (x *exporter) history(e *port.Entry) {
	if len(e.Former) == 0 {
		return
	}
	x.Str("<History>\n")
	for i := range e.Former {
		x.Str("<Entry>\n")
		x.body(&e.Former[len(e.Former)-1-i], e.ID)
		x.Str("</Entry>\n")
	}
	x.Str("</History>\n")
}

// body writes what an entry and a former revision have in common.
func (x *exporter) body(it *box.Item, id box.ID) {
	if !id.IsZero() {
		x.uuid("UUID", id)
	}
	x.Str("<IconID>0</IconID>\n")
	x.element("Tags", strings.Join(tagsOf(it), ";"))
	x.times(it)
	all := lines(it)
	x.strings(it, all)
	x.Str("<CustomData>\n")
	for _, p := range ownData(it, all) {
		x.Str("<Item>")
		x.element("Key", p.key)
		x.element("Value", p.value)
		x.Str("</Item>\n")
	}
	x.Str("</CustomData>\n")
}

// tagsOf are the tags without what divides them in KeePass.
func tagsOf(it *box.Item) []string {
	var all []string
	for _, tag := range it.Tags {
		if tag = cleanTag(tag); tag != "" {
			all = append(all, tag)
		}
	}
	return all
}

func cleanTag(tag string) string {
	return strings.TrimSpace(strings.NewReplacer(",", " ", ";", " ").Replace(printable(tag)))
}

func (x *exporter) times(it *box.Item) {
	x.Str("<Times>")
	x.time("LastModificationTime", it.Changed)
	x.time("CreationTime", it.Created)
	x.time("ExpiryTime", it.Expires)
	expires := "True"
	if it.Expires.IsZero() {
		expires = "False"
	}
	x.element("Expires", expires)
	x.time("LocationChanged", it.Trashed)
	x.Str("</Times>\n")
}

// strings writes the standard strings, which every entry has, and the others.
func (x *exporter) strings(it *box.Item, all []line) {
	x.str(keyTitle, []byte(printable(it.Title)), false)
	for _, key := range []string{keyUser, keyPassword, keyURL, keyNotes} {
		std := line{key: key}
		std.hide()
		for i := range all {
			if all[i].key == key {
				std = all[i]
			}
		}
		x.str(key, std.value, std.hidden)
	}
	for i := range all {
		if l := &all[i]; !isStandard(l.key) {
			x.str(l.key, l.value, l.hidden)
		}
	}
}

func (x *exporter) str(key string, value []byte, hidden bool) {
	x.Str("<String>")
	x.element("Key", key)
	if hidden {
		x.Str(`<Value ProtectInMemory="True">`)
	} else {
		x.Str("<Value>")
	}
	x.Text(value, false)
	x.Str("</Value></String>\n")
}

func (x *exporter) element(name, text string) {
	x.Str("<" + name + ">")
	x.Text([]byte(text), false)
	x.Str("</" + name + ">")
}

func (x *exporter) uuid(name string, id [16]byte) {
	x.element(name, base64.StdEncoding.EncodeToString(id[:]))
}

// time writes a time, unless it is not set or not known.
func (x *exporter) time(name string, t time.Time) {
	if !t.IsZero() {
		x.element(name, t.UTC().Format(stamp))
	}
}
