package app

import (
	"context"
	"slices"
	"strings"

	"coffer/box"
	"coffer/internal/host"
	"coffer/vault"
)

// MoveFolder moves all items in a folder and below it, all or none. They keep
// the folders that they have below it. Both places end with "/".
func (a *App) MoveFolder(ctx context.Context, from string, o MoveOptions) (all []Moved, err error) {
	place, err := folderNamed(from)
	if err != nil {
		return nil, err
	}
	to, err := folderNamed(o.To)
	if err != nil {
		return nil, err
	}
	err = a.update(ctx, "item.move", from, func(tx *vault.Tx) error {
		if !tx.HasCore() {
			return vault.ErrLocked
		}
		found, err := listPlace(tx, place, box.ListOptions{})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return Fail(NotFound, "coffer ls shows what there is", "there is no item in %s", host.Safe(from))
		}
		all, err = o.moveAll(tx, found, len(place)-1, to)
		return err
	})
	return all, err
}

// folderNamed reads BOX/ or BOX/FOLDER…/.
func folderNamed(s string) ([]string, error) {
	names, err := box.SplitFolder(strings.TrimSuffix(s, "/"))
	if err == nil && (len(names) == 0 || !strings.HasSuffix(s, "/")) {
		err = Fail(Usage, "write both with a / at their end", "%q is no folder", host.Safe(s))
	}
	return names, err
}

// moveAll moves items, less the first names of their folders, below another
// folder. Those that move are in nobody's way.
func (o *MoveOptions) moveAll(tx *vault.Tx, found []box.Entry, depth int, to []string) ([]Moved, error) {
	b, err := box.BoxByName(tx, to[0])
	if err != nil {
		return nil, missingBox(err, to[0])
	}
	set, err := settings(tx)
	if err != nil {
		return nil, err
	}
	moving := make(map[vault.ID]bool, len(found))
	for i := range found {
		moving[found[i].ID] = true
	}
	all := make([]Moved, 0, len(found))
	for i := range found {
		e := &found[i]
		at := target{box: b, folder: slices.Concat(to[1:], e.Folder[depth:]), title: e.Title}
		if !o.Duplicate {
			if err := freeBut(tx, at.path(), func(id vault.ID) bool { return moving[id] }); err != nil {
				return nil, err
			}
		}
		m, err := moveOne(tx, e, at, set.HistoryKeep)
		if err != nil {
			return nil, aboutItem(err, e)
		}
		all = append(all, m)
	}
	return all, nil
}

func moveOne(tx *vault.Tx, e *box.Entry, to target, keep int) (Moved, error) {
	it, err := box.Get(tx, e.Box, e.ID)
	if err != nil {
		return Moved{}, err
	}
	defer wipeItem(&it)
	if err := box.Move(tx, &it, to.box.ID, to.folder, to.title, box.Keep(keep)); err != nil {
		return Moved{}, err
	}
	return Moved{ID: it.ID, Revision: it.Revision, From: e.Path(), To: to.path()}, nil
}

// aboutItem says which of several items an error is about.
func aboutItem(err error, e *box.Entry) error {
	told := *Explain(err)
	told.What, told.Err = host.Safe(e.Path().String())+": "+told.What, err
	return &told
}
