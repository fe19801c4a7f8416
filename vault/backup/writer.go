package backup

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"coffer/vault"
)

// writer fills packs and puts them into a place.
type writer struct {
	p     Place
	packs []pack // of the manifest under way; what is written comes behind
	id    vault.ID
	buf   []byte
	open  bool   // buf is the last of packs
	made  []pack // which were written, or may have been
	tell  func(bytes int64)
}

// add puts bytes that belong together into the pack under way, or begins another one.
func (w *writer) add(ctx context.Context, b []byte) (extent, error) {
	if w.open && len(w.buf)+len(b) > packFull && len(w.buf) > 0 {
		if err := w.flush(ctx); err != nil {
			return extent{}, err
		}
	}
	if err := w.begin(); err != nil {
		return extent{}, err
	}
	e := extent{Pack: uint32(len(w.packs) - 1), At: int64(len(w.buf)), Size: int64(len(b))}
	w.buf = append(w.buf, b...)
	return e, nil
}

func (w *writer) begin() (err error) {
	if w.open {
		return nil
	}
	if w.id, err = w.p.newID(); err != nil {
		return err
	}
	w.packs = append(w.packs, pack{ID: w.id})
	w.open = true
	return nil
}

// flush writes the pack under way, and reads it back: what was not kept is found now.
func (w *writer) flush(ctx context.Context) error {
	if !w.open {
		return nil
	}
	k := &w.packs[len(w.packs)-1]
	k.Size, k.Sum = int64(len(w.buf)), sha256.Sum256(w.buf)
	w.made = append(w.made, *k) // it may be there even where putting it fails
	if err := w.p.Store.Put(ctx, w.p.packName(k.ID), w.buf); err != nil {
		return err
	}
	if _, err := w.p.readPack(ctx, *k); err != nil {
		return fmt.Errorf("what was just written does not come back: %w", err)
	}
	if w.tell != nil {
		w.tell(k.Size)
	}
	w.buf, w.open = w.buf[:0], false
	return nil
}

// undo takes away what was written for a snapshot that does not come about: its manifest, where it
// got that far, and then the packs, unless the manifest stays.
func (w *writer) undo(ctx context.Context, manifest string) error {
	if manifest != "" {
		if err := w.p.Store.Delete(ctx, manifest); err != nil {
			return err
		}
	}
	var errs []error
	for _, k := range w.made {
		errs = append(errs, w.p.Store.Delete(ctx, w.p.packName(k.ID)))
	}
	return errors.Join(errs...)
}
