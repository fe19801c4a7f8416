package bitwarden

import (
	"io"
	"maps"
	"slices"
	"strings"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/archive"
)

// What is in a ZIP.
const (
	zipMagic  = "PK\x03\x04"
	dataName  = "data.json"
	filesName = "attachments/" // then the id of the item, then the name of the file
)

// archive reads a ZIP. An attachment is unpacked when its item comes, to know its
// hash, and again when it is opened.
func (im *importer) archive(src port.Source) error {
	z, err := archive.Open(src, archive.Contained)
	if err != nil {
		return err
	}
	if z.Entries[dataName] == nil {
		return port.Bad("the ZIP file has no %s; it is no export of Bitwarden", dataName)
	}
	im.zip, im.files = z, attachments(z)
	im.again = func() (io.ReadCloser, error) { return z.Open(dataName) }
	in, err := im.again()
	if err != nil {
		return err
	}
	defer in.Close()
	if err := im.document(in); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(im.files)) {
		for _, name := range im.files[id] {
			im.report(name, "no item has this file; it was left out")
		}
	}
	return nil
}

// attachments lists the entries of each item by its id, in the order of their names.
func attachments(z *archive.Archive) map[string][]string {
	all := make(map[string][]string)
	for _, name := range slices.Sorted(maps.Keys(z.Entries)) {
		id, file, ok := strings.Cut(strings.TrimPrefix(name, filesName), "/")
		switch {
		case name == dataName:
		case !strings.HasPrefix(name, filesName) || !ok || file == "":
			all[""] = append(all[""], name) // an item has an id
		default:
			all[id] = append(all[id], name)
		}
	}
	return all
}

// attach takes the files of an item.
func (im *importer) attach(id string) (files []port.File, err error) {
	if id == "" {
		return nil, nil
	}
	if len(im.files[id]) > box.MaxAttachments {
		return nil, port.Bad("an item with more than %d attachments", box.MaxAttachments)
	}
	for _, name := range im.files[id] {
		f, err := im.zip.File(im.ctx, name)
		if err != nil {
			return nil, err
		}
		f.Name = strings.TrimPrefix(name, filesName+id+"/")
		files = append(files, f)
	}
	delete(im.files, id)
	return files, nil
}
