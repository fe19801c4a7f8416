package xml

import (
	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/scan"
)

func (im *importer) attachment(tok *scan.Token, e *port.Entry) error {
	a := attrs{im: im, tok: tok}
	head := a.head()
	rawPath, elsewhere := a.raw("file", false)
	path := string(rawPath)
	if err := a.done(); err != nil {
		return err
	}
	for i := range e.Files {
		if e.Files[i].Name == head.Name {
			return im.x.Bad("an attachment stands twice in one item")
		}
	}
	if len(e.Files) == box.MaxAttachments {
		return im.x.Bad("an item has more than %d attachments", box.MaxAttachments)
	}
	f, err := im.content(port.File{Name: head.Name, Size: head.Size, SHA256: head.SHA256}, path, elsewhere)
	e.Files = append(e.Files, f)
	return err
}

// content finds an attachment's bytes, in the element or where path says.
func (im *importer) content(f port.File, path string, elsewhere bool) (port.File, error) {
	if elsewhere {
		if im.fetch == nil {
			return f, im.x.Bad("an attachment lies outside of this file; import the whole ZIP")
		}
		var err error
		if f.Open, err = im.fetch(path, f); err != nil {
			return f, err
		}
		return f, im.leaf()
	}
	got, err := im.belt.Take(im.x, "attachment", nil)
	if err != nil {
		return f, err
	}
	if got.Size != f.Size || got.SHA256 != f.SHA256 {
		return f, im.x.Bad("an attachment does not fit its size or SHA-256; the file is damaged or was changed")
	}
	f.Open = got.Open
	return f, nil
}
