package vault

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"coffer/internal/sys"
	"coffer/vault/secret"
)

// FormerName is the file that [Vault.Reset] leaves beside the vault: what it was
// before, as it was. Whoever has the password of then still opens it.
const FormerName = "vault.db.former"

const nextFormerName = FormerName + ".new" // while it is copied

// Remains makes of the companion record of an item, or of a former revision, what
// is left without its core record: both records anew. The caller keeps neither.
type Remains func(box ID, s Space, k Key, companion []byte) (left, core []byte, err error)

// Reset opens the companion tier of a vault with a recovery key that opens no
// more, and writes the vault anew under new roots of both tiers, with a new
// password. What lay under core alone is not in it; it stays in [FormerName], for
// [OpenFormer]. Other slots go, and so do orders of trustees and what stands in clear. Then writes more,
// in the same step; it may be nil. An interrupt leaves the old file.
//
// [ErrRecoveryKey] when no such slot opens, [ErrFormer] when a former reset has
// left its file.
func (v *Vault) Reset(ctx context.Context, key secret.Key, password secret.Text, p Params, e Event,
	remains Remains, progress Progress, then func(*Tx) error) error {
	if err := p.check(); err != nil {
		return err
	}
	if err := v.unlockReset(ctx, key); err != nil {
		return err
	}
	next := &Vault{o: v.o, id: v.id, rooted: v.rooted + 1, slots: v.slots, time: v.time}
	var first *slot
	var err error
	if next.roots, err = newRoots(v.o.Rand); err == nil {
		first, err = checkedPasswordSlot(v.o, v.id, next.roots, password, p)
	}
	if err == nil {
		err = v.within(ctx, sys.Exclusive, func(old *store) error {
			return v.reset(ctx, old, next, first, e, remains, progress, then)
		})
	}
	v.Close()
	if err != nil {
		next.Close()
		return err
	}
	v.roots, v.rooted, v.slots, v.status = next.roots, next.rooted, next.slots, next.status
	return nil
}

// unlockReset opens the companion tier alone.
func (v *Vault) unlockReset(ctx context.Context, key secret.Key) error {
	slots, f, err := v.readSlots(ctx)
	if err != nil {
		return err
	}
	for _, s := range slots {
		if s.Kind != RecoverySlot || s.Core {
			continue
		}
		r, err := s.openRecovery(f.Vault, key.Bytes())
		if errors.Is(err, ErrPassword) {
			continue
		}
		if err != nil {
			return err
		}
		return v.use(ctx, r, f.Roots)
	}
	return ErrRecoveryKey
}

// reset does it, once the lock is there.
func (v *Vault) reset(ctx context.Context, old *store, next *Vault, first *slot, e Event,
	remains Remains, progress Progress, then func(*Tx) error) error {
	from, err := v.begin(old, true)
	if err != nil {
		return err
	}
	if v.status.Older {
		return v.notSuccessor()
	}
	if from.format.Slots != next.slots {
		return errSlots
	}
	aside, err := v.keepFormer(ctx, from.format)
	if err != nil {
		return err
	}
	return next.writeNew(old, func(to *Tx) error {
		for _, t := range Tiers {
			h := *from.vault[Companion]
			h.Owed = false
			to.vault[t] = &h
		}
		boxes := append([]ID{BoxZero}, from.boxes...)
		for i, box := range boxes {
			progress.Tell(i, len(boxes))
			if err := resetBox(ctx, from, to, box, remains); err != nil {
				return err
			}
		}
		progress.Tell(len(boxes), len(boxes))
		if err := errors.Join(to.writeSlots([]*slot{first}), to.markFormer(aside)); err != nil {
			return err
		}
		if then != nil {
			if err := then(to); err != nil {
				return err
			}
		}
		return to.finish(e)
	})
}

