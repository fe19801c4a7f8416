package app

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"time"

	"coffer/box"
	"coffer/box/port"
	"coffer/internal/host"
	"coffer/internal/sys"
	"coffer/vault"
	"coffer/vault/backup"
)

// What comes back from a former state of the vault arrives as an import does: in a folder of its own, all or nothing,
// and overwrites nothing.

// RestoreOptions say what comes back.
type RestoreOptions struct {
	Backup      string      // of which backup; empty: the newest
	Paths       []string    // boxes, folders or items of that day; none: all
	All         bool        // items that are here unchanged, too
	WithDeleted bool        // what was deleted since, and what lay in the trash, too
	DryRun      bool        // look at all of it, keep nothing
	Ask         DayPassword // nil: nobody can be asked
}

// Restored is what came back.
type Restored struct {
	Imported
	Passed
	From Backup
}

// Restore brings items of a backup back, into a folder in the box "import".
func (a *App) Restore(ctx context.Context, b *Backups, o RestoreOptions) (done Restored, err error) {
	if b.vault != a.v.ID() {
		return done, Fail(Refused, "coffer backup restore --to DIR makes a vault of it, and coffer import vault DIR brings in what is in that",
			"this is a backup of another vault")
	}
	if o.Backup == "" {
		o.Backup = LatestBackup
	}
	wanted, err := parseWanted(o.Paths)
	if err != nil {
		return done, err
	}
	err = b.with(ctx, sys.Shared, func(p backup.Place) error {
		if done.From, err = b.find(ctx, p, o.Backup); err != nil {
			return err
		}
		s := done.From.snapshot
		return a.env.withBackup(ctx, p, &s, unlocking(a, s.Time(), o.Ask), func(opened *openedBackup) error {
			day := s.Time().Format("2006-01-02")
			f := &formerVault{opened: opened, choose: chooser{paths: wanted, all: o.All, deleted: o.WithDeleted}, tell: a.env.progress("restoring")}
			done.Imported, err = a.takeFormer(ctx, f, ImportOptions{Format: "backup", DryRun: o.DryRun, name: "backup-" + day,
				action: "backup.restore", about: day})
			done.Passed = f.choose.passed
			return err
		})
	})
	return done, err
}

// ImportVault brings in what another copy of a vault holds, whose folder it is: of this vault, what is here unchanged
// or was deleted stays out, unless the options say otherwise.
func (a *App) ImportVault(ctx context.Context, dir string, in ImportOptions, o RestoreOptions) (done Restored, err error) {
	if err := a.isAnother(dir); err != nil {
		return done, err
	}
	err = a.env.inScratch(ctx, func(scratch string) (err error) {
		options := a.env.scratchOptions(dir, scratch)
		if err := os.Mkdir(options.StateDir, 0o700); err != nil {
			return err
		}
		v, err := vault.Open(ctx, options)
		if err != nil {
			return noVaultIn(dir, err)
		}
		defer func() { err = errors.Join(err, v.Close()) }()
		if err := unlocking(a, a.Now(), o.Ask)(ctx, v); err != nil {
			return err
		}
		f := &formerVault{opened: &openedBackup{Vault: v, Dir: dir}, choose: chooser{all: o.All, deleted: o.WithDeleted}, tell: a.env.progress("importing")}
		in.Format = vaultFormat
		done.Imported, err = a.takeFormer(ctx, f, in)
		done.Passed = f.choose.passed
		return err
	})
	return done, err
}

// isAnother holds that a vault which is to come in is in a folder, and not the one that is open: that would be waited
// for without an end.
func (a *App) isAnother(dir string) error {
	there, err := os.Stat(dir)
	if err != nil {
		return nil // said where it is opened
	}
	if !there.IsDir() {
		return Fail(Input, "name the folder in which the "+vault.FileName+" of the other copy lies", "%s is no folder", host.Safe(dir))
	}
	if here, err := os.Stat(a.env.Folders.Data); err == nil && os.SameFile(here, there) {
		return Fail(Refused, "name the folder of another copy", "that is the vault into which it would come")
	}
	return nil
}

// noVaultIn says that a folder to import from has no vault.
func noVaultIn(dir string, err error) error {
	if !errors.Is(err, vault.ErrNoVault) {
		return err
	}
	return Fail(NotFound, "name the folder in which its "+vault.FileName+" lies", "there is no vault in %s", host.Safe(dir))
}

// takeFormer brings in what a former vault holds. Both are open meanwhile: nobody is asked for anything.
func (a *App) takeFormer(ctx context.Context, f *formerVault, o ImportOptions) (done Imported, err error) {
	s := newSink(ctx, a, o)
	f.today = func() *vault.Tx { return s.tx }
	err = s.bring(f)
	if errors.Is(err, errNothing) {
		s.done.Place, s.done.Boxes, err = "", nil, nil
	}
	if errors.Is(err, errDryRun) {
		err = nil
	}
	s.close()
	return s.done, err
}

