package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"coffer/box"
	"coffer/internal/sys"
	"coffer/vault"
	"coffer/vault/backup"
)

// What is forgotten goes from former days, too: each backup of this machine that today's keys open is looked
// through as the vault is, and written anew without what was found. The others are named, and so is
// where copies of backups lie.

// ForgetBackup is a backup in which the term stands, or that cannot be looked into.
type ForgetBackup struct {
	ID     ID
	Made   time.Time
	Things int // that go from it, entries of its log among them
	Stays  int // that hold the term and stay, as in the vault, such as its own box
	// Unread says why it was not looked into; empty for one that was.
	Unread string
}

// Sentence says in a line what becomes of it.
func (b *ForgetBackup) Sentence() string {
	at := "backup of " + LocalTime(b.Made)
	if b.Unread != "" {
		return fmt.Sprintf("%s: not looked into, since %s; coffer backup rm %s deletes it", at, b.Unread, b.ID)
	}
	text := at + ": " + Counted(b.Things, "thing", "things")
	if b.Stays > 0 {
		text += fmt.Sprintf("; %s with what holds more, or was in use then: coffer backup rm %s deletes all of it", Counted(b.Stays, "stays", "stay"), b.ID)
	}
	return text
}

// found is the backup as one of what was found.
func (b *ForgetBackup) found() ForgetFound {
	f := ForgetFound{Kind: "backup", ID: b.ID, Name: "of " + LocalTime(b.Made), Places: []string{Counted(b.Things, "thing", "things")}}
	if b.Things == 0 {
		f.Places, f.Kept = []string{Counted(b.Stays, "thing", "things")}, "it holds more, or was in use then"
		f.Next = "coffer backup rm " + b.ID.String() + " deletes it"
	}
	if b.Unread != "" {
		f.Places, f.Kept = []string{"not looked into"}, b.Unread
	}
	return f
}

// All is what was found in the vault, and then the backups in which something was.
func (p *ForgetPlan) All() []ForgetFound {
	all := slices.Clone(p.Found)
	for i := range p.Backups {
		all = append(all, p.Backups[i].found())
	}
	return all
}

// findInBackups looks through the backups of this machine.
func (a *App) findInBackups(ctx context.Context, p *ForgetPlan) error {
	pushed, err := a.Pushed(ctx)
	if err != nil {
		return err
	}
	p.Elsewhere = pushed.Address
	return a.eachBackup(ctx, sys.Shared, &p.Strange, func(place backup.Place, one Backup) error {
		found := ForgetBackup{ID: one.ID, Made: one.Made}
		opened, err := a.inBackup(ctx, place, &one.snapshot, func(o *openedBackup) error {
			return o.Vault.View(ctx, func(tx *vault.Tx) error {
				f := &forgetting{a: a, tx: tx, m: p.term, copied: true}
				err := f.find()
				found.Things, found.Stays = f.things(), f.stays()
				return err
			})
		})
		switch {
		case err != nil && !IsDamage(err):
			return err
		case err != nil:
			found.Unread = "it is damaged"
		case !opened:
			found.Unread = "today's keys do not open it"
		}
		if found.Things > 0 || found.Stays > 0 || found.Unread != "" {
			p.Backups = append(p.Backups, found)
		}
		return nil
	})
}

// eachBackup goes through the backups of this machine, if there are any, and counts those that cannot be read.
func (a *App) eachBackup(ctx context.Context, mode sys.Mode, strange *int, f func(backup.Place, Backup) error) error {
	err := a.BackupsAt("").with(ctx, mode, func(p backup.Place) error {
		l, err := listBackups(ctx, p, a.Now())
		*strange = l.Strange
		for i := 0; i < len(l.All) && err == nil; i++ {
			err = f(p, l.All[i])
		}
		return err
	})
	if errors.Is(err, backup.ErrNotFound) {
		return nil
	}
	return err
}

// inBackup opens a backup with today's keys; false where they do not fit.
func (a *App) inBackup(ctx context.Context, p backup.Place, s *backup.Snapshot, f func(*openedBackup) error) (opened bool, err error) {
	err = a.env.withOpened(ctx, p, s, func(o *openedBackup) (err error) {
		if opened, err = a.lend(ctx, o.Vault); err != nil || !opened {
			return err
		}
		return f(o)
	})
	return opened, err
}

// forgetInBackups writes those backups anew in which the term stands, and takes what went off the disk.
func (a *App) forgetInBackups(ctx context.Context, p *ForgetPlan) error {
	changed := false
	err := a.eachBackup(ctx, sys.Exclusive, &p.Strange, func(place backup.Place, one Backup) error {
		if !slices.ContainsFunc(p.Backups, func(b ForgetBackup) bool { return b.ID == one.ID && b.Things > 0 }) {
			return nil
		}
		changed = true
		opened, err := a.inBackup(ctx, place, &one.snapshot, func(o *openedBackup) error { return a.forgetInBackup(ctx, o, p.term) })
		if err == nil && !opened {
			err = Fail(Busy, "coffer forget, once more", "the keys of the vault were changed meanwhile")
		}
		return err
	})
	if !changed {
		return err
	}
	return errors.Join(err, a.BackupsAt("").with(ctx, sys.Exclusive, func(place backup.Place) error {
		_, err := place.Repack(ctx, true, a.env.progress("tidying backups"))
		return err
	}))
}

func (a *App) forgetInBackup(ctx context.Context, o *openedBackup, m box.Matcher) error {
	var unowned []ID
	err := o.Vault.Update(ctx, vault.Event{Action: "forget"}, func(tx *vault.Tx) error {
		before, err := blobs(tx)
		if err != nil {
			return err
		}
		f := &forgetting{a: a, tx: tx, m: m, copied: true}
		if err := f.find(); err != nil {
			return err
		}
		if err := f.carryOut(); err != nil {
			return err
		}
		after, err := blobs(tx)
		unowned = slices.DeleteFunc(before, func(id ID) bool { return slices.Contains(after, id) })
		return err
	})
	if err == nil {
		err = o.Vault.Compact(ctx, nil) // nothing is owed by a vault that comes back
	}
	if err != nil {
		return err
	}
	_, err = o.place.Replace(ctx, o.of, o.Vault, unowned)
	return err
}

// blobs are the files of attachments that items have.
func blobs(tx *vault.Tx) (ids []ID, err error) {
	keys, err := tx.Keys(vault.BoxZero, vault.Blobs, vault.Core)
	for _, k := range keys {
		ids = append(ids, k.ID)
	}
	return ids, err
}
