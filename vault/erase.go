package vault

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"coffer/internal/sys"
)

// Erase deletes the vault if sure says so, and then closes it: first the file,
// without whose keys nothing else opens, then what lies beside it, at the end what
// this machine remembers. Nobody reads or writes meanwhile. Copies made before
// stay, and so does whatever the disk keeps of deleted files.
//
// Nothing is deleted when sure returns an error; it must decide by what cannot
// be taken back, see [Tx.Reached]. [ErrLocked] without the core tier,
// [ErrOlder] when the file is not the successor of what this machine saw: a
// deletion that was taken back does not happen because an old copy returned.
func (v *Vault) Erase(ctx context.Context, sure func(*Tx) error) error {
	if _, core := v.Unlocked(); !core {
		return ErrLocked
	}
	err := v.within(ctx, sys.Exclusive, func(st *store) error {
		tx, err := v.begin(st, true)
		if err != nil {
			return err
		}
		if v.status.Older {
			return v.notSuccessor()
		}
		if err := tx.checkSpace(BoxZero, Settings); err != nil { // an old record must not decide
			return err
		}
		if err := sure(tx); err != nil {
			return err
		}
		if err := st.release(); err != nil {
			return err
		}
		return v.erase()
	})
	if err != nil {
		return err
	}
	return errors.Join(v.Close(), os.RemoveAll(filepath.Dir(v.statePath(memoryName))))
}

// erase leaves the lock file, which others may wait for.
func (v *Vault) erase() error {
	if err := os.Remove(filepath.Join(v.o.Dir, FileName)); err != nil {
		return err
	}
	if err := sys.SyncDir(v.o.Dir); err != nil {
		return err
	}
	for _, name := range []string{FormerName, KeysName, KeysName + PartSuffix, FormerKeysName, FormerKeysName + PartSuffix, HeldName, BlobsName} {
		if err := os.RemoveAll(filepath.Join(v.o.Dir, name)); err != nil {
			return err
		}
	}
	return nil
}
