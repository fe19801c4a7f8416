package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"coffer/box"
	"coffer/vault"
)

// Removed is an item that was put into the trash, and until when it can be
// restored.
type Removed struct {
	ID   vault.ID
	Path box.Path
	Due  time.Time
}

// Remove puts items into the trash, all or none of them. A retention of zero is
// that of the settings.
func (a *App) Remove(ctx context.Context, refs []string, retention time.Duration) (all []Removed, err error) {
	err = a.update(ctx, "item.rm", namedAs(refs), func(tx *vault.Tx) error {
		found, err := each(tx, refs)
		if err != nil {
			return err
		}
		set, err := settings(tx)
		if err != nil {
			return err
		}
		if retention == 0 {
			retention = set.TrashRetention
		}
		for _, e := range found {
			it := box.Item{ID: e.ID, Box: e.Box, Revision: e.Revision}
			if err := box.Trash(tx, &it, retention); err != nil {
				return err
			}
			all = append(all, Removed{ID: e.ID, Path: e.Path(), Due: it.Due})
		}
		return nil
	})
	return all, err
}

// each resolves references; an item that is named twice comes once.
func each(tx *vault.Tx, refs []string) ([]box.Entry, error) {
	var all []box.Entry
	for _, ref := range refs {
		e, err := one(tx, ref)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(all, func(f box.Entry) bool { return f.ID == e.ID }) {
			all = append(all, e)
		}
	}
	return all, nil
}

// namedAs is what an event says of several items.
func namedAs(refs []string) string {
	if len(refs) == 1 {
		return refs[0]
	}
	return fmt.Sprintf("%d items", len(refs))
}
