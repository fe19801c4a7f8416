package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
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
	seen := make(map[vault.ID]bool)
	for _, ref := range refs {
		e, err := one(tx, ref)
		if err != nil {
			return nil, err
		}
		if !seen[e.ID] {
			seen[e.ID] = true
			all = append(all, e)
		}
	}
	return all, nil
}

// Below returns references by @ID to the items that are meant when whole folders
// may be: for BOX or BOX/FOLDER… all that lie in it and below, else the one item
// of that name; with tags, those that have all of them. Of duplicates those are left out, and returned
// apart, that nothing else replaces now: see [DuplicateTag]. Between this and [App.Remove] a
// person can be asked.
func (a *App) Below(ctx context.Context, refs []string, tags ...string) (ids []string, left []box.Path, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		found, err := allBelow(tx, refs, tags)
		if err == nil && isDuplicates(tags) {
			var last []box.Entry
			found, last, err = replaced(ctx, tx, found)
			for i := range last {
				left = append(left, last[i].Path())
			}
		}
		for i := range found {
			ids = append(ids, "@"+found[i].ID.String())
		}
		return err
	})
	slices.Sort(ids)
	return ids, left, err
}

// allBelow finds each item once.
func allBelow(tx *vault.Tx, refs, tags []string) (all []box.Entry, err error) {
	q, seen := ListQuery{Tags: tags}, make(map[vault.ID]bool)
	for _, ref := range refs {
		found, err := below(tx, ref)
		if err != nil {
			return nil, err
		}
		for _, e := range found {
			if !seen[e.ID] && q.fits(&e.Label) {
				seen[e.ID] = true
				all = append(all, e)
			}
		}
	}
	return all, nil
}

func below(tx *vault.Tx, ref string) ([]box.Entry, error) {
	place, err := box.SplitFolder(strings.TrimSuffix(ref, "/"))
	if err == nil && len(place) > 0 && !strings.HasPrefix(ref, "@") {
		found, err := listPlace(tx, place, box.ListOptions{})
		if err == nil || strings.HasSuffix(ref, "/") {
			return found, err
		}
	}
	e, err := one(tx, ref)
	return []box.Entry{e}, err
}

// namedAs is what an event says of several items.
func namedAs(refs []string) string {
	if len(refs) == 1 {
		return refs[0]
	}
	return fmt.Sprintf("%d items", len(refs))
}
