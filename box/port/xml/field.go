package xml

import (
	"bytes"
	"encoding/base64"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/scan"
	"coffer/vault/secret"
)

func (im *importer) field(tok *scan.Token, it *box.Item) error {
	a := attrs{im: im, tok: tok}
	f := box.Field{Name: a.name("name", true), Kind: a.kind(), Tier: a.tier()}
	enc, encoded := a.raw("encoding", false)
	if encoded && string(enc) != encoding {
		a.bad("encoding", "is not base64")
	}
	if f.Kind == box.File && !encoded {
		a.bad("encoding", "is missing; the kind file is always base64")
	}
	if err := a.done(); err != nil {
		return err
	}
	if err := im.fits(it, f.Name); err != nil {
		return err
	}
	value, err := im.fieldValue(encoded)
	if err != nil {
		return err
	}
	f.Value = secret.Take(value)
	it.Fields = append(it.Fields, f)
	return nil
}

// fits checks that an item has room for one more field of that name.
func (im *importer) fits(it *box.Item, name string) error {
	if len(it.Fields) == box.MaxFields {
		return im.x.Bad("an item has more than %d fields", box.MaxFields)
	}
	for i := range it.Fields {
		if it.Fields[i].Name == name {
			return im.x.Bad("a field stands twice in one item")
		}
	}
	return nil
}

// fieldValue returns the bytes that the element just opened stands for, in a
// slice of their own.
func (im *importer) fieldValue(encoded bool) ([]byte, error) {
	most := port.MaxValue
	if encoded {
		most = base64.StdEncoding.EncodedLen(most)
	}
	raw, err := im.text(most, encoded)
	defer clear(raw)
	if err != nil {
		return nil, err
	}
	if err := im.grow(len(raw)); err != nil {
		return nil, err
	}
	if !encoded {
		return bytes.Clone(raw), nil
	}
	value := make([]byte, base64.StdEncoding.DecodedLen(len(raw)))
	n, err := base64.StdEncoding.Strict().Decode(value, raw)
	if err != nil {
		return nil, im.x.Bad("a value is not base64")
	}
	return value[:n], nil
}

// grow counts what the item being read holds in memory, former revisions
// included.
func (im *importer) grow(n int) error {
	if im.bytes += n; im.bytes > port.MaxEntry {
		return im.x.Bad("an item is larger than %d MiB", port.MaxEntry>>20)
	}
	return nil
}

// text reads the text of the element just opened, up to its end tag, into a
// buffer that the next call uses again. Packed text loses its white space.
func (im *importer) text(most int, packed bool) ([]byte, error) {
	im.value = im.value[:0]
	for {
		tok, err := im.x.Next()
		if err != nil {
			return nil, err
		}
		switch tok.Kind {
		case scan.End:
			return im.value, nil
		case scan.Start:
			return nil, im.unknown(&tok)
		case scan.Text:
			if packed {
				im.value = appendPacked(im.value, tok.Text)
			} else {
				im.value = append(im.value, tok.Text...)
			}
		}
		if len(im.value) > most {
			return nil, im.x.Bad("a value is longer than %d MiB", port.MaxValue>>20)
		}
	}
}

func appendPacked(dst, text []byte) []byte {
	for _, c := range text {
		if c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			dst = append(dst, c)
		}
	}
	return dst
}
