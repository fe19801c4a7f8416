package app

import (
	"context"
	"errors"
	"slices"

	"coffer/internal/sys"
	"coffer/vault/backup"
)

// RemovedBackups is what was deleted.
type RemovedBackups struct {
	Backups    []Backup
	Unreadable int // deleted, too
	Strange    int // that cannot be read and lie there still: what they are made of, nobody knows, so no bytes go from the place
}

// Remove deletes backups, all of them or none, by their IDs: who was asked about one loses no other. What has gone is
// told with an error, too, where only tidying up after it failed. It needs no key; where their vault is open, it is an
// entry of its log.
func (b *Backups) Remove(ctx context.Context, chosen []Backup, with *App) (gone RemovedBackups, err error) {
	var ids []ID
	for i := range chosen {
		if !slices.Contains(ids, chosen[i].ID) {
			gone.Backups, ids = append(gone.Backups, chosen[i]), append(ids, chosen[i].ID)
		}
	}
	return b.remove(ctx, with, gone, func(p backup.Place, _ *RemovedBackups) error { return p.Drop(ctx, ids...) })
}

// RemoveUnreadable deletes what lies there as a backup and is none that can be read. It is as [Backups.Remove] else.
func (b *Backups) RemoveUnreadable(ctx context.Context, with *App) (gone RemovedBackups, err error) {
	return b.remove(ctx, with, gone, func(p backup.Place, gone *RemovedBackups) (err error) {
		gone.Unreadable, err = p.DropUnreadable(ctx)
		return err
	})
}

// remove finds out what has gone, whatever came after that, and records it: an entry must not depend on tidying up.
func (b *Backups) remove(ctx context.Context, with *App, done RemovedBackups, drop func(backup.Place, *RemovedBackups) error) (RemovedBackups, error) {
	chosen := done.Backups
	done.Backups = nil
	err := b.with(ctx, sys.Exclusive, func(p backup.Place) error {
		dropped := drop(p, &done)
		if errors.Is(dropped, backup.ErrNotFound) { // of one that is not there any more; none went
			return dropped
		}
		l, err := p.List(ctx)
		if err == nil {
			done.Backups, done.Strange = goneFrom(&l, chosen), l.Strange
		}
		if err := errors.Join(dropped, err); err != nil {
			return err
		}
		_, err = p.Repack(ctx, true, b.env.progress("tidying backups")) // what others share packs with
		return err
	})
	if len(done.Backups)+done.Unreadable == 0 {
		return RemovedBackups{}, err
	}
	if recorded := b.record(ctx, with, "backup.rm", done.logText()+b.where()); err == nil {
		err = recorded
	}
	return done, err
}

// goneFrom are those that are not listed any more.
func goneFrom(l *backup.Listing, chosen []Backup) (gone []Backup) {
	for _, one := range chosen {
		if !slices.ContainsFunc(l.All, func(s backup.Snapshot) bool { return s.ID() == one.ID }) {
			gone = append(gone, one)
		}
	}
	return gone
}

func (r *RemovedBackups) logText() string {
	if r.Unreadable > 0 {
		return Counted(r.Unreadable, "unreadable backup", "unreadable backups")
	}
	return logNames(r.Backups)
}

// StrangeText says what it means that backups cannot be read, for whoever wants bytes to go; empty where all can be.
func StrangeText(strange int) string {
	if strange == 0 {
		return ""
	}
	return "what they held stays on the disk as long as " + Counted(strange, "backup", "backups") +
		" there cannot be read; coffer backup rm --unreadable deletes such"
}
