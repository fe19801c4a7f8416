package app

import (
	"context"
	"io"

	"coffer/box/port"
	"coffer/internal/host"
	"coffer/vault"
)

// ExportFile is [App.Export] into a new file, or for a format that is one into a new folder.
// It is there whole or not at all. Nothing is replaced but, where that was asked for, a file: a
// folder never. What is wrong with what goes out is said as such, and not as a fault of the file.
func (a *App) ExportFile(ctx context.Context, path string, replace bool, o ExportOptions) (done Exported, err error) {
	f, err := exportFormat(o.Format)
	if err != nil {
		return done, err
	}
	var failed error
	write := func(to ExportTo) error {
		done, failed = a.Export(ctx, to, o)
		return failed
	}
	if f.Folder {
		err = host.WriteFolder(path, func(dir *host.NewFolder) error { return write(ExportTo{Dir: dir}) })
	} else {
		err = host.WriteAtomic(path, replace, func(w io.Writer) error { return write(ExportTo{W: w}) })
	}
	if failed != nil && Explain(failed).Kind != Other {
		return done, failed
	}
	return done, err
}

// ExportPlace is what stands where an export would go.
type ExportPlace = host.Place

// LookAtPlace looks at it.
func LookAtPlace(path string) ExportPlace { return host.LookAt(path) }

// TryExport counts the items that an export would write, and says what its format has no place
// for. Nothing is written, and nothing recorded.
func (a *App) TryExport(ctx context.Context, o ExportOptions) (done Exported, losses []Loss, err error) {
	f, err := exportFormat(o.Format)
	if err != nil {
		return done, nil, err
	}
	err = a.view(ctx, func(tx *vault.Tx) error {
		if !tx.HasCore() {
			return vault.ErrLocked
		}
		x := &exporter{ctx: ctx, tx: tx, done: &done, tell: a.env.progress("looking")}
		content, err := x.chosen(o)
		if err == nil {
			losses, err = lossesOf(f.Export, content)
		}
		done.Items -= stay(losses)
		return err
	})
	return done, losses, err
}

// lossesOf goes through all items once, also where the format has a place for everything.
func lossesOf(ex port.Exporter, c port.Content) ([]Loss, error) {
	if lossy, ok := ex.(port.Lossy); ok {
		return port.Losses(lossy, c)
	}
	for _, err := range c.Items {
		if err != nil {
			return nil, err
		}
	}
	return nil, nil
}