// errNothing ends the transaction of an import that brings nothing: it would leave an empty folder.
var errNothing = errors.New("nothing to bring")

// formerVault is another state of a vault, open, as an importer.
type formerVault struct {
	opened *openedBackup
	choose chooser
	today  func() *vault.Tx
	tell   vault.Progress
}

// Import hands over what comes; the source means nothing.
func (f *formerVault) Import(ctx context.Context, _ port.Source, sink port.Sink) error {
	if err := f.choose.begin(f.today()); err != nil {
		return err
	}
	return f.opened.Vault.View(ctx, func(tx *vault.Tx) error {
		if !tx.HasCore() {
			return vault.ErrLocked
		}
		x := &exporter{ctx: ctx, tx: tx, done: &Exported{}, tell: f.tell, fetch: f.opened.fetch, removed: f.choose.deleted, moved: f.choose.leave}
		if err := x.choose(nil); err != nil {
			return err
		}
		content, err := x.content()
		if err != nil {
			return err
		}
		return f.bring(content, sink)
	})
}

// begin reads what the choice depends on.
func (c *chooser) begin(now *vault.Tx) (err error) {
	c.now = now
	if c.gone, err = box.Deleted(now); err != nil {
		return err
	}
	boxes, err := box.Boxes(now)
	for _, b := range boxes {
		if b.Removed.IsZero() {
			c.boxes = append(c.boxes, b.ID)
		}
	}
	return err
}

func (f *formerVault) bring(content port.Content, sink port.Sink) error {
	for _, b := range content.Boxes {
		if err := sink.Box(b); err != nil {
			return err
		}
	}
	brought, err := f.templates(content.Templates, sink)
	if err != nil {
		return err
	}
	for e, err := range chosen(&f.choose, content.Items) {
		if err == nil {
			err = sink.Item(e)
		}
		if err != nil {
			return err
		}
		brought++
	}
	if err := f.choose.missing(); err != nil || brought > 0 {
		return err
	}
	return errNothing
}

// templates brings those that are missing here.
func (f *formerVault) templates(all []box.Template, sink port.Sink) (brought int, err error) {
	for _, t := range all {
		lacks, err := f.choose.lacks(&t)
		if err == nil && lacks {
			err = sink.Template(t)
			brought++
		}
		if err != nil {
			return brought, err
		}
	}
	return brought, nil
}

// chosen are the items that come, out of the trash.
func chosen(c *chooser, items iter.Seq2[*port.Entry, error]) iter.Seq2[*port.Entry, error] {
	return func(yield func(*port.Entry, error) bool) {
		for e, err := range items {
			take := err != nil
			if err == nil && c.wants(e.BoxName, &e.Item) {
				take, err = c.take(&e.Item)
			}
			if take && err == nil {
				e.Trashed, e.Due = time.Time{}, time.Time{}
			}
			if (take || err != nil) && !yield(e, err) {
				return
			}
		}
	}
}

// RestoreTo makes a new vault of a backup in a folder that has none. It needs no vault here, and no key.
func (b *Backups) RestoreTo(ctx context.Context, word, dir string) (from Backup, err error) {
	whole, err := filepath.Abs(dir)
	if err != nil {
		return from, err
	}
	err = b.with(ctx, sys.Shared, func(p backup.Place) error {
		if from, err = b.find(ctx, p, word); err != nil {
			return err
		}
		return b.extract(ctx, p, &from, whole)
	})
	if errors.Is(err, vault.ErrExists) {
		err = &Error{Kind: Exists, Err: err, What: "there is a vault in " + host.Safe(dir) + " already", Hint: "choose another folder with --to"}
	}
	return from, err
}

// extract writes the vault of a backup. A folder that was made for it goes again where that fails and nothing came.
func (b *Backups) extract(ctx context.Context, p backup.Place, from *Backup, dir string) error {
	_, err := os.Lstat(dir)
	made := errors.Is(err, fs.ErrNotExist)
	if err := host.MakePrivate(dir); err != nil {
		return elsewhere(err, "choose another folder with --to")
	}
	o := b.env.options()
	o.Dir = dir
	err = p.Extract(ctx, &from.snapshot, o, b.env.progress("restoring"))
	if err != nil && made {
		_ = os.Remove(filepath.Join(dir, vault.BlobsName)) // each only while nothing is in it:
		_ = os.Remove(dir)                                 // what came whole is for the next try
	}
	return err
}
