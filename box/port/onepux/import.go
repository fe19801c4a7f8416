package onepux

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/archive"
	"coffer/box/port/internal/draft"
	"coffer/box/port/internal/jsonstream"
)

// Import reads an archive; src.At must be set. One item is held at a time, and no
// attachment.
func (Format) Import(ctx context.Context, src port.Source, sink port.Sink) (err error) {
	z, err := archive.Open(src, archive.Contained)
	if err != nil {
		return err
	}
	if z.Entries[dataName] == nil {
		return port.Bad("the ZIP file has no %s; it is no export of 1Password", dataName)
	}
	in, err := z.Open(dataName)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	im := importer{
		ctx: ctx, sink: sink, zip: z, x: jsonstream.NewReader(in),
		fields: builtins(), files: documents(z), used: make(map[string]bool),
	}
	if err := im.document(); err != nil {
		return err
	}
	im.summary()
	return nil
}

type importer struct {
	ctx       context.Context
	sink      port.Sink
	zip       *archive.Archive
	fields    map[string]map[string]box.TemplateField // of the built-in templates
	x         *jsonstream.Reader
	files     map[string]string // names of entries by the id of their document
	used      map[string]bool   // those that an item or a picture has
	accounts  int
	vaults    int
	items     int
	described int  // vaults whose description became an item
	found     bool // a list of accounts
	archived  int
	links     int // fields that name another item
	unknown   draft.Unknown
}

func (im *importer) document() error {
	err := im.x.Object(func(name string) error {
		if name != "accounts" {
			im.unknown.Add(name)
			return nil
		}
		im.found = true
		return im.x.Array(im.account)
	})
	if err == nil {
		err = im.x.End()
	}
	if err == nil && !im.found {
		err = im.x.Bad("this is no export of 1Password: it has no accounts")
	}
	return err
}

// account reads one account. What is said of it stands before its vaults.
func (im *importer) account() error {
	im.accounts++
	above, told := []string(nil), false
	return im.x.Object(func(name string) error {
		switch name {
		case "attrs":
			o, err := im.x.Record(maxHead)
			if err != nil {
				return err
			}
			told = true
			if im.accounts > 1 {
				above = []string{draft.Title(o.Text("accountName"), o.Text("name"))}
			}
			return im.head(o, "name", "accountName", "email", "uuid", "domain")
		case "vaults":
			if !told {
				return im.x.Bad("an account without a name")
			}
			return im.x.Array(func() error { return im.vault(above) })
		}
		im.unknown.Add(name)
		return nil
	})
}

// vault reads one vault; above is the folder that it lies in.
func (im *importer) vault(above []string) error {
	if im.vaults++; im.vaults > maxVaults {
		return im.x.Bad("more than %d vaults", maxVaults)
	}
	var folder []string
	before := im.items + im.described
	err := im.x.Object(func(name string) error {
		switch name {
		case "attrs":
			o, err := im.x.Record(maxHead)
			if err != nil {
				return err
			}
			folder = append(above[:len(above):len(above)], draft.Title(o.Text("name")))
			if err := im.describe(folder, o.Text("desc")); err != nil {
				return err
			}
			return im.head(o, "uuid", "type")
		case "items":
			if folder == nil {
				return im.x.Bad("a vault without a name")
			}
			return im.x.Array(func() error { return im.element(folder) })
		}
		im.unknown.Add(name)
		return nil
	})
	if err == nil && im.items+im.described == before {
		im.report(draft.Place(folder), "an empty folder is not kept")
	}
	return err
}

// head ends what is said of an account or a vault. Its picture and the members named
// are nothing that anybody would miss.
func (im *importer) head(o *jsonstream.Record, known ...string) error {
	for _, name := range known {
		o.Take(name)
	}
	if picture := o.Text("avatar"); picture != "" {
		im.used[filesName+picture] = true
	}
	for _, m := range o.Rest() {
		im.unknown.Add(m.Name)
	}
	return o.Err()
}

// element reads one item of a vault.
func (im *importer) element(folder []string) error {
	if err := im.ctx.Err(); err != nil {
		return err
	}
	if im.items++; im.items > port.MaxItems {
		return im.x.Bad("more than %d items", port.MaxItems)
	}
	line := im.x.Line()
	o, err := im.x.Record(maxItem)
	if err != nil {
		return err
	}
	return im.item(o, folder, line)
}

func (im *importer) report(where, format string, args ...any) {
	im.sink.Report(port.Note{Where: where, What: port.Cut(fmt.Sprintf(format, args...))})
}

// summary reports what concerns the file as a whole.
func (im *importer) summary() {
	const where = "the file"
	if im.archived > 0 {
		im.report(where, "what was archived has the tag %s (items: %d)", archivedTag, im.archived)
	}
	if im.links > 0 {
		im.report(where, "links to other items were kept as their ids (%d)", im.links)
	}
	if unknown := im.unknown.String(); unknown != "" {
		im.report(where, "%s", unknown)
	}
	for _, name := range slices.Sorted(maps.Values(im.files)) {
		if !im.used[name] {
			im.report(name, "no item has this file; it was left out")
		}
	}
}

// describe keeps the description of a vault, which folders have no place for.
func (im *importer) describe(folder []string, text string) error {
	if text == "" {
		return nil
	}
	var it draft.Sheet
	it.Folder, it.Title, it.Template = folder, "notes of the folder", box.TemplateNote
	it.Add("text", box.Multiline, box.Core, text)
	im.described++
	im.report(draft.Place(folder), "folders have no notes here; they became an item of their own")
	return im.sink.Item(&port.Entry{Item: it.Item})
}
