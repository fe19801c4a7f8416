package app

import (
	"context"

	"coffer/internal/sys"
	"coffer/vault"
	"coffer/vault/backup"
)

// MadeBackup is a new backup, and what it has cost.
type MadeBackup struct {
	Backup
	New   int64 // bytes that were not there yet
	Whole bool  // it shares nothing with the one before, since that one is damaged
}

// MakeBackup keeps the vault as it is now, in the place of this machine. It needs no key; of a vault that is open it
// is an entry of the log, which comes after it. Refused for a file that is known to be older than what this machine saw:
// it would be the latest backup of the vault.
func (a *App) MakeBackup(ctx context.Context) (made MadeBackup, err error) {
	b := a.BackupsAt("")
	err = b.with(ctx, sys.Exclusive, func(p backup.Place) error {
		made, err = a.makeBackup(ctx, p)
		return err
	})
	if err != nil {
		return made, err
	}
	return made, b.record(ctx, a, "backup.now", made.logName())
}

func (a *App) makeBackup(ctx context.Context, p backup.Place) (made MadeBackup, err error) {
	revision, err := a.revision(ctx)
	if err != nil {
		return made, err
	}
	if a.Older() {
		return made, Fail(Refused, "make one of the newest file; coffer verify --accept takes this one for that",
			"this file is not the newest one this machine saw, and would be the latest backup of the vault")
	}
	if err := a.v.Release(); err != nil { // others may write meanwhile
		return made, err
	}
	m, err := p.Make(ctx, backup.Origin{
		Vault: a.v, Dir: a.env.Folders.Data, Revision: revision, Now: a.Now(), Progress: a.env.progress("backing up"),
	})
	if err != nil {
		return made, err
	}
	return MadeBackup{Backup: newBackup(m.Snapshot), New: m.New, Whole: m.Whole != nil}, nil
}

// revision is that of the vault; 0 while it is locked.
func (a *App) revision(ctx context.Context) (uint64, error) {
	if companion, _ := a.v.Unlocked(); !companion {
		return 0, nil
	}
	err := a.v.View(ctx, func(*vault.Tx) error { return nil })
	return a.v.Status().Revision, err
}

// dailyBackup takes away the backups whose time is over, and makes that of the day. It writes
// nothing into the vault. One whose owner wants none, or that has no place for them, gets none.
func (a *App) dailyBackup(ctx context.Context) error {
	if a.env.Folders.Backups == "" {
		return nil
	}
	daily, o, err := a.backupSettings(ctx)
	if err != nil || !daily {
		return err
	}
	return a.BackupsAt("").with(ctx, sys.Exclusive, func(p backup.Place) error {
		if _, _, err := a.thin(ctx, p, o, false); err != nil { // first, for there may be too many
			return err
		}
		_, err := a.makeBackup(ctx, p)
		return err
	})
}

// backupSettings are whether each day has a backup, and how long backups stay by what counts for sure.
func (a *App) backupSettings(ctx context.Context) (daily bool, o backup.Policy, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		set, err := settings(tx)
		if err != nil {
			return err
		}
		daily = set.BackupDaily
		o.Most, err = sureRetention(tx, "backup.retention")
		return err
	})
	return daily, o, err
}

// thin takes away the backups of a place whose time is over, and what nothing is made of any more.
func (a *App) thin(ctx context.Context, p backup.Place, o backup.Policy, all bool) (gone int, freed int64, err error) {
	old, err := p.Thin(ctx, o, a.Now(), a.v.Reached)
	if err != nil {
		return 0, 0, err
	}
	freed, err = p.Repack(ctx, all, a.env.progress("tidying backups"))
	return len(old), freed, err
}
