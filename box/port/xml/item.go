package xml

import (
	"slices"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/scan"
)

func (im *importer) item(tok *scan.Token) error {
	a := attrs{im: im, tok: tok}
	e := &port.Entry{BoxName: a.name("box", true)}
	e.ID = a.id()
	e.Label = a.label()
	if err := a.done(); err != nil {
		return err
	}
	if err := im.known(e); err != nil {
		return err
	}
	im.belt.Held = 0
	at := tags
	err := im.children(func(tok *scan.Token) error {
		switch tok.Name {
		case "attachment":
			if err := im.advance(&at, attachments, tok); err != nil {
				return err
			}
			return im.attachment(tok, e)
		case "revision":
			if err := im.advance(&at, revisions, tok); err != nil {
				return err
			}
			return im.revision(tok, e)
		}
		return im.part(tok, &at, &e.Item)
	})
	if err != nil {
		return err
	}
	slices.Reverse(e.Former)
	return im.sink.Item(e)
}

// known checks an item's id and box against what came before.
func (im *importer) known(e *port.Entry) error {
	if !im.boxes[e.BoxName] {
		return im.x.Bad("an item lies in a box that is not in the file")
	}
	if _, twice := im.ids[e.ID]; twice {
		return im.x.Bad("item %s stands twice", e.ID)
	}
	if len(im.ids) == port.MaxItems {
		return im.x.Bad("more than %d items", port.MaxItems)
	}
	im.ids[e.ID] = struct{}{}
	return nil
}

// part takes what items and their former revisions have alike.
func (im *importer) part(tok *scan.Token, at *stage, it *box.Item) error {
	switch tok.Name {
	case "tag":
		if err := im.advance(at, tags, tok); err != nil {
			return err
		}
		return im.tag(tok, it)
	case "field":
		if err := im.advance(at, fields, tok); err != nil {
			return err
		}
		return im.field(tok, it)
	}
	return im.unknown(tok)
}

func (im *importer) tag(tok *scan.Token, it *box.Item) error {
	if len(it.Tags) == box.MaxTags {
		return im.x.Bad("an item has more than %d tags", box.MaxTags)
	}
	a := attrs{im: im, tok: tok}
	if err := a.done(); err != nil {
		return err
	}
	raw, err := im.text(6*port.MaxName, false)
	if err != nil {
		return err
	}
	name, ok := im.intern(raw)
	if !ok || name == "" || len(name) > port.MaxName {
		return im.x.Bad("a tag is empty, too long, or not percent text")
	}
	it.Tags = append(it.Tags, name)
	return im.grow(partCost + len(name))
}
