package app

import (
	"context"
	"slices"

	"coffer/box"
	"coffer/internal/sys"
	"coffer/vault"
	"coffer/vault/backup"
)

// BackupBox is a box as a backup has it.
type BackupBox struct {
	Name           string
	Items, Trashed int
	Paths          []string // of the items in use, sorted
}

// Get is the backup that is meant. It has a date as in [Backups.List].
func (b *Backups) Get(ctx context.Context, word string, with *App) (one Backup, err error) {
	policy, set := b.policy(ctx, with)
	err = b.with(ctx, sys.Shared, func(p backup.Place) error {
		l, err := listBackups(ctx, p, b.env.Clock.Now())
		if err != nil {
			return err
		}
		if set {
			l.date(policy)
		}
		one, err = b.meant(ctx, p, &l, word)
		return err
	})
	return one, err
}

// Contents opens a backup and lists its boxes: with the keys of the vault that is open, if there is one and
// they fit, else with the password of its day.
func (b *Backups) Contents(ctx context.Context, one Backup, with *App, ask DayPassword) (boxes []BackupBox, err error) {
	err = b.with(ctx, sys.Shared, func(p backup.Place) error {
		return b.env.withBackup(ctx, p, &one.snapshot, unlocking(with, one.Made, ask), func(o *openedBackup) error {
			return o.Vault.View(ctx, func(tx *vault.Tx) error {
				boxes, err = countBoxes(tx)
				return err
			})
		})
	})
	return boxes, err
}

func countBoxes(tx *vault.Tx) (counts []BackupBox, err error) {
	boxes, err := box.Boxes(tx)
	if err != nil {
		return nil, err
	}
	for _, b := range boxes {
		if !b.Removed.IsZero() {
			continue
		}
		items, trashed, err := countItems(tx, b.ID)
		if err != nil {
			return nil, err
		}
		paths, err := pathsIn(tx, b.ID)
		if err != nil {
			return nil, err
		}
		counts = append(counts, BackupBox{b.Name, items, trashed, paths})
	}
	return counts, nil
}

// pathsIn are those of the items of a box that are in use, sorted.
func pathsIn(tx *vault.Tx, id vault.ID) (paths []string, err error) {
	all, err := box.List(tx, id, box.ListOptions{})
	for i := range all {
		paths = append(paths, all[i].Path().String())
	}
	slices.Sort(paths)
	return paths, err
}
