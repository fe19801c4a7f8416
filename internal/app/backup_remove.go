package app

import (
	"context"

	"coffer/internal/sys"
	"coffer/vault/backup"
)

// Remove deletes backups, all of them or none. It returns which. It needs no key; where their vault is open, it is an
// entry of its log.
func (b *Backups) Remove(ctx context.Context, words []string, with *App) (gone []Backup, err error) {
	err = b.with(ctx, sys.Exclusive, func(p backup.Place) error {
		l, err := listBackups(ctx, p, b.env.Clock.Now())
		if err != nil {
			return err
		}
		var ids []ID
		for _, word := range words {
			one, err := l.Find(word)
			if err != nil {
				return err
			}
			gone, ids = append(gone, one), append(ids, one.ID)
		}
		if err := p.Drop(ctx, ids...); err != nil {
			return err
		}
		_, err = p.Repack(ctx, true, b.env.progress("tidying backups")) // what others share packs with
		return err
	})
	if err != nil {
		return nil, err
	}
	return gone, b.record(ctx, with, "backup.rm", logNames(gone)+b.where())
}
