package app

import (
	"context"
	"strings"

	"coffer/vault"
)

// What somebody does to backups by hand is an entry of the log of their vault, where that is open. It comes after the
// deed: no backup holds the entry that tells of it. No key is needed for any of it, so there is none where the vault is locked.

// record writes that entry. Where the vault cannot be written to, what was done stays done, and that is told.
func (b *Backups) record(ctx context.Context, with *App, action, text string) error {
	if with == nil || with.v.ID() != b.vault || with.v.Scoped() || with.barred() != nil {
		return nil
	}
	if _, core := with.v.Unlocked(); !core {
		return nil
	}
	err := with.update(ctx, action, text, func(tx *vault.Tx) error { return tx.Note() })
	if err != nil && ctx.Err() == nil {
		with.env.warn(WarnUnrecorded)
		return nil
	}
	return err
}

// where says for the log in which place they lie; empty on this machine.
func (b *Backups) where() string {
	if b.address == "" {
		return ""
	}
	return " in " + SafeAddress(b.address)
}

// logName is a backup in the log: its short name, and its day.
func (b *Backup) logName() string {
	return b.Short() + " of " + b.Made.UTC().Format("2006-01-02")
}

func logNames(all []Backup) string {
	names := make([]string, len(all))
	for i := range all {
		names[i] = all[i].logName()
	}
	return strings.Join(names, ", ")
}
