package app

import (
	"cmp"
	"context"
	"errors"

	"coffer/box"
	"coffer/box/port"
	"coffer/vault"
)

// ImportBox is where imports arrive unless another place is named.
const ImportBox = "import"

// ImportOptions say what comes in and where it goes.
type ImportOptions struct {
	Format string
	Source port.Source // in clear, see [Unwrap]
	Into   string      // BOX or BOX/FOLDER…, below which paths are kept; empty: a new folder in [ImportBox]
	Boxes  bool        // every item goes to the box that it names; missing ones are made
	DryRun bool        // read everything, keep nothing
	// Columns says what columns of a table are, for formats that are one.
	Columns map[string]string

	name          string // of the new folder; empty: by format and day
	action, about string // for the log; empty: an import of that format
}

// Imported is what an import did.
type Imported struct {
	Format      string // that it was read as
	Place       string // the path of the folder or box where it arrived; empty with Boxes
	Items       int
	Trashed     int // how many of the items lie in the trash
	Revisions   int
	Attachments int
	// Duplicates is how many of the items say what another one says, of the vault or of the
	// file, and have the [DuplicateTag]. Items in the trash are none.
	Duplicates int
	Boxes      []string // made
	Notes      []port.Note
}

// errDryRun ends the transaction of a dry run.
var errDryRun = errors.New("dry run")

// Import takes a file in. It overwrites nothing, and is all or nothing: one
// transaction, and attachments of a failed one are removed again. An item that says what
// another one says comes in, too, and is marked: see [DuplicateTag].
func (a *App) Import(ctx context.Context, o ImportOptions) (Imported, error) {
	f, err := formatNamed(o.Format)
	if err != nil {
		return Imported{}, err
	}
	if f.Import == nil {
		return Imported{}, Fail(Usage, "", "format %s only goes out", f.Name)
	}
	if err := f.fits(o.Source.Dir != nil); err != nil {
		return Imported{}, err
	}
	im, err := withColumns(f, o.Columns)
	if err != nil {
		return Imported{}, err
	}
	o.Source = counted(ctx, o.Source, a.env.progress("importing"))
	s := newSink(ctx, a, o)
	s.alike = &alikes{within: !o.Boxes} // to its own boxes goes what an export of the vault brings back
	err = s.bring(im)
	if errors.Is(err, errDryRun) {
		err = nil
	}
	s.close()
	s.done.Format = f.Name
	return s.done, err
}

// withColumns tells the importer of a table what somebody says about its columns.
func withColumns(f Format, columns map[string]string) (port.Importer, error) {
	if len(columns) == 0 {
		return f.Import, nil
	}
	table, ok := f.Import.(port.Tabular)
	if !ok {
		return nil, Fail(Usage, "", "format %s is no table, and has no columns", f.Name)
	}
	im, err := table.WithColumns(columns)
	if err != nil {
		return nil, Fail(Usage, "", "%v", err)
	}
	return im, nil
}

func newSink(ctx context.Context, a *App, o ImportOptions) *sink {
	return &sink{ctx: ctx, a: a, o: o, boxes: make(map[string]vault.ID)}
}

// bring runs an importer in one transaction. When that fails, files of
// attachments are in nobody's way: within it all of them go at once; after it,
// when a commit may have failed halfway, those that the vault says nobody owns.
func (s *sink) bring(im port.Importer) error {
	ran := false
	action, about := cmp.Or(s.o.action, "import"), cmp.Or(s.o.about, s.o.Format)
	err := s.a.update(s.ctx, action, about, func(tx *vault.Tx) error {
		err := s.run(tx, im)
		if err != nil {
			discard(s.staged)
		}
		ran = err == nil
		return err
	})
	if err != nil && ran && len(s.staged) > 0 {
		// What cannot be removed now is for the next sweep.
		_ = s.a.update(context.WithoutCancel(s.ctx), "attachments.sweep", "", box.Sweep)
	}
	return err
}
