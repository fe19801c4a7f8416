package vault

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"slices"

	"coffer/internal/sys"
)

// Entries in clear are for somebody who has the file and no key: who may help to
// get it open again. Both heads of the vault bind them, so that the owner finds
// out when they were exchanged; whoever reads them without a key goes by what is
// signed in them.

// ClearRecovery names the entry that says who may help: see package ticket.
const ClearRecovery = "recovery"

// MaxClear bounds an entry in clear, in bytes.
const MaxClear = 256 << 10

// clearNames are all that there may be.
var clearNames = []string{ClearRecovery}

// clearBucket has an entry under each name, stamped.
var clearBucket = []byte("clear")

// Clear returns an entry in clear. It needs no key; once the vault is unlocked
// it makes sure that the entry is the owner's: else a [DamagedError].
// [ErrNotFound] when there is none.
func (v *Vault) Clear(ctx context.Context, name string) (data []byte, err error) {
	switch {
	case v.roots != nil:
		err = v.View(ctx, func(tx *Tx) error {
			data, err = tx.Clear(name)
			return err
		})
		return data, err
	case v.kept.st != nil:
		return v.kept.st.clear(name)
	}
	err = v.within(ctx, sys.Shared, func(st *store) error {
		f, err := readFormat(st)
		if err == nil && f.Vault != v.id {
			err = ErrChanged
		}
		if err != nil {
			return err
		}
		data, err = st.clear(name)
		return err
	})
	return data, err
}

// ReadClear reads an entry in clear from a vault file that lies alone, under
// whatever name and for whoever may read it, and tells which vault it is of. It
// takes no lock of ours and makes nothing. Nobody vouches for what comes. Errors as
// those of [Open] and [Vault.Clear], and of the operating system for a file that
// is not there.
func ReadClear(path, name string) (vault ID, data []byte, err error) {
	info, err := os.Lstat(path)
	if err != nil {
		return ID{}, nil, err
	}
	if !info.Mode().IsRegular() { // to open a named pipe would hang
		return ID{}, nil, fmt.Errorf("%s is %w", path, ErrNotFile)
	}
	s := new(store)
	defer s.closeFile() // it was read only
	if err := s.openFile(Options{}.withDefaults(), path, false); err != nil {
		return ID{}, nil, err
	}
	f, err := readFormat(s)
	if err != nil {
		return ID{}, nil, err
	}
	data, err = s.clear(name)
	return f.Vault, data, err
}

// Clear is [Vault.Clear].
func (tx *Tx) Clear(name string) ([]byte, error) {
	if stored, ok := tx.writes.get(clearBucket, []byte(name)); ok {
		return parseClear(stored)
	}
	if !tx.write { // a writer has checked it
		if err := tx.checkClear(); err != nil {
			return nil, err
		}
	}
	return tx.st.clear(name)
}

// PutClear writes an entry in clear, which everybody can read who has the file; no
// data removes it. [ErrNotFound] for a name that there is not, [ErrTooLarge] for
// more than [MaxClear].
func (tx *Tx) PutClear(name string, data []byte) error {
	switch {
	case !tx.write:
		return ErrReadOnly
	case !slices.Contains(clearNames, name):
		return ErrNotFound
	case len(data) > MaxClear:
		return ErrTooLarge
	}
	var stored []byte
	if len(data) > 0 {
		stored = stamp(bytes.Clone(data))
	}
	tx.writes.set(clearBucket, []byte(name), stored)
	tx.recleared = true
	return nil
}

// parseClear reads a stored entry; what comes aliases nothing.
func parseClear(stored []byte) ([]byte, error) {
	if stored == nil {
		return nil, ErrNotFound
	}
	data, err := unstamp(stored)
	if err == nil && (len(data) == 0 || len(data) > MaxClear) {
		err = damaged("an entry in clear")
	}
	return bytes.Clone(data), err
}

// clear reads an entry that nobody vouches for.
func (s *store) clear(name string) (data []byte, err error) {
	b, err := s.bucket(clearBucket)
	if err != nil {
		return nil, err
	}
	stored, err := s.get(b, []byte(name))
	if err != nil {
		return nil, err
	}
	err = guard(func() error { // it may lie on a page that cannot be read
		data, err = parseClear(stored)
		return err
	})
	return data, err
}

// clearDigest is over all entries in clear as they are stored; zeros when there
// are none.
func (s *store) clearDigest() (digest [32]byte, err error) {
	b, err := s.bucket(clearBucket)
	if err != nil {
		return digest, err
	}
	all, err := s.entries(b)
	if len(all) == 0 || err != nil {
		return digest, err
	}
	err = guard(func() error {
		h := sha256.New()
		for _, e := range all {
			if !slices.Contains(clearNames, string(e.k)) {
				return damaged("an entry in clear under a name that there is not")
			}
			if _, err := parseClear(e.v); err != nil {
				return err
			}
			h.Write(bind("clear", e.k, e.v))
		}
		h.Sum(digest[:0])
		return nil
	})
	return digest, err
}

// checkClear compares the entries in clear with what the heads bind. A token has
// opened none.
func (tx *Tx) checkClear() error {
	if len(tx.vault) == 0 {
		return nil
	}
	digest, err := tx.st.clearDigest()
	if err != nil {
		return err
	}
	for _, h := range tx.vault {
		if h.Clear != digest {
			return damaged("what stands in clear about recovery was exchanged, changed or removed")
		}
	}
	return nil
}

// bindClear makes the heads bind what was written, and in a new file what was taken
// along.
func (tx *Tx) bindClear() error {
	if !tx.recleared && !tx.fresh {
		return nil
	}
	digest, err := tx.st.clearDigest()
	for _, h := range tx.vault {
		h.Clear = digest
	}
	return err
}

// carryClear takes the entries along into a file that is written anew.
func (tx *Tx) carryClear(from *Tx) error {
	for _, name := range clearNames {
		data, err := from.Clear(name)
		if notFound(err) {
			continue
		}
		if err != nil {
			return err
		}
		if err := tx.PutClear(name, data); err != nil {
			return err
		}
	}
	return nil
}
