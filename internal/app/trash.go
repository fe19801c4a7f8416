package app

import (
	"context"

	"coffer/box"
	"coffer/box/seal"
	"coffer/vault"
)

// Trashed is what lies in the trash.
type Trashed struct {
	box.Trashed
	Circles seal.Circles // which only the core tier shows
}

// Len counts it.
func (t *Trashed) Len() int { return t.Trashed.Len() + len(t.Circles) }

// TrashFilter says what part of the trash is meant.
type TrashFilter = box.TrashFilter

// Trash lists what lies in the trash, box by box.
func (a *App) Trash(ctx context.Context, f TrashFilter) (t Trashed, err error) {
	err = a.view(ctx, func(tx *vault.Tx) (err error) {
		if t.Trashed, err = box.FindTrashed(tx, f); err != nil || !seesCircles(tx, f) {
			return listed(err, "coffer box ls")
		}
		t.Circles, err = seal.FindTrashed(tx, f.Older)
		return err
	})
	return t, err
}

// seesCircles tells whether circles are meant, and can be read.
func seesCircles(tx *vault.Tx, f TrashFilter) bool {
	return f.Box == "" && f.Item.IsZero() && tx.HasCore() && !tx.Scoped()
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
// disk; seals of what goes end as was chosen for that. It returns how many things
// went. Nobody can take it back, so it is for
// somebody who was asked.
func (a *App) EmptyTrash(ctx context.Context, f TrashFilter) (n int, err error) {
	err = a.update(ctx, "trash.empty", f.Box, func(tx *vault.Tx) (err error) {
		if err := endSealsOfTrash(tx, f); err != nil {
			return listed(err, "coffer box ls")
		}
		if n, err = box.EmptyTrash(tx, f); err != nil {
			return listed(err, "coffer box ls")
		}
		if err := forgetPurged(tx); err != nil || !seesCircles(tx, f) {
			return err
		}
		circles, err := seal.EmptyTrash(tx, f.Older)
		n += circles
		return err
	})
	if err != nil || n == 0 {
		return 0, err
	}
	return n, leftovers(a.clean(ctx))
}

// forgetPurged ends, in the transaction that purges, what items that are gone for good
// have outside of themselves.
func forgetPurged(tx *vault.Tx) error {
	for _, forget := range []func(*vault.Tx) error{stopPurged, forgetSpreads, forgetIgnored} {
		if err := forget(tx); err != nil {
			return err
		}
	}
	return nil
}
