package app

import (
	"context"
	"slices"
	"time"

	"coffer/box"
	"coffer/internal/host"
	"coffer/vault"
)

// BoxInfo is a box with what is in it, counted.
type BoxInfo struct {
	box.Box
	Items, Trashed int
}

// Boxes lists all boxes by name, also those that are removed and can still be
// restored.
func (a *App) Boxes(ctx context.Context) (all []BoxInfo, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		boxes, err := box.Boxes(tx)
		if err != nil {
			return err
		}
		for _, b := range boxes {
			info, err := boxInfo(tx, b)
			if err != nil {
				return err
			}
			all = append(all, info)
		}
		return nil
	})
	return all, err
}

func boxInfo(tx *vault.Tx, b box.Box) (BoxInfo, error) {
	items, trashed, err := countItems(tx, b.ID)
	return BoxInfo{Box: b, Items: items, Trashed: trashed}, err
}

// BoxNames lists the boxes in use by name, and counts nothing.
func (a *App) BoxNames(ctx context.Context) (names []string, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		boxes, err := box.Boxes(tx)
		for _, b := range boxes {
			if b.Removed.IsZero() {
				names = append(names, b.Name)
			}
		}
		return err
	})
	return names, err
}

// Box finds a box in use.
func (a *App) Box(ctx context.Context, name string) (info BoxInfo, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		b, err := box.BoxByName(tx, name)
		if err != nil {
			return listed(err, "coffer box ls")
		}
		info, err = boxInfo(tx, b)
		return err
	})
	return info, err
}

// listed says which list shows what there is when something was not found.
func listed(err error, list string) error {
	if err == nil {
		return nil
	}
	e := Explain(err)
	if e.Kind != NotFound {
		return err
	}
	e.Hint = list + " shows what there is"
	return e
}

// NewBox makes an empty box.
func (a *App) NewBox(ctx context.Context, name, note string) error {
	return a.update(ctx, "box.new", name, func(tx *vault.Tx) error {
		b, err := box.NewBox(tx, name)
		if err != nil || note == "" {
			return err
		}
		return box.SetNote(tx, b.ID, note)
	})
}

// EditBox gives a box another name, or another note; nil leaves one as it is.
func (a *App) EditBox(ctx context.Context, name string, to, note *string) error {
	return a.update(ctx, "box.rename", name, func(tx *vault.Tx) error {
		b, err := box.BoxByName(tx, name)
		if err != nil {
			return listed(err, "coffer box ls")
		}
		if note != nil {
			if err := box.SetNote(tx, b.ID, *note); err != nil {
				return err
			}
		}
		if to == nil {
			return nil
		}
		return box.RenameBox(tx, b.ID, *to)
	})
}

// RemoveBox hides a box with all that is in it. It goes for good after
// [box.RemovalDelay]; until then [App.RestoreBox] brings it back.
func (a *App) RemoveBox(ctx context.Context, name string) (due time.Time, err error) {
	err = a.update(ctx, "box.rm", name, func(tx *vault.Tx) error {
		b, err := box.BoxByName(tx, name)
		if err != nil {
			return listed(err, "coffer box ls")
		}
		due, err = box.RemoveBox(tx, b.ID)
		return err
	})
	return due, err
}

// RestoreBox brings a removed box back, the last one of that name.
func (a *App) RestoreBox(ctx context.Context, name string) error {
	return a.update(ctx, "box.restore", name, func(tx *vault.Tx) error {
		err := box.RestoreBox(tx, name)
		if _, used := box.BoxByName(tx, name); used == nil && err != nil && !removed(tx, name) {
			return Fail(Exists, "", "box %q is not removed", host.Safe(name))
		}
		return listed(err, "coffer box ls")
	})
}

// removed tells whether a removed box has that name.
func removed(tx *vault.Tx, name string) bool {
	all, err := box.Boxes(tx)
	return err == nil && slices.ContainsFunc(all, func(b box.Box) bool { return b.Name == name && !b.Removed.IsZero() })
}
