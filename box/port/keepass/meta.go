package keepass

import (
	"compress/gzip"
	"io"

	"coffer/box/port/internal/inline"
	"coffer/box/port/internal/scan"
)

// metadata is what Meta says about the file as a whole.
type metadata struct {
	description string
	defaultUser string
	bin         string // UUID of the recycle bin
	binOn       string
	binChanged  string
	customData  int
	icons       int
}

// meta takes one child of Meta.
func (im *importer) meta(tok *scan.Token) error {
	switch tok.Name {
	case "DatabaseName":
		return im.skip() // an import folder has a name of its own
	case "DatabaseDescription":
		return im.read(&im.file.description)
	case "DefaultUserName":
		return im.read(&im.file.defaultUser)
	case "RecycleBinEnabled":
		return im.read(&im.file.binOn)
	case "RecycleBinUUID":
		return im.read(&im.file.bin)
	case "RecycleBinChanged":
		return im.read(&im.file.binChanged)
	case "Binaries":
		return im.children(im.binary)
	case "CustomData":
		return im.customData(&im.file.customData)
	case "CustomIcons":
		return im.children(func(*scan.Token) error { return im.count(&im.file.icons) })
	}
	return im.other(tok)
}

// binary takes an attachment into the pool.
func (im *importer) binary(tok *scan.Token) error {
	if tok.Name != "Binary" {
		return im.other(tok)
	}
	id, _ := tok.Attr("ID")
	key := string(id)
	compressed, _ := tok.Attr("Compressed")
	if err := im.clear(tok); err != nil {
		return err
	}
	var unpack inline.Unpack
	if isTrue(string(compressed)) {
		unpack = gunzip
	}
	f, err := im.belt.Take(im.x, "Binary", unpack)
	if err != nil {
		return err
	}
	if _, twice := im.pool[key]; twice || len(im.pool) == maxBinaries {
		return im.x.Bad("an attachment's number stands twice, or there are more than %d", maxBinaries)
	}
	im.pool[key] = f
	return nil
}

// gunzip never gives more than the belt takes, which bounds what it unpacks.
func gunzip(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }

// clear refuses a value that is encrypted under the key of a database, which
// is what a copy of the inner XML of a KDBX file has.
func (im *importer) clear(tok *scan.Token) error {
	if v, ok := tok.Attr("Protected"); ok && isTrue(string(v)) {
		return im.x.Bad("values in this file are encrypted; open the database in KeePass or KeePassXC and export it as XML")
	}
	return nil
}

// customData counts what plug-ins keep of the file; when it was last changed does not
// count.
func (im *importer) customData(n *int) error {
	return im.customItemsOf(func(key, _ string) error {
		*n++
		return nil
	})
}

// customItems takes what is of ours, and what plug-ins keep of an entry.
func (im *importer) customItems(e *entry) error {
	return im.customItemsOf(func(key, value string) error {
		if isOwn(key) {
			e.own[key] = value
			return nil
		}
		e.plugIns = e.plugIns || value != ""
		return im.keepMore(e, key, value)
	})
}

// customItemsOf calls take for each key with its value.
func (im *importer) customItemsOf(take func(key, value string) error) error {
	return im.children(func(tok *scan.Token) error {
		if tok.Name != "Item" {
			return im.other(tok)
		}
		var key, value string
		err := im.children(func(tok *scan.Token) error {
			switch tok.Name {
			case "Key":
				return im.name(&key)
			case "Value":
				return im.read(&value)
			}
			return im.skip()
		})
		if err != nil || key == "_LAST_MODIFIED" {
			return err
		}
		return take(key, value)
	})
}
