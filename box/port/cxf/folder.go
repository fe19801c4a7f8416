package cxf

import (
	"time"

	"coffer/box"
	"coffer/box/port"
)

// folder is a collection while an export goes on.
type folder struct {
	id      string
	title   string
	created time.Time
	own     object // what only Coffer knows of it
	items   []box.ID
	within  []*folder
	named   map[string]*folder // within, but for the trash
	bin     *folder
}

func (x *exporter) box(b port.Box) {
	f := &folder{id: digest("box", b.Name), title: b.Name, created: b.Created, own: object{{"name", extBox}}}
	f.own.text("note", b.Note)
	x.boxes[b.Name] = f
	x.order = append(x.order, f)
}

// in finds the collection of a path below this one, and makes what is missing.
func (f *folder) in(path []string) *folder {
	for _, name := range path {
		next := f.named[name]
		if next == nil {
			next = &folder{id: digest(f.id, name), title: name}
			if f.named == nil {
				f.named = make(map[string]*folder)
			}
			f.named[name] = next
			f.within = append(f.within, next)
		}
		f = next
	}
	return f
}

// trash is the collection in a box that its trash lies in.
func (f *folder) trash() *folder {
	if f.bin == nil {
		f.bin = &folder{id: digest("trash", f.id), title: "trash", own: object{{"name", extTrash}}}
		f.within = append(f.within, f.bin)
	}
	return f.bin
}

func (f *folder) add(id box.ID) { f.items = append(f.items, id) }

// collection writes one of several collections, piece by piece.
func (x *exporter) collection(n int, f *folder) {
	head := object{{"id", f.id}}
	head.time("creationAt", f.created)
	head.add("title", f.title)
	if n > 0 {
		x.str(",")
	}
	x.str("\n")
	x.scratch = appendValue(x.scratch[:0], head)
	_, _ = x.Write(x.scratch[:len(x.scratch)-1])
	x.str(`,"items":[`)
	for i, id := range f.items {
		if i > 0 {
			x.str(",")
		}
		x.value(object{{"item", b64url(id[:])}})
	}
	x.str("]")
	if len(f.within) > 0 {
		x.str(`,"subCollections":[`)
		for i, sub := range f.within {
			x.collection(i, sub)
		}
		x.str("]")
	}
	if f.own != nil {
		x.str(`,"extensions":`)
		x.value(array{f.own})
	}
	x.str("}")
}
