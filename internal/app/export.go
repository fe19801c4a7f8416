package app

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"slices"
	"syscall"

	"coffer/box"
	"coffer/box/port"
	"coffer/vault"
	"coffer/vault/secret"
)

// ExportOptions say what goes out.
type ExportOptions struct {
	Format string
	Boxes  []string // empty: all
	Items  Chosen   // of these boxes
	// Recipients are age recipients of one family that the file is encrypted
	// to; Passphrase encrypts it instead, in the way of the format where it has one
	// ([port.Protector]). Neither: the file is in clear.
	Recipients []string
	Passphrase secret.Text
	// Losing is told, before anything is written, what the format has no place for,
	// if there is any of it; its error ends the export. It may be nil.
	Losing func([]Loss) error
}

// Exported is what an export wrote.
type Exported struct {
	Boxes, Items, Attachments int
	// Unrecorded is why the vault does not remember the export; nil when it does.
	Unrecorded error
}

// Export writes boxes whole, or the items of them that are chosen: with their former revisions, attachments,
// the trash, and the owner's templates. It streams, and keeps writers out
// until it has ended. An item of these that was changed without its core key, now or in
// its history, ends it with a [box.ErrMoved] that names it. A vault that cannot be written to goes out all
// the same, unrecorded.
func (a *App) Export(ctx context.Context, to ExportTo, o ExportOptions) (done Exported, err error) {
	f, err := exportFormat(o.Format)
	if err != nil {
		return done, err
	}
	if err := o.check(&f, !o.Passphrase.IsZero()); err != nil {
		return done, err
	}
	if err := f.fits(to.Dir != nil); err != nil {
		return done, err
	}
	if err := a.recordHandOut(ctx, "an export of "+o.Format); err != nil {
		return done, err
	}
	err = a.view(ctx, func(tx *vault.Tx) error {
		if !tx.HasCore() {
			return vault.ErrLocked
		}
		x := &exporter{ctx: ctx, tx: tx, done: &done, tell: a.env.progress("exporting")}
		content, err := x.chosen(o)
		if err != nil {
			return err
		}
		staying, err := x.lose(f.Export, content, o.Losing)
		if err != nil {
			return err
		}
		err = a.write(ctx, f.Export, to, content, o)
		done.Items -= staying
		return err
	})
	if err != nil {
		return done, err
	}
	if a.v.Scoped() {
		return done, nil // it was stated before
	}
	err = a.logExport(ctx, o)
	if err != nil && unwritable(err) {
		done.Unrecorded, err = err, nil
	}
	return done, err
}

// CheckExport tells before anything is asked whether an export can be made: with a passphrase that
// is still to come, if that is so.
func CheckExport(o ExportOptions, withPassphrase bool) error {
	f, err := exportFormat(o.Format)
	if err != nil {
		return err
	}
	return o.check(&f, withPassphrase)
}

// check holds that a file is protected in one way at most, and a folder in its own.
func (o *ExportOptions) check(f *Format, withPassphrase bool) error {
	switch {
	case withPassphrase && len(o.Recipients) > 0:
		return Fail(Usage, "", "a file is encrypted to recipients or with a passphrase, not both")
	case !f.Folder:
		return nil
	case withPassphrase:
		return Fail(Usage, "", "format %s is encrypted with --encrypt-to, not with a passphrase", f.Name)
	case len(o.Recipients) == 0:
		return Fail(Usage, "age-keygen -y shows the recipient of an identity", "say for whom with --encrypt-to RECIPIENT: format %s encrypts every entry", f.Name)
	}
	return nil
}

func exportFormat(name string) (Format, error) {
	f, err := formatNamed(name)
	if err == nil && f.Export == nil {
		err = Fail(Usage, "", "format %s only comes in", f.Name)
	}
	return f, err
}

// logExport records that everything left.
func (a *App) logExport(ctx context.Context, o ExportOptions) error {
	return a.update(ctx, "export", o.Format, func(tx *vault.Tx) error { return tx.Note() })
}

// unwritable tells an error of a vault that can be read and not be written.
func unwritable(err error) bool {
	return errors.Is(err, vault.ErrOlder) || errors.Is(err, syscall.EROFS) || errors.Is(err, fs.ErrPermission) || diskFull(err)
}

type exporter struct {
	ctx   context.Context
	tx    *vault.Tx
	boxes []box.Box
	only  map[vault.ID]bool // the items that go; nil: all
	total int
	done  *Exported
	tell  vault.Progress
	part  bool // not everything goes
	// fetch brings the file of an attachment to where it is opened; nil: it lies there.
	fetch   func(ctx context.Context, id vault.ID) error
	removed bool // boxes that are removed, and can still be restored, too
	// moved is told of an item that was changed without its core key, which is left out; nil: it ends the export.
	moved func(boxName string, it *box.Item)
}

