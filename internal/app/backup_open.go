package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"coffer/box"
	"coffer/internal/host"
	"coffer/internal/sys"
	"coffer/vault"
	"coffer/vault/backup"
	"coffer/vault/secret"
)

// A backup is opened as a vault of its own in a private folder: ciphertext alone lies there, and it goes
// when the work is done. What a kill leaves goes at the next opening.

// DayPassword asks for the password that opened a vault on a former day. It is called again after one that was wrong, and
// told how many were, until it returns an error; nil: nobody can be asked.
type DayPassword func(ctx context.Context, made time.Time, wrong int) (secret.Text, error)

// openedBackup is a backup that is open.
type openedBackup struct {
	Vault *vault.Vault
	Dir   string // of its file
	place backup.Place
	of    *backup.Snapshot
}

// fetch brings the file of an attachment into the folder.
func (o *openedBackup) fetch(ctx context.Context, id vault.ID) error {
	if o.of == nil {
		return nil // it lies there
	}
	err := o.place.ExtractFile(ctx, o.of, o.Dir, id)
	if errors.Is(err, backup.ErrNotFound) {
		return box.ErrNotFound
	}
	return err
}

// unlockVault opens a vault that somebody found, by whatever opens it.
type unlockVault func(ctx context.Context, v *vault.Vault) error

// withBackup opens a backup for the length of f, which gets it unlocked.
func (e Env) withBackup(ctx context.Context, p backup.Place, s *backup.Snapshot, unlock unlockVault, f func(*openedBackup) error) error {
	return e.withOpened(ctx, p, s, func(o *openedBackup) (err error) {
		if err := unlock(ctx, o.Vault); err != nil {
			return err
		}
		return f(o)
	})
}

// withOpened opens a backup and leaves it locked.
func (e Env) withOpened(ctx context.Context, p backup.Place, s *backup.Snapshot, f func(*openedBackup) error) error {
	return e.inScratch(ctx, func(dir string) (err error) {
		o := e.scratchOptions(filepath.Join(dir, "vault"), dir)
		if err := errors.Join(os.Mkdir(o.Dir, 0o700), os.Mkdir(o.StateDir, 0o700)); err != nil {
			return err
		}
		if err := p.ExtractVault(ctx, s, o, e.progress("opening the backup")); err != nil {
			return err
		}
		v, err := vault.Open(ctx, o)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, v.Close()) }()
		return f(&openedBackup{Vault: v, Dir: o.Dir, place: p, of: s})
	})
}

// scratchOptions are those of a vault that is only looked into: what this machine remembers of the vault
// of the same ID stays as it is.
func (e Env) scratchOptions(dir, scratch string) vault.Options {
	return vault.Options{
		Dir: dir, StateDir: filepath.Join(scratch, "state"), Clock: e.Clock, Rand: e.Rand, Stretch: e.Stretch,
		Command: e.Command, Wait: e.Wait, Names: box.IndexNames,
	}
}

// unlocking opens what is opened by the keys of a vault that is open, if there is one and they fit, else by
// the password of its day, which is asked for.
func unlocking(with *App, made time.Time, ask DayPassword) unlockVault {
	return func(ctx context.Context, v *vault.Vault) error {
		if with != nil {
			if ok, err := with.lend(ctx, v); ok || err != nil {
				return err
			}
		}
		return unlockAsking(ctx, v, made, ask)
	}
}

// lend opens a vault with the roots of this one, as by a session; false where they are other ones.
func (a *App) lend(ctx context.Context, v *vault.Vault) (ok bool, err error) {
	if _, core := a.v.Unlocked(); !core || v.ID() != a.v.ID() {
		return false, nil
	}
	id, err := vault.NewID(a.env.Rand)
	if err != nil {
		return false, err
	}
	key, err := secret.NewKey(a.env.Rand)
	if err != nil {
		return false, err
	}
	defer key.Wipe()
	sealed, err := a.v.SealSession(key, id, true)
	if err != nil {
		return false, err
	}
	defer vault.Wipe(sealed)
	if err := v.Resume(key, id, sealed); err != nil {
		return false, nil
	}
	err = v.View(ctx, func(*vault.Tx) error { return nil })
	if err == nil || IsDamage(err) {
		return err == nil, err
	}
	return false, errors.Join(ctx.Err(), v.Close()) // of that number, and yet other ones
}

// unlockAsking opens a vault with the password of its day.
func unlockAsking(ctx context.Context, v *vault.Vault, made time.Time, ask DayPassword) error {
	if ask == nil {
		return ErrDayLocked(made)
	}
	for wrong := 0; ; wrong++ {
		password, err := ask(ctx, made, wrong)
		if err != nil {
			return err
		}
		err = v.Unlock(ctx, password)
		password.Wipe()
		if !errors.Is(err, vault.ErrPassword) {
			return err
		}
	}
}

// scratchPrefix begins the names of folders for what is opened; each has a lock as long as it is in use.
const scratchPrefix = "opened-"

// inScratch runs f in a private folder that goes with its end.
func (e Env) inScratch(ctx context.Context, f func(dir string) error) (err error) {
	if err := host.MakePrivate(e.Folders.Cache); err != nil {
		return elsewhere(err, cacheHint)
	}
	e.sweepScratch(ctx)
	dir, err := os.MkdirTemp(e.Folders.Cache, scratchPrefix)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	lock, err := sys.Lock(ctx, scratchLock(dir), sys.Exclusive, 0, e.Command)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	return f(dir)
}

func scratchLock(dir string) string { return filepath.Join(dir, "lock") }

// sweepScratch removes what a kill left; what cannot be removed is for the next one.
func (e Env) sweepScratch(ctx context.Context) {
	all, _ := os.ReadDir(e.Folders.Cache)
	for _, entry := range all {
		if !entry.IsDir() || !strings.HasPrefix(entry.Name(), scratchPrefix) {
			continue
		}
		dir := filepath.Join(e.Folders.Cache, entry.Name())
		lock, err := sys.Lock(ctx, scratchLock(dir), sys.Exclusive, 0, e.Command)
		if err != nil {
			continue // in use
		}
		_ = os.RemoveAll(dir)
		_ = lock.Unlock()
	}
}
