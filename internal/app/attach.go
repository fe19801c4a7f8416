package app

import (
	"context"
	"errors"
	"io"
	"slices"

	"coffer/box"
	"coffer/internal/host"
	"coffer/vault"
)

// MaxAttachment bounds an attached file, in bytes.
const MaxAttachment = box.MaxAttachment

// Upload is a file that is to be attached.
type Upload struct {
	Name string
	Size int64 // for the progress only; 0 when unknown
	Open func() (io.ReadCloser, error)
}

// Attach encrypts files and adds them to an item, all or none of them. [Exists]
// if one of that name is there, unless it is to be replaced; [Input] for more
// than [MaxAttachment] bytes.
func (a *App) Attach(ctx context.Context, ref string, files []Upload, replace bool) (s Shown, err error) {
	if err := a.attachable(ctx, ref, files, replace); err != nil {
		return s, err
	}
	if err := a.update(ctx, "attachments.sweep", "", box.Sweep); err != nil {
		return s, err
	}
	staged, err := a.stage(ctx, files)
	taken := false // then what a failed transaction leaves is for the next sweep
	defer func() {
		if !taken {
			discard(staged)
		}
	}()
	if err != nil {
		return s, err
	}
	err = a.changeFiles(ctx, "item.attach", ref, func(tx *vault.Tx, it *box.Item) error {
		if err := nameFree(it, files, replace); err != nil {
			return err
		}
		taken = true
		for _, f := range staged {
			at, err := f.Commit(tx)
			if err != nil {
				discard(staged)
				return err
			}
			it.Attachments = append(withoutFile(it, at.Name), at)
		}
		return nil
	}, &s)
	return s, err
}

func discard(staged []*box.Staged) {
	for _, f := range staged {
		f.Discard()
	}
}

// attachable finds out early what would fail after the work is done.
func (a *App) attachable(ctx context.Context, ref string, files []Upload, replace bool) error {
	return a.view(ctx, func(tx *vault.Tx) error {
		if !tx.HasCore() {
			return vault.ErrLocked
		}
		it, err := itemAt(tx, ref)
		if err != nil {
			return err
		}
		defer wipeItem(&it)
		return nameFree(&it, files, replace)
	})
}

func nameFree(it *box.Item, files []Upload, replace bool) error {
	for i, f := range files {
		if slices.ContainsFunc(files[:i], func(g Upload) bool { return box.NFC(g.Name) == box.NFC(f.Name) }) {
			return Fail(Usage, "attach one of them with --name", "two of the files are named %q", host.Safe(f.Name))
		}
		if _, ok := it.Field(f.Name); ok {
			return orKeys(Fail(Exists, "choose another name with --name", "%s has a field %q", itemTitle(it), host.Safe(f.Name)),
				"give your file another name first")
		}
		if !replace && attachmentOf(it, f.Name) != nil {
			return orKeys(Fail(Exists, "replace it with --force, or choose another name with --name",
				"%s has an attachment %q", itemTitle(it), host.Safe(f.Name)),
				"x takes the one away that is there; or give your file another name")
		}
	}
	return nil
}

// stage encrypts the files, one after the other. It returns also on an error
// what has to be discarded.
func (a *App) stage(ctx context.Context, files []Upload) (staged []*box.Staged, err error) {
	for _, f := range files {
		s, err := a.stageOne(ctx, f)
		if err != nil {
			return staged, err
		}
		staged = append(staged, s)
	}
	return staged, nil
}

func (a *App) stageOne(ctx context.Context, f Upload) (*box.Staged, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	counted := &countingReader{ctx: ctx, r: r, total: f.Size, tell: a.env.progress("attaching " + f.Name)}
	return box.Stage(ctx, a.env.Folders.Data, a.env.Rand, a.v.ID(), f.Name, counted)
}

func withoutFile(it *box.Item, name string) []box.Attachment {
	name = box.NFC(name)
	return slices.DeleteFunc(slices.Clone(it.Attachments), func(at box.Attachment) bool { return at.Name == name })
}

// changeFiles writes an item whose attachments change.
func (a *App) changeFiles(ctx context.Context, action, ref string, change func(*vault.Tx, *box.Item) error, s *Shown) error {
	return a.update(ctx, action, ref, func(tx *vault.Tx) error {
		e, err := one(tx, ref)
		if err != nil {
			return err
		}
		it, err := box.Get(tx, e.Box, e.ID)
		if err != nil {
			return err
		}
		set, err := settings(tx)
		if err != nil {
			return err
		}
		if err := change(tx, &it); err != nil {
			return err
		}
		if err := box.Put(tx, &it, box.Keep(set.HistoryKeep)); err != nil {
			return err
		}
		*s = shown(tx, it, e.BoxName)
		return nil
	})
}

// Detach takes an attachment away from an item. Former revisions keep it.
func (a *App) Detach(ctx context.Context, ref, name string) (s Shown, err error) {
	err = a.changeFiles(ctx, "item.detach", ref, func(tx *vault.Tx, it *box.Item) error {
		if !tx.HasCore() {
			return vault.ErrLocked
		}
		left := withoutFile(it, name)
		if len(left) == len(it.Attachments) {
			return Fail(NotFound, "coffer show lists them", "%s has no attachment %q", itemTitle(it), host.Safe(name))
		}
		it.Attachments = left
		return nil
	}, &s)
	return s, err
}

// ReadAttachment writes the content of an attachment to w. What was written is
// good for nothing unless it returns nil; [Damaged] for a file that is not as it
// was attached.
func (a *App) ReadAttachment(ctx context.Context, at *box.Attachment, w io.Writer) (err error) {
	r, err := box.OpenAttachment(a.env.Folders.Data, a.v.ID(), *at)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	counted := &countingReader{ctx: ctx, r: r, total: at.Size, tell: a.env.progress("reading " + at.Name)}
	_, err = io.Copy(w, counted)
	return err
}
