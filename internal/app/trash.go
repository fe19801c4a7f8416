package app

import (
	"context"

	"coffer/box"
	"coffer/vault"
)

// What lies in the trash, and what part of it is meant, in the words of package
// box.
type (
	Trashed     = box.Trashed
	TrashFilter = box.TrashFilter
)

// Trash lists what lies in the trash, box by box.
func (a *App) Trash(ctx context.Context, f TrashFilter) (t Trashed, err error) {
	err = a.view(ctx, func(tx *vault.Tx) (err error) {
		t, err = box.FindTrashed(tx, f)
		return listed(err, "coffer box ls")
	})
	return t, err
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
	err = a.update(ctx, "trash.empty", f.Box, func(tx *vault.Tx) (err error) {
		n, err = box.EmptyTrash(tx, f)
		return listed(err, "coffer box ls")
	})
	if err != nil || n == 0 {
		return 0, err
	}
	return n, leftovers(a.clean(ctx))
}
