package box

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"coffer/vault"
)

// Sweep removes the files of attachments that no item has: what was purged, and
// what an interrupted write left. It belongs to the start of an Update, before
// anything is written: it goes by what was committed, since a file that is gone
// does not come back when a transaction fails. Strange files stay.
func Sweep(tx *vault.Tx) error {
	if !tx.Writable() {
		return vault.ErrReadOnly
	}
	if tx.HasFormer() { // what it knows of attachments can still be taken over
		return nil
	}
	dir := filepath.Join(tx.Dir(), vault.BlobsName)
	if err := checkBlobs(dir); err != nil {
		return err
	}
	files, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, f := range files {
		litter, err := isLitter(tx, f)
		if err != nil {
			return err
		}
		if litter {
			if err := os.Remove(filepath.Join(dir, f.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

// isLitter knows a final name without owners, and an unfinished file that
// nobody is writing any more.
func isLitter(tx *vault.Tx, f fs.DirEntry) (bool, error) {
	name, unfinished := strings.CutSuffix(f.Name(), partSuffix)
	blob, err := vault.ParseID(name)
	if err != nil || blob.String() != name || !f.Type().IsRegular() {
		return false, nil
	}
	if unfinished {
		info, err := f.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return false, nil
		}
		return err == nil && tx.Now().Sub(info.ModTime()) > staleAfter, err
	}
	owned, err := tx.Has(vault.BoxZero, vault.Blobs, vault.Key{ID: blob}, vault.Core)
	if _, damaged := errors.AsType[*vault.DamagedError](err); damaged { // whose it is cannot be told: it stays
		return false, nil
	}
	return !owned && err == nil, err
}
