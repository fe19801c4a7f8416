package xml

import (
	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/scan"
)

func (im *importer) revision(tok *scan.Token, e *port.Entry) error {
	a := attrs{im: im, tok: tok}
	it := box.Item{ID: e.ID, Revision: a.revision(), Label: a.label()}
	if err := a.done(); err != nil {
		return err
	}
	if n := len(e.Former); it.Revision == 0 || n > 0 && e.Former[n-1].Revision >= it.Revision {
		return im.x.Bad("revisions are not numbered upwards")
	}
	if len(e.Former) == port.MaxParts {
		return im.x.Bad("an item has more than %d former revisions", port.MaxParts)
	}
	at := tags
	err := im.children(func(tok *scan.Token) error {
		if tok.Name != "attachment" {
			return im.part(tok, &at, &it)
		}
		if err := im.advance(&at, attachments, tok); err != nil {
			return err
		}
		return im.formerAttachment(tok, &it)
	})
	e.Former = append(e.Former, it)
	return err
}

func (im *importer) formerAttachment(tok *scan.Token, it *box.Item) error {
	a := attrs{im: im, tok: tok}
	head := a.head()
	if err := a.done(); err != nil {
		return err
	}
	if len(it.Attachments) == box.MaxAttachments {
		return im.x.Bad("an item has more than %d attachments", box.MaxAttachments)
	}
	it.Attachments = append(it.Attachments, head)
	return im.leaf()
}
