package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"coffer/internal/host"
	"coffer/internal/sys"
	"coffer/vault"
	"coffer/vault/backup"
	"coffer/vault/blob"
)

// Where backups lie. Those of this machine have a folder of their own beside that of the vault, so
// that whoever deletes the one still has the other; copies lie wherever a blob store reaches. On
// this machine whoever writes holds a lock, and whoever reads keeps writers out.

// BackupPlace says which backups are meant.
type BackupPlace struct {
	Address string // of a store, as of a post; empty: this machine's own
	Vault   string // an ID; empty: the vault here, or else the only one in the place
}

// Backups are those of one vault in one place.
type Backups struct {
	env     Env
	vault   vault.ID
	address string
}

// FindBackups finds out whose backups are meant. It needs no vault here, and no key: what lies in its place and is none
// that can be read keeps nobody from backups.
func (e Env) FindBackups(ctx context.Context, p BackupPlace) (b *Backups, err error) {
	b = &Backups{env: e, address: p.Address}
	if p.Vault != "" {
		if b.vault, err = vault.ParseID(p.Vault); err != nil {
			err = Fail(Usage, "coffer backup ls names those that there are", "%s is no ID of a vault", host.Safe(p.Vault))
		}
		return b, err
	}
	v, err := vault.Open(ctx, e.options())
	if err == nil {
		b.vault = v.ID()
		return b, v.Close()
	}
	if !NoneToRead(err) {
		return nil, err
	}
	b.vault, err = b.only(ctx)
	return b, err
}

// NoneToRead tells whether there is no vault in a folder, or nothing that can be read as one.
func NoneToRead(err error) bool {
	return errors.Is(err, vault.ErrNoVault) || errors.Is(err, vault.ErrNotFile) || errors.Is(err, host.ErrNotPrivate) || IsDamage(err)
}

// only is the one vault that the place has backups of.
func (b *Backups) only(ctx context.Context) (id vault.ID, err error) {
	var all []vault.ID
	err = b.with(ctx, sys.Shared, func(p backup.Place) error {
		all, err = backup.Vaults(ctx, p.Store)
		return err
	})
	switch {
	case err != nil:
		return id, err
	case len(all) == 0:
		return id, errNoBackup(b.address)
	case len(all) > 1:
		return id, Fail(Usage, "say which one with --vault ID", "there are backups of several vaults: %s", joinIDs(all))
	}
	return all[0], nil
}

// none is the error where a place has no backup of this vault: of which it has some, it says.
func (b *Backups) none(ctx context.Context, p backup.Place) error {
	all, err := backup.Vaults(ctx, p.Store)
	if err != nil || len(all) == 0 || slices.Contains(all, b.vault) {
		return errNoBackup(b.address)
	}
	return &Error{Kind: NotFound, Err: backup.ErrNotFound, What: "there is no backup of this vault, but of " + joinIDs(all),
		Hint: "name that one with --vault ID"}
}

func joinIDs(all []vault.ID) string {
	words := make([]string, len(all))
	for i, id := range all {
		words[i] = id.String()
	}
	return strings.Join(words, ", ")
}

// BackupsAt are the backups of this vault in a place.
func (a *App) BackupsAt(address string) *Backups { return &Backups{a.env, a.v.ID(), address} }

// Vault is whose backups they are.
func (b *Backups) Vault() ID { return b.vault }

// Address is where they lie; empty on this machine.
func (b *Backups) Address() string { return b.address }

// with opens the place. On this machine it is locked meanwhile; [errNoBackup] where it is only read
// and was never made.
func (b *Backups) with(ctx context.Context, mode sys.Mode, f func(backup.Place) error) (err error) {
	if b.address != "" {
		s, err := b.env.openStore(b.address)
		if err != nil {
			return ofPlace(err)
		}
		return ofPlace(errors.Join(f(b.place(s)), s.Close()))
	}
	s, unlock, err := b.env.openLocal(ctx, b.vault, mode)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	return ofPlace(f(b.place(s)))
}

func (b *Backups) place(s blob.Store) backup.Place {
	return backup.Place{Store: s, Vault: b.vault, Rand: b.env.Rand}
}

// openLocal opens and locks the place of this machine.
func (e Env) openLocal(ctx context.Context, id vault.ID, mode sys.Mode) (s blob.Store, unlock func() error, err error) {
	if e.Folders.Backups == "" {
		return nil, nil, errNoBackup("")
	}
	dir, err := filepath.Abs(e.Folders.Backups)
	if err != nil {
		return nil, nil, err
	}
	if _, err := os.Lstat(dir); mode == sys.Shared && errors.Is(err, fs.ErrNotExist) {
		return nil, nil, errNoBackup("")
	}
	if err := host.MakePrivate(dir); err != nil {
		return nil, nil, elsewhere(err, backupsHint)
	}
	lock, err := sys.Lock(ctx, filepath.Join(dir, id.String()+".lock"), mode, e.lockWait(), e.Command)
	if err != nil {
		return nil, nil, err
	}
	opened, err := blob.Open("dir:"+dir, blob.Options{Now: e.Clock.Now().UTC()})
	if err != nil {
		return nil, nil, errors.Join(err, lock.Unlock())
	}
	return opened, lock.Unlock, nil
}

// lockWait is how long others are waited for.
func (e Env) lockWait() time.Duration {
	if e.Wait == 0 {
		return briefly
	}
	return e.Wait
}
