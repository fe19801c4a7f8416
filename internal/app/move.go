package app

import (
	"context"
	"strings"

	"coffer/box"
	"coffer/internal/host"
	"coffer/vault"
)

// Moved is where an item lies after [App.Move] or [App.Copy].
type Moved struct {
	ID       vault.ID
	From, To box.Path
	Revision uint32
}

// MoveOptions say where an item goes.
type MoveOptions struct {
	To        string // a path; BOX/FOLDER/ keeps the title
	Duplicate bool   // another item may have that path
}

// Move puts an item under another path, in the same box or another one. Its ID
// and its history stay with it.
func (a *App) Move(ctx context.Context, ref string, o MoveOptions) (m Moved, err error) {
	err = a.update(ctx, "item.move", ref, func(tx *vault.Tx) error {
		e, it, to, err := o.prepare(tx, ref, false)
		if err != nil {
			return err
		}
		defer wipeItem(&it)
		set, err := settings(tx)
		if err != nil {
			return err
		}
		if err := box.Move(tx, &it, to.box.ID, to.folder, to.title, box.Keep(set.HistoryKeep)); err != nil {
			return err
		}
		m = Moved{ID: it.ID, Revision: it.Revision, From: e.Path(), To: to.path()}
		return nil
	})
	return m, err
}

// Copy makes a second item of the same content, without the history.
func (a *App) Copy(ctx context.Context, ref string, o MoveOptions) (m Moved, err error) {
	err = a.update(ctx, "item.copy", ref, func(tx *vault.Tx) error {
		e, it, to, err := o.prepare(tx, ref, true)
		if err != nil {
			return err
		}
		defer wipeItem(&it)
		n, err := box.Copy(tx, &it, to.box.ID, to.folder, to.title)
		if err != nil {
			return err
		}
		m = Moved{ID: n.ID, Revision: n.Revision, From: e.Path(), To: to.path()}
		return nil
	})
	return m, err
}

// prepare reads the item and finds out where it goes.
func (o *MoveOptions) prepare(tx *vault.Tx, ref string, copied bool) (e box.Entry, it box.Item, to target, err error) {
	if !tx.HasCore() {
		return e, it, to, vault.ErrLocked
	}
	if e, err = one(tx, ref); err != nil {
		return e, it, to, err
	}
	if to, err = o.target(tx, e.Title); err != nil {
		return e, it, to, err
	}
	if !o.Duplicate {
		self := e.ID
		if copied {
			self = vault.ID{}
		}
		if err = free(tx, to.path(), self); err != nil {
			return e, it, to, err
		}
	}
	it, err = box.Get(tx, e.Box, e.ID)
	return e, it, to, err
}

// target is a place for an item in a box that is there.
type target struct {
	box    box.Box
	folder []string
	title  string
}

func (t *target) path() box.Path {
	return box.Path{Box: t.box.Name, Folder: t.folder, Title: t.title}
}

func (o *MoveOptions) target(tx *vault.Tx, title string) (t target, err error) {
	to := o.To
	if folder, ok := strings.CutSuffix(to, "/"); ok {
		to = folder + "/" + box.EscapeName(title)
	}
	p, err := box.ParsePath(to)
	if err != nil {
		return t, err
	}
	if p.Title == "" {
		return t, Fail(Usage, "a target is BOX/FOLDER/TITLE, or a folder with / at its end", "%q names no item", host.Safe(to))
	}
	b, err := box.BoxByName(tx, p.Box)
	if err != nil {
		return t, missingBox(err, p.Box)
	}
	return target{box: b, folder: p.Folder, title: p.Title}, nil
}

// missingBox says how to make a box: where an item goes by mistake, it is lost.
func missingBox(err error, name string) error {
	e := Explain(err)
	if e.Kind != NotFound {
		return err
	}
	return Fail(NotFound, "coffer box new makes it", "box %q not found", host.Safe(name))
}
