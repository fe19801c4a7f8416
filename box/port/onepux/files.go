package onepux

import (
	"maps"
	"slices"
	"strings"

	"coffer/box/port"
	"coffer/box/port/internal/archive"
	"coffer/box/port/internal/draft"
	"coffer/box/port/internal/jsonstream"
)

// documents lists the files by the ids of their documents; one whose name is not of
// that form by its whole name.
func documents(z *archive.Archive) map[string]string {
	all := make(map[string]string)
	for _, name := range slices.Sorted(maps.Keys(z.Entries)) {
		if name == dataName || name == attributesName {
			continue
		}
		id, _, ok := strings.Cut(strings.TrimPrefix(name, filesName), "__")
		if _, twice := all[id]; !ok || twice || !strings.HasPrefix(name, filesName) {
			id = name
		}
		all[id] = name
	}
	return all
}

// document attaches the file that a record names.
func (e *entry) document(o *jsonstream.Record) {
	name := o.Text("fileName")
	o.Take("decryptedSize") // the archive knows it better
	if id := o.Text("documentId"); id != "" || name != "" {
		e.wanted = append(e.wanted, wanted{id, name})
	}
	e.rest(o)
}

// wanted is a file that an item names.
type wanted struct{ id, name string }

// attach takes the files of an item. One that is not in the archive is reported.
func (e *entry) attach() (files []port.File, err error) {
	for _, w := range e.wanted {
		at, known := e.im.files[w.id]
		if !known {
			e.report("attachment %q is not in the file", draft.Short(w.name))
			continue
		}
		e.im.used[at] = true
		f, err := e.im.zip.File(e.im.ctx, at)
		if err != nil {
			return nil, err
		}
		f.Name = w.name
		files = append(files, f)
	}
	return files, nil
}

// oldFile is a file beside an item, in older exports.
func (e *entry) oldFile(o *jsonstream.Record) {
	if o == nil {
		return
	}
	attrs := o.Record("attrs")
	for _, name := range []string{"uuid", "type"} {
		attrs.Take(name)
	}
	name, path := attrs.Text("name"), o.Text("path")
	id, _, _ := strings.Cut(strings.TrimPrefix(path, filesName), "__")
	if _, known := e.im.files[id]; !known {
		id = path
	}
	e.wanted = append(e.wanted, wanted{id, name})
	e.rest(attrs)
	e.rest(o)
}
