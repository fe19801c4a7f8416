package keepass

import (
	"slices"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/draft"
)

// deliver turns an entry into an item, with the folder of its group.
func (im *importer) deliver(g *group, e *entry) error {
	it, ok := convert(e)
	if !ok || len(e.files) > box.MaxAttachments {
		return im.tooMuch()
	}
	out := &port.Entry{Item: it, Files: draft.Files(e.files)}
	out.Folder = g.folder
	if folder, known := im.folders[e.previous]; known && g.trash {
		out.Folder = folder
	}
	for i, old := range e.history {
		if err := im.ctx.Err(); err != nil {
			return err
		}
		it, ok := convert(old)
		if !ok || len(old.files) > box.MaxAttachments {
			return im.tooMuch()
		}
		it.Folder, it.Revision = out.Folder, uint32(i)+1
		for _, f := range old.files {
			it.Attachments = append(it.Attachments, box.Attachment{Name: f.Name, Size: f.Size, SHA256: f.SHA256})
		}
		out.Former = append(out.Former, it)
	}
	slices.Reverse(out.Former)
	if g.trash {
		out.Trashed = im.trashed(parseTime(e.times.moved), out.Changed, out.Created)
	}
	im.losses(out, e)
	return im.sink.Item(out)
}

func (im *importer) tooMuch() error {
	return im.x.Bad("an entry has more than %d strings, %d tags or %d attachments", box.MaxFields, box.MaxTags, box.MaxAttachments)
}

// losses reports what an item does not keep of its entry.
func (im *importer) losses(out *port.Entry, e *entry) {
	where := draft.Where(out.Folder, out.Title)
	for _, name := range e.missing {
		im.report(where, "attachment %q is not in the file (KeePassXC leaves them out of its XML); save it from there and attach it", name)
	}
	if e.typed {
		im.report(where, "auto-type has no place here; it became fields")
	}
	if e.plugIns {
		im.report(where, "settings that plug-ins keep have no place here; they became fields")
	}
	for _, what := range e.off {
		im.report(where, "it says that there shall be no %s, which has no place here", what)
	}
	if e.looks > 0 {
		im.icons++
	}
	if len(badTimes(e.times)) > 0 {
		im.report(where, "a date in it could not be read and became a field")
	}
	kept := make(map[[32]byte]bool)
	for _, f := range out.Files {
		kept[f.SHA256] = true
	}
	for i, old := range e.history {
		if len(old.missing) > 0 || lostFile(kept, old.files) {
			im.report(where, "its former revision %d had an attachment that is not kept", i+1)
		}
	}
}

// lostFile tells whether a former revision had a file that the item has not.
func lostFile(kept map[[32]byte]bool, then []port.File) bool {
	return slices.ContainsFunc(then, func(f port.File) bool { return !kept[f.SHA256] })
}

// badTimes are the times that could not be read, as fields.
func badTimes(t times) (all []pair) {
	add := func(key, value string) {
		if value != "" && parseTime(value).IsZero() {
			all = append(all, pair{key: key, value: value})
		}
	}
	add("created", t.created)
	add("changed", t.changed)
	if isTrue(t.expires) {
		add("expires", t.expiry)
	}
	return all
}
