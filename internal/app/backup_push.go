package app

import (
	"context"
	"errors"
	"time"

	"coffer/internal/sys"
	"coffer/vault"
	"coffer/vault/backup"
	"coffer/vault/codec"
)

// Backups go to other places, and come from there. Where they last went, and how far, lies in box 0 beside
// the settings of the person: one record, so that the next push needs no address.

// pushKey names the record.
var pushKey = vault.Key{ID: vault.ID{15: 11}}

// storedPush is the record.
type storedPush struct {
	_       struct{} `cbor:",toarray"`
	Address string
	Time    int64    // when
	Newest  vault.ID // backup that was there then
}

// Pushed is where backups last went.
type Pushed struct {
	Address string // empty: they never did
	Time    time.Time
	Newest  ID
}

func readPushed(tx *vault.Tx) (p Pushed, err error) {
	r, err := tx.Get(vault.BoxZero, vault.Settings, pushKey, tx.Top())
	if errors.Is(err, vault.ErrNotFound) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	var s storedPush
	if err := codec.UnmarshalCanonical(r.Plain, &s); err != nil || s.Address == "" || s.Time < 0 {
		return p, &vault.DamagedError{What: "where backups last went", Err: err}
	}
	return Pushed{s.Address, time.Unix(s.Time, 0).UTC(), s.Newest}, nil
}

func writePushed(tx *vault.Tx, p Pushed) error {
	b, err := codec.Marshal(storedPush{Address: p.Address, Time: p.Time.Unix(), Newest: p.Newest})
	if err != nil {
		return err
	}
	return tx.PutTwin(vault.BoxZero, vault.Settings, pushKey, b)
}

// Pushed is where backups last went.
func (a *App) Pushed(ctx context.Context) (p Pushed, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		p, err = readPushed(tx)
		return err
	})
	return p, err
}

// CopiedBackups is what a push or a pull did.
type CopiedBackups struct {
	backup.Copied
	Address string
	Gone    int   // backups whose time is over there
	Freed   int64 // bytes there that no backup is made of any more
}

// PushBackups brings the backups of this machine to a store: to where they last went, if none is named. There,
// those whose time is over go by the same rule as here, and what was deleted from a backup here goes there, too.
// Backups that are there alone stay.
func (a *App) PushBackups(ctx context.Context, address string) (done CopiedBackups, err error) {
	if address == "" {
		last, err := a.Pushed(ctx)
		if err != nil {
			return done, err
		}
		address = last.Address
	}
	_, policy, err := a.backupSettings(ctx)
	if err != nil {
		return done, err
	}
	if done.Address = address; address == "" {
		return done, Fail(Usage, "coffer backup push dir:/path or s3://bucket/prefix; the next push needs no address",
			"say where backups go: they never went anywhere")
	}
	var newest Backup
	err = a.BackupsAt("").with(ctx, sys.Shared, func(from backup.Place) error {
		l, err := listBackups(ctx, from, a.Now())
		if err != nil {
			return err
		}
		if l.Newest() == nil {
			return errNoBackup("")
		}
		newest = *l.Newest()
		return a.BackupsAt(address).with(ctx, sys.Exclusive, func(to backup.Place) error {
			return a.pushTo(ctx, from, to, policy, &done)
		})
	})
	if err != nil {
		return done, err
	}
	return done, a.update(ctx, "backup.push", SafeAddress(address), func(tx *vault.Tx) error {
		return writePushed(tx, Pushed{address, a.Now(), newest.ID})
	})
}

func (a *App) pushTo(ctx context.Context, from, to backup.Place, o backup.Policy, done *CopiedBackups) (err error) {
	if done.Copied, err = backup.Push(ctx, from, to, a.env.progress("pushing")); err != nil {
		return err
	}
	done.Gone, done.Freed, err = a.thin(ctx, to, o, done.Former > 0)
	return err
}

// Pull brings the backups of a vault from a store to this machine. It needs no vault here, and no key; where
// their vault is open, it is an entry of its log.
func (b *Backups) Pull(ctx context.Context, with *App) (done CopiedBackups, err error) {
	done.Address = b.address
	here := &Backups{b.env, b.vault, ""}
	err = b.with(ctx, sys.Shared, func(from backup.Place) error {
		l, err := from.List(ctx)
		if err != nil {
			return err
		}
		if len(l.All) == 0 {
			return b.none(ctx, from)
		}
		return here.with(ctx, sys.Exclusive, func(to backup.Place) error {
			done.Copied, err = backup.Pull(ctx, from, to, b.env.Clock.Now(), b.env.progress("pulling"))
			return err
		})
	})
	if err != nil {
		return done, err
	}
	return done, b.record(ctx, with, "backup.pull", SafeAddress(b.address))
}