// choose finds the boxes in use that have the names; without names, all in use.
func (x *exporter) choose(names []string) error {
	all, err := box.Boxes(x.tx)
	if err != nil {
		return err
	}
	named := make(map[vault.ID]bool)
	for _, name := range names {
		b, err := box.BoxByName(x.tx, name)
		if err != nil {
			return err
		}
		named[b.ID] = true
	}
	x.boxes = slices.DeleteFunc(all, func(b box.Box) bool {
		return !b.Removed.IsZero() && !x.removed || len(names) > 0 && !named[b.ID]
	})
	x.done.Boxes, x.part = len(x.boxes), len(names) > 0
	return nil
}

// chosen is all that goes out, if an import would take it.
func (x *exporter) chosen(o ExportOptions) (c port.Content, err error) {
	if err := x.choose(o.Boxes); err != nil {
		return c, err
	}
	if err := x.narrow(o.Items); err != nil {
		return c, err
	}
	if c, err = x.content(); err != nil {
		return c, err
	}
	c.Items = weighed(c.Items)
	return c, c.Check()
}

// weighed ends what no import would take in again: see [port.MaxTexts].
func weighed(items iter.Seq2[*port.Entry, error]) iter.Seq2[*port.Entry, error] {
	return func(yield func(*port.Entry, error) bool) {
		n := int64(0)
		for e, err := range items {
			if err == nil {
				if n += weight(e); n > port.MaxTexts {
					e, err = nil, port.TooMuch("the items hold more than %d MiB, attachments not counted", port.MaxTexts>>20)
				}
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

func (x *exporter) content() (port.Content, error) {
	c := port.Content{Created: x.tx.Now(), Items: x.items()}
	for _, b := range x.boxes {
		c.Boxes = append(c.Boxes, x.box(&b))
		n, err := x.tx.Count(b.ID, vault.Items, vault.Companion)
		if err != nil {
			return c, err
		}
		x.total += n
	}
	if x.only != nil {
		x.total = len(x.only)
	}
	if x.total > port.MaxItems {
		return c, port.TooMuch("there are more than %d items", port.MaxItems)
	}
	var err error
	c.Templates, err = x.templates()
	return c, err
}

// lose tells what a format has no place for, after a look at every item, and how many items stay here for it.
func (x *exporter) lose(ex port.Exporter, c port.Content, tell func([]Loss) error) (staying int, err error) {
	if _, ok := ex.(port.Lossy); !ok {
		return 0, nil
	}
	look := *x
	look.done, look.tell = &Exported{}, nil
	c.Items = look.items()
	losses, err := lossesOf(ex, c)
	if err == nil && tell != nil && len(losses) > 0 {
		err = tell(losses)
	}
	return stay(losses), err
}

// stay is how many items do not go out at all.
func stay(losses []port.Loss) int {
	i := slices.IndexFunc(losses, func(l port.Loss) bool { return l.What == port.InTrash })
	if i < 0 {
		return 0
	}
	return losses[i].Items
}

// items goes through everything, as often as it is asked; items are counted from the
// beginning each time.
func (x *exporter) items() iter.Seq2[*port.Entry, error] {
	return func(yield func(*port.Entry, error) bool) {
		x.done.Items = 0
		for _, b := range x.boxes {
			for it, err := range box.All(x.tx, b.ID) {
				if err == nil {
					err = x.ctx.Err()
				}
				if x.stays(&it, err) {
					wipeWhole(&it)
					continue
				}
				if x.moved != nil && errors.Is(err, box.ErrMoved) {
					x.moved(b.Name, &it.Item)
					wipeWhole(&it)
					continue
				}
				e, err := x.entry(b, it, err)
				if !yield(e, err) || err != nil {
					return
				}
			}
		}
	}
}

// wipeWhole overwrites the values of an item and of its history.
func wipeWhole(w *box.Whole) {
	wipeFields(&w.Item)
	for i := range w.Former {
		wipeFields(&w.Former[i])
	}
}

func (x *exporter) entry(b box.Box, it box.Whole, err error) (*port.Entry, error) {
	if err != nil {
		return nil, movedIn(&b, &it, err)
	}
	e := &port.Entry{Item: it.Item, BoxName: b.Name, Former: it.Former}
	for _, at := range it.Attachments {
		e.Files = append(e.Files, x.file(at))
	}
	x.done.Items++
	if x.tell != nil {
		x.tell(x.done.Items, x.total)
	}
	return e, nil
}

func (x *exporter) file(at box.Attachment) port.File {
	opened := false
	return port.File{Name: at.Name, Size: at.Size, SHA256: at.SHA256, Open: func() (io.ReadCloser, error) {
		if !opened {
			opened = true
			x.done.Attachments++
		}
		if x.fetch != nil {
			if err := x.fetch(x.ctx, at.Blob); err != nil {
				return nil, err
			}
		}
		return box.OpenAttachment(x.tx.Dir(), x.tx.VaultID(), at)
	}}
}
