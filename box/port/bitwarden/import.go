package bitwarden

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"coffer/box/port"
	"coffer/box/port/internal/archive"
	"coffer/box/port/internal/draft"
	"coffer/box/port/internal/jsonstream"
)

// Import reads one export in clear: JSON from a file or a stream, ZIP from a
// file. A protected one has to be opened by [Format.Unlock] first.
func (Format) Import(ctx context.Context, src port.Source, sink port.Sink) error {
	in := bufio.NewReader(src.R)
	head, err := in.Peek(len(zipMagic))
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	im := importer{ctx: ctx, sink: sink, forms: forms(), folders: make(map[string]*location)}
	if string(head) == zipMagic {
		return im.archive(src)
	}
	if src.At != nil {
		im.again = func() (io.ReadCloser, error) {
			return io.NopCloser(io.NewSectionReader(src.At, 0, src.Size)), nil
		}
	}
	return im.document(in)
}

type importer struct {
	ctx     context.Context
	sink    port.Sink
	again   func() (io.ReadCloser, error) // the document from its beginning; nil: it cannot be had twice
	zip     *archive.Archive              // where there is one
	files   map[string][]string           // names of its entries by the id of their item
	forms   []form
	folders map[string]*location // folders and collections by their id
	names   int                  // bytes of what is in folders
	listed  bool                 // folders were read
	looked  bool                 // all of them were, before the items
	items   int
	found   bool // a list of items
	prompts int  // items that ask for the password again
	matches int  // items that say how an address is matched
	links   int  // linked fields
	keys    int  // passkeys
	unknown draft.Unknown
	sealed  struct{ encrypted, protected bool }
}

func (im *importer) document(in io.Reader) error {
	r := jsonstream.NewReader(in)
	err := r.Object(func(name string) error { return im.part(r, name) })
	if err == nil {
		err = r.End()
	}
	switch {
	case err != nil:
		return err
	case im.sealed.encrypted:
		return im.refusal(r)
	case !im.found:
		return r.Bad("this is no export of Bitwarden: it has no list of items")
	}
	im.summary()
	return nil
}

// part takes one member of the document.
func (im *importer) part(r *jsonstream.Reader, name string) error {
	if err := im.ctx.Err(); err != nil {
		return err
	}
	switch name {
	case "encrypted":
		return truth(r, &im.sealed.encrypted)
	case "passwordProtected":
		return truth(r, &im.sealed.protected)
	case "folders", "collections", "items", "data":
		if im.sealed.encrypted {
			return im.refusal(r)
		}
	}
	switch name {
	case "folders", "collections":
		return im.listFolders(r)
	case "items":
		return im.list(r)
	}
	im.unknown.Add(name)
	return nil
}

// truth reads a truth value.
func truth(r *jsonstream.Reader, into *bool) error {
	v, err := r.Value(maxHead)
	if err != nil {
		return err
	}
	value, ok := v.Bool()
	if !ok && v.Kind != jsonstream.Null {
		return r.Bad("something else where true or false is expected")
	}
	*into = value
	return nil
}

// refusal says why a file in cipher is not read here.
func (im *importer) refusal(r *jsonstream.Reader) error {
	if im.sealed.protected {
		return r.Bad("the file is protected with a password, which was not given")
	}
	return port.Instead(r.Bad("this file is encrypted for one Bitwarden account and can be read by no other program"),
		"export again as .json (Encrypted), of the kind \"password protected\", or as .json")
}

// location is a folder or a collection.
type location struct {
	name string
	used bool // something lies in it, or in one below it
}

// listFolders reads folders or collections.
func (im *importer) listFolders(r *jsonstream.Reader) error {
	switch {
	case im.looked && im.found:
		return nil // the second time
	case im.found && im.again == nil:
		return r.Bad("the folders stand behind the items; import it from a file, not from a stream")
	case im.found && im.listed:
		return r.Bad("folders stand before the items, and others behind them")
	}
	im.listed = true
	return r.Array(func() error {
		o, err := r.Record(maxFolder)
		if err != nil {
			return err
		}
		id, name := o.Text("id"), o.Text("name")
		if im.names += len(id) + len(name); im.names > maxNames {
			return r.Bad("the names of folders and collections are larger than %d MiB", maxNames>>20)
		}
		im.folders[id] = &location{name: name}
		if len(im.folders) > maxFolders {
			return r.Bad("more than %d folders", maxFolders)
		}
		for _, known := range []string{"organizationId", "object"} { // whose it is, and what every folder is
			o.Take(known)
		}
		for _, m := range o.Rest() {
			im.unknown.Add(m.Name)
		}
		return o.Err()
	})
}

// list reads the items. Folders that stand behind them are looked up first.
func (im *importer) list(r *jsonstream.Reader) error {
	if !im.listed && im.again != nil {
		if err := im.lookAhead(); err != nil {
			return err
		}
		im.looked = true
	}
	im.found = true
	return r.Array(func() error {
		if err := im.ctx.Err(); err != nil {
			return err
		}
		if im.items++; im.items > port.MaxItems {
			return r.Bad("more than %d items", port.MaxItems)
		}
		line := r.Line()
		o, err := r.Record(maxEntry)
		if err != nil {
			return err
		}
		return im.item(o, line)
	})
}

// lookAhead reads the folders alone.
func (im *importer) lookAhead() (err error) {
	in, err := im.again()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	r := jsonstream.NewReader(in)
	return r.Object(func(name string) error {
		if name == "folders" || name == "collections" {
			return im.listFolders(r)
		}
		return im.ctx.Err()
	})
}

// folder is where a name of a folder leads; its parts are divided by slashes.
func folder(name string) []string {
	var names []string
	for part := range strings.SplitSeq(name, "/") {
		if strings.TrimSpace(part) != "" {
			names = append(names, part)
		}
	}
	return names
}

func (im *importer) report(where, format string, args ...any) {
	im.sink.Report(port.Note{Where: where, What: port.Cut(fmt.Sprintf(format, args...))})
}
