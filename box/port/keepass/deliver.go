package keepass

import (
	"slices"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/draft"
)

// deliver turns an entry into an item, with the folder of its group.
func (im *importer) deliver(g *group, e *entry) error {
	out := &port.Entry{Item: convert(e)}
	out.Folder = g.folder
	for _, f := range e.files {
		draft.Attach(out, f)
	}
	for i, old := range e.history {
		it := convert(old)
		it.Folder, it.Revision = g.folder, uint32(i)+1
		for _, f := range old.files {
			it.Attachments = append(it.Attachments, box.Attachment{Name: f.Name, Size: f.Size, SHA256: f.SHA256})
		}
		out.Former = append(out.Former, it)
	}
	slices.Reverse(out.Former)
	if g.trash {
		out.Trashed = im.trashed(parseTime(e.times.moved), out.Changed, out.Created)
		if folder, known := im.folders[e.previous]; known {
			out.Folder = folder
		}
	}
	im.losses(out, e)
	return im.sink.Item(out)
}

// losses reports what an item does not keep of its entry.
func (im *importer) losses(out *port.Entry, e *entry) {
	where := draft.Where(out.Folder, out.Title)
	for _, name := range e.missing {
		im.report(where, "attachment %q is not in the file (KeePassXC leaves them out of its XML); save it from there and attach it", name)
	}
	if a := e.autoType; a.sequence != "" || a.associations > 0 {
		im.report(where, "auto-type sequences have no place here")
	}
	if e.data > 0 {
		im.report(where, "settings that plug-ins keep have no place here")
	}
	if e.looks > 0 {
		im.icons++
	}
	if badTimes(e.times) {
		im.report(where, "a date in it could not be read")
	}
	for i, old := range e.history {
		if len(old.missing) > 0 || lostFile(out.Files, old.files) {
			im.report(where, "its former revision %d had an attachment that is not kept", i+1)
		}
	}
}

// lostFile tells whether a former revision had a file that the item has not.
func lostFile(now, then []port.File) bool {
	kept := make(map[[32]byte]bool)
	for _, f := range now {
		kept[f.SHA256] = true
	}
	for _, f := range then {
		if !kept[f.SHA256] {
			return true
		}
	}
	return false
}

func badTimes(t times) bool {
	all := []string{t.created, t.changed}
	if isTrue(t.expires) {
		all = append(all, t.expiry)
	}
	for _, s := range all {
		if s != "" && parseTime(s).IsZero() {
			return true
		}
	}
	return false
}
