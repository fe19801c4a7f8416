package keepass

import (
	"coffer/box/port"
	"coffer/box/port/internal/scan"
)

// entry is an entry as it stands in the file.
type entry struct {
	strings  []pair
	files    []port.File
	missing  []string // names of attachments that are not in the file
	tags     string
	override string
	times    times
	previous string            // UUID of the group that it was in before the recycle bin
	looks    int               // icon and colours of its own
	own      map[string]string // what an export of ours says of it, see [ownFields]
	more     []pair            // what has no place here and becomes fields
	plugIns  bool              // their settings are among them
	typed    bool              // so is auto-type
	off      []string          // what is switched off for it
	history  []*entry
}

type pair struct {
	key, value string
	hidden     bool
}

type times struct{ created, changed, moved, expiry, expires string }

func (im *importer) item(g *group) error {
	if im.entries++; im.entries > port.MaxItems {
		return im.x.Bad("more than %d entries", port.MaxItems)
	}
	im.bytes = 0
	e, err := im.entry(true)
	if err != nil {
		return err
	}
	return im.deliver(g, e)
}

// entry reads an entry; the ones in its history have none themselves.
func (im *importer) entry(top bool) (*entry, error) {
	if err := im.ctx.Err(); err != nil {
		return nil, err
	}
	e := &entry{}
	return e, im.children(func(tok *scan.Token) error {
		if top && tok.Name == "History" {
			return im.history(e)
		}
		return im.inEntry(e, tok)
	})
}

// inEntry takes one child of an entry.
func (im *importer) inEntry(e *entry, tok *scan.Token) error {
	switch tok.Name {
	case "String":
		return im.pair(e)
	case "Binary":
		return im.attachment(e)
	case "Times":
		return im.times(&e.times)
	case "Tags":
		return im.read(&e.tags)
	case "OverrideURL":
		return im.read(&e.override)
	case "PreviousParentGroup":
		return im.read(&e.previous)
	case "CustomIconUUID":
		return im.count(&e.looks)
	case "ForegroundColor", "BackgroundColor":
		return im.colour(e)
	case "CustomData":
		e.own = make(map[string]string)
		return im.customItems(e)
	case "AutoType":
		return im.autoType(e)
	case "IconID":
		return im.icon(&e.looks, "0")
	case "QualityCheck":
		return im.switchedOff(&e.off, "reports on its password")
	case "UUID":
		return im.skip()
	}
	return im.other(tok)
}

func (im *importer) colour(e *entry) error {
	colour := ""
	err := im.read(&colour)
	if colour != "" {
		e.looks++
	}
	return err
}

func (im *importer) pair(e *entry) error {
	var p pair
	err := im.children(func(tok *scan.Token) error {
		switch tok.Name {
		case "Key":
			return im.name(&p.key)
		case "Value":
			v, _ := tok.Attr("ProtectInMemory")
			p.hidden = isTrue(string(v))
			if err := im.clear(tok); err != nil {
				return err
			}
			return im.read(&p.value)
		}
		return im.other(tok)
	})
	if err != nil {
		return err
	}
	return im.room(e, func() { e.strings = append(e.strings, p) })
}

// room keeps an entry within its bounds.
func (im *importer) room(e *entry, add func()) error {
	if len(e.strings)+len(e.files)+len(e.missing)+len(e.more)+len(e.history) >= port.MaxParts {
		return im.x.Bad("an entry has more than %d parts", port.MaxParts)
	}
	add()
	return im.grow(partCost)
}

// grow counts what the entry being read holds in memory.
func (im *importer) grow(n int) error {
	if im.bytes += n; im.bytes > port.MaxEntry {
		return im.x.Bad("an entry is larger than %d MiB", port.MaxEntry>>20)
	}
	return nil
}

func (im *importer) times(t *times) error {
	return im.children(func(tok *scan.Token) error {
		switch tok.Name {
		case "CreationTime":
			return im.read(&t.created)
		case "LastModificationTime":
			return im.read(&t.changed)
		case "LocationChanged":
			return im.read(&t.moved)
		case "ExpiryTime":
			return im.read(&t.expiry)
		case "Expires":
			return im.read(&t.expires)
		}
		return im.other(tok)
	})
}

// keepMore takes what has no place here, unless it is empty.
func (im *importer) keepMore(e *entry, key, value string) error {
	if value == "" {
		return nil
	}
	return im.room(e, func() { e.more = append(e.more, pair{key: key, value: value, hidden: true}) })
}

func (im *importer) history(e *entry) error {
	return im.children(func(tok *scan.Token) error {
		if tok.Name != "Entry" {
			return im.other(tok)
		}
		old, err := im.entry(false)
		if err != nil {
			return err
		}
		return im.room(e, func() { e.history = append(e.history, old) })
	})
}

// attachment reads a file of an entry.
func (im *importer) attachment(e *entry) error {
	var f port.File
	err := im.children(func(tok *scan.Token) error {
		switch tok.Name {
		case "Key":
			return im.name(&f.Name)
		case "Value":
			return im.content(tok, &f)
		}
		return im.other(tok)
	})
	if err != nil {
		return err
	}
	return im.room(e, func() {
		if f.Open == nil {
			e.missing = append(e.missing, f.Name)
		} else {
			e.files = append(e.files, f)
		}
	})
}

// content finds a file's bytes: by a number in the pool, or in the element.
func (im *importer) content(tok *scan.Token, f *port.File) error {
	name := f.Name
	if err := im.clear(tok); err != nil {
		return err
	}
	ref, inPool := tok.Attr("Ref")
	if inPool {
		*f = im.pool[string(ref)]
		f.Name = name
		return im.skip()
	}
	var err error
	*f, err = im.belt.Take(im.x, "Value", nil)
	f.Name = name
	return err
}