func resetBox(ctx context.Context, from, to *Tx, box ID, remains Remains) error {
	key, err := from.boxKey(box, Companion)
	if err != nil {
		return err
	}
	if err := to.createBox(box, key.epoch+1); err != nil {
		return err
	}
	for _, s := range spaces {
		if err := from.checkSet(box, s, Companion); err != nil { // as for a rekey
			return err
		}
		if s == indexSpace {
			continue // made anew from the records
		}
		if err := resetSpace(ctx, from, to, box, s, remains); err != nil {
			return err
		}
	}
	return nil
}

func resetSpace(ctx context.Context, from, to *Tx, box ID, s Space, remains Remains) error {
	all, err := from.entries(box, s)
	if err != nil {
		return err
	}
	for i, e := range all {
		if i%batch == batch-1 {
			if err := errors.Join(ctx.Err(), to.flush(), to.st.next()); err != nil {
				return err
			}
		}
		if err := resetRecord(from, to, box, s, e, remains); err != nil {
			return err
		}
	}
	return nil
}

// resetRecord carries one companion record over, with the core record that
// belongs beside it.
func resetRecord(from, to *Tx, box ID, s Space, e entry, remains Remains) error {
	p, err := parsePlace(box, s, e.k)
	if err != nil || p.tier != Companion {
		return err
	}
	key, err := from.boxKey(box, Companion)
	if err != nil {
		return err
	}
	plain, out, err := from.open(key, p, e.v, nil)
	if err != nil {
		return err
	}
	defer Wipe(out)
	core := plain // of twins
	if s == Items || s == History {
		if plain, core, err = remains(box, s, p.key, plain); err != nil {
			return err
		}
		defer Wipe(plain)
		defer Wipe(core)
	}
	revision := recordRevision(e.v)
	if _, err := to.putAt(p, plain, revision); err != nil {
		return err
	}
	if s.twin() || s == Items || s == History {
		if _, err := to.putAt(place{box, s, p.key, Core}, core, revision); err != nil {
			return err
		}
	}
	if to.v.o.Names == nil {
		return nil
	}
	if x, ok := to.v.o.Names(box, s, p.key, plain); ok {
		return to.IndexPut(x.Box, x.Name, x.ID)
	}
	return nil
}

// keepFormer copies the file as it is to where it stays, and sums it up. What an
// interrupted reset left there is of this very file, and goes.
func (v *Vault) keepFormer(ctx context.Context, now format) (sum [sha256.Size]byte, err error) {
	former := filepath.Join(v.o.Dir, FormerName)
	was, err := v.formerFormat()
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil || was.Vault != now.Vault || was.Roots != now.Roots:
		return sum, errors.Join(ErrFormer, ctx.Err())
	}
	part := filepath.Join(v.o.Dir, nextFormerName)
	if err := clearAway(part); err != nil {
		return sum, err
	}
	if sum, err = copyFile(ctx, filepath.Join(v.o.Dir, FileName), part); err != nil {
		return sum, errors.Join(err, clearAway(part))
	}
	if err := os.Rename(part, former); err != nil {
		return sum, err
	}
	return sum, sys.SyncDir(v.o.Dir)
}

// dropUnused removes the copy that a reset left which did not come to its end,
// before the file that it was made of is replaced: it holds what must not stay in
// old pages, and later nobody could tell it from what a reset has put aside.
func (v *Vault) dropUnused(now format) error {
	was, err := v.formerFormat()
	if err != nil || was.Vault != now.Vault || was.Roots != now.Roots {
		return nil // nothing is there, or it is no such copy
	}
	if err := os.Remove(filepath.Join(v.o.Dir, FormerName)); err != nil {
		return err
	}
	return sys.SyncDir(v.o.Dir)
}

// copyFile makes a new file of the same content, synced, and sums it up.
func copyFile(ctx context.Context, from, to string) (sum [sha256.Size]byte, err error) {
	in, err := os.Open(from)
	if err != nil {
		return sum, err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return sum, err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(out, h), within{ctx, in}); err != nil {
		return sum, err
	}
	h.Sum(sum[:0])
	return sum, out.Sync()
}

