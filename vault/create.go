package vault

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"coffer/internal/sys"
	"coffer/vault/secret"
)

// Create makes a vault with one password slot and box 0, and returns it
// unlocked. The folder must exist. [ErrExists] when there is one already.
// Costs below the [Floor] are the caller's decision; above the caps they are
// refused with [ErrParams].
func Create(ctx context.Context, o Options, password secret.Text, p Params) (*Vault, error) {
	o = o.withDefaults()
	o.undumpable()
	if err := p.check(); err != nil {
		return nil, err
	}
	lock, err := takeLock(ctx, o, sys.Exclusive)
	if err != nil {
		return nil, err
	}
	defer lock.Unlock()
	switch _, err := os.Lstat(filepath.Join(o.Dir, FileName)); {
	case err == nil:
		return nil, ErrExists
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err // there may be one
	}
	v := &Vault{o: o, rooted: 1}
	if v.id, err = NewID(o.Rand); err != nil {
		return nil, err
	}
	if v.roots, err = newRoots(o.Rand); err != nil {
		return nil, err
	}
	if err := v.create(password, p); err != nil {
		v.Close()
		return nil, err
	}
	v.tick()
	return v, nil
}

// create writes a whole vault beside and gives it its name at the end.
func (v *Vault) create(password secret.Text, p Params) error {
	first, err := newPasswordSlot(v.o, v.id, v.roots, password, p)
	if err != nil {
		return err
	}
	return v.writeNew(nil, func(tx *Tx) error {
		if err := tx.createBox(BoxZero, 1); err != nil {
			return err
		}
		if err := tx.writeSlots([]*slot{first}); err != nil {
			return err
		}
		return tx.finish(Event{Action: "vault.create"})
	})
}
