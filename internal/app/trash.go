package app

import (
	"context"
	"errors"
	"time"

	"coffer/box"
	"coffer/vault"
)

// Trashed is what lies in the trash.
type Trashed struct {
	Items     []box.Entry
	Templates []box.Template
}

// Len counts it.
func (t *Trashed) Len() int { return len(t.Items) + len(t.Templates) }

// TrashFilter chooses a part of the trash; zero is all of it.
type TrashFilter struct {
	Box   string        // the items of this box only; no templates
	Older time.Duration // only what was put there at least so long ago
}

// Trash lists what lies in the trash, box by box.
func (a *App) Trash(ctx context.Context, f TrashFilter) (t Trashed, err error) {
	err = a.view(ctx, func(tx *vault.Tx) (err error) {
		t, err = f.find(tx)
		return err
	})
	return t, err
}

func (f TrashFilter) find(tx *vault.Tx) (t Trashed, err error) {
	boxes, err := f.boxes(tx)
	if err != nil {
		return t, err
	}
	limit := tx.Now().Add(-f.Older)
	for _, b := range boxes {
		items, err := box.List(tx, b.ID, box.ListOptions{Trashed: true})
		if err != nil {
			return t, err
		}
		for _, e := range items {
			if !e.Trashed.After(limit) {
				t.Items = append(t.Items, e)
			}
		}
	}
	if f.Box != "" {
		return t, nil
	}
	templates, err := box.RemovedTemplates(tx)
	for _, r := range templates {
		if !r.Removed.After(limit) {
			t.Templates = append(t.Templates, r)
		}
	}
	return t, err
}

// boxes are those in use: a removed one waits as a whole.
func (f TrashFilter) boxes(tx *vault.Tx) ([]box.Box, error) {
	if f.Box != "" {
		b, err := box.BoxByName(tx, f.Box)
		if err != nil {
			return nil, listed(err, "coffer box ls")
		}
		return []box.Box{b}, nil
	}
	all, err := box.Boxes(tx)
	var used []box.Box
	for _, b := range all {
		if b.Removed.IsZero() {
			used = append(used, b)
		}
	}
	return used, err
}

// RestoreItem brings an item back to where it was, and returns its path. It is
// named by the path that it had, by its title or by its @ID.
func (a *App) RestoreItem(ctx context.Context, ref string) (path box.Path, err error) {
	err = a.update(ctx, "item.restore", ref, func(tx *vault.Tx) error {
		found, err := box.ResolveTrashed(tx, ref)
		if err != nil {
			return listed(err, "coffer trash ls")
		}
		path = found[0].Path()
		it := box.Item{ID: found[0].ID, Box: found[0].Box, Revision: found[0].Revision}
		return box.Untrash(tx, &it)
	})
	return path, err
}

// EmptyTrash deletes a part of the trash for good, now, and takes it off the
// disk. It returns how many things went. Nobody can take it back, so it is for
// somebody who was asked.
func (a *App) EmptyTrash(ctx context.Context, f TrashFilter) (n int, err error) {
	err = a.update(ctx, "trash.empty", f.Box, func(tx *vault.Tx) error {
		t, err := f.find(tx)
		if err != nil {
			return err
		}
		n = t.Len()
		return t.purge(tx)
	})
	if err != nil || n == 0 {
		return 0, err
	}
	return n, leftovers(a.clean(ctx))
}

func (t *Trashed) purge(tx *vault.Tx) error {
	for _, e := range t.Items {
		err := box.Purge(tx, e.Box, e.ID)
		if errors.Is(err, box.ErrMoved) {
			err = errMoved(e.Path(), e.ID, err)
		}
		if err != nil {
			return err
		}
	}
	for _, r := range t.Templates {
		if err := box.PurgeTemplate(tx, r.ID); err != nil {
			return err
		}
	}
	return nil
}