// within reads until the context ends.
type within struct {
	ctx context.Context
	r   io.Reader
}

func (w within) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.r.Read(p)
}

// formerFormat reads what the former file says of itself.
func (v *Vault) formerFormat() (format, error) {
	st, err := v.openFormer()
	if err != nil {
		return format{}, err
	}
	f, err := readFormat(st)
	return f, errors.Join(err, st.closeFile())
}

// openFormer opens the former file for reading. It is nobody's to write, so that
// it has no lock.
func (v *Vault) openFormer() (*store, error) {
	path := filepath.Join(v.o.Dir, FormerName)
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is %w", path, ErrNotFile)
	}
	st := new(store)
	if err := st.openFile(v.o, path, false); err != nil {
		return nil, errors.Join(err, st.closeFile())
	}
	return st, nil
}

// Former is what a vault was before a reset. It is read, and never written.
type Former struct {
	v  *Vault
	st *store
}

// OpenFormer opens what [Vault.Reset] left, with the password of then. [ErrNotFound]
// when there is nothing, [ErrPassword] for a wrong one, [ErrLocked] without the core
// tier, and a [DamagedError] for any other file, also an older copy of the same vault.
func (v *Vault) OpenFormer(ctx context.Context, password secret.Text) (*Former, error) {
	if _, core := v.Unlocked(); !core {
		return nil, ErrLocked
	}
	if !v.HasFormer() {
		return nil, ErrNotFound
	}
	st, err := v.openFormer()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	f := &Former{v: &Vault{o: v.o, id: v.id, time: v.time}, st: st}
	err = v.checkFormer(ctx, st)
	if err == nil {
		err = f.unlock(password)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (f *Former) unlock(password secret.Text) error {
	stands, err := readFormat(f.st)
	if err != nil {
		return err
	}
	if stands.Vault != f.v.id {
		return damaged("the former file is of another vault")
	}
	slots, err := f.st.slots()
	if err != nil {
		return err
	}
	r, _, err := openPasswordSlots(f.v.o, f.v.id, slots, password)
	if err != nil {
		return err
	}
	f.v.take(r, stands.Roots)
	return f.View(func(tx *Tx) error { return tx.checkSlots() })
}

// View reads what was there, as [Vault.View] does.
func (f *Former) View(read func(*Tx) error) (err error) {
	tx := f.v.newTx(f.st, false)
	if tx.format, err = readFormat(f.st); err != nil {
		return err
	}
	if err := tx.readHeads(); err != nil {
		return err
	}
	return read(tx)
}

// Close wipes the keys of then.
func (f *Former) Close() error { return errors.Join(f.v.Close(), f.st.closeFile()) }

// HasFormer tells whether a reset has left its file. The copy of one that did not come to
// its end does not count, once it can be told from that: see [Vault.dropUnused].
func (v *Vault) HasFormer() bool { return v.hasFormer(format{Vault: v.id, Roots: v.rooted}) }

// HasFormer is [Vault.HasFormer].
func (tx *Tx) HasFormer() bool { return tx.v.hasFormer(tx.format) }

func (v *Vault) hasFormer(now format) bool {
	was, err := v.formerFormat()
	unused := err == nil && was.Vault == now.Vault && was.Roots == now.Roots
	return !unused && !errors.Is(err, fs.ErrNotExist)
}

// DropFormer removes what a reset has left, for good. [ErrLocked] without the
// core tier.
func (v *Vault) DropFormer(ctx context.Context) error {
	if _, core := v.Unlocked(); !core {
		return ErrLocked
	}
	return v.within(ctx, sys.Exclusive, func(*store) error {
		if err := os.Remove(filepath.Join(v.o.Dir, FormerName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return sys.SyncDir(v.o.Dir)
	})
}

// ErrFormer: see [Vault.Reset].
var ErrFormer = errors.New("what an earlier reset put aside is still there")
