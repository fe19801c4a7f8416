package app

import (
	"context"
	"slices"

	"coffer/internal/sys"
	"coffer/vault"
	"coffer/vault/backup"
)

// VerifiedBackup is what a look at all of a backup has found.
type VerifiedBackup struct {
	Backup
	Opened   bool     // its vault was opened and verified, too
	Problems []string // none: it is whole
}

// Verify reads all of the backups that are meant, and compares each with what was written. With a vault that
// is open, it opens those that the same keys open, and verifies what is in them as verify does.
func (b *Backups) Verify(ctx context.Context, words []string, with *App) (all []VerifiedBackup, strange int, err error) {
	err = b.with(ctx, sys.Shared, func(p backup.Place) error {
		l, err := listBackups(ctx, p, b.env.Clock.Now())
		if err != nil {
			return err
		}
		strange = l.Strange
		chosen, err := l.Choose(words)
		if err != nil {
			return err
		}
		for i := range chosen {
			one, err := b.verify(ctx, p, chosen[i], with)
			if err != nil {
				return err
			}
			all = append(all, one)
		}
		return nil
	})
	return all, strange, err
}

// Choose finds those that are named, each once; without a word all of them.
func (l *BackupList) Choose(words []string) (chosen []Backup, err error) {
	if len(words) == 0 {
		return l.All, nil
	}
	for _, word := range words {
		one, err := l.Find(word)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(chosen, func(b Backup) bool { return b.ID == one.ID }) {
			chosen = append(chosen, one)
		}
	}
	return chosen, nil
}

func (b *Backups) verify(ctx context.Context, p backup.Place, one Backup, with *App) (v VerifiedBackup, err error) {
	v.Backup = one
	err = p.Verify(ctx, &one.snapshot, b.env.progress("verifying"))
	if err == nil && with != nil {
		err = b.env.withOpened(ctx, p, &one.snapshot, func(o *openedBackup) (err error) {
			if v.Opened, err = with.lend(ctx, o.Vault); err == nil && v.Opened {
				var r vault.Report
				r, err = o.Vault.Verify(ctx, b.env.progress("verifying what is in it"))
				v.Problems = r.Problems
			}
			return err
		})
	}
	if IsDamage(err) {
		v.Problems, err = append(v.Problems, oneLine(err)), nil
	}
	return v, err
}
