package zip

import (
	"context"
	"io"
	"maps"
	"slices"

	"coffer/box/port"
	"coffer/box/port/xml"
)

// Import reads an archive; src.At must be set. Attachments are unpacked when
// they are opened, and checked on the way. Entries that no item names are
// reported.
func (Format) Import(ctx context.Context, src port.Source, sink port.Sink) error {
	a, err := open(src)
	if err != nil {
		return err
	}
	r, err := a.open(exportName)
	if err != nil {
		return err
	}
	defer r.Close()
	used := map[string]bool{exportName: true, readmeName: true}
	fetch := func(path string, f port.File) (func() (io.ReadCloser, error), error) {
		known, ok := a.files[path]
		if !ok || used[path] {
			return nil, port.Bad("an item names an attachment that is not in the ZIP file, or not its own")
		}
		if known.Size != f.Size || known.SHA256 != f.SHA256 {
			return nil, port.Bad("%s and %s do not agree about an attachment", exportName, manifestName)
		}
		used[path] = true
		return func() (io.ReadCloser, error) { return a.open(path) }, nil
	}
	if err := (xml.Format{Fetch: fetch}).Import(ctx, port.Source{R: r}, sink); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(a.files)) {
		if !used[name] {
			sink.Report(port.Note{Where: name, What: "no item names this file; it was left out"})
		}
	}
	return nil
}
