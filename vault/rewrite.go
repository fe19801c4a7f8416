package vault

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"coffer/internal/sys"
	"coffer/vault/journal"
	"coffer/vault/secret"
)

// Progress is told how far long work has come, out of a total. It may be nil.
type Progress func(done, total int)

// Tell tells it.
func (p Progress) Tell(done, total int) {
	if p != nil {
		p(done, total)
	}
}

// batch is how many entries a rewrite commits at a time.
const batch = 20_000

// Compact writes the file anew, so that nothing deleted or replaced is left in
// it: copy, sync, rename, sync of the folder. The content stays as it is, but
// that no rewrite is owed any more. An interrupt leaves the old file.
func (v *Vault) Compact(ctx context.Context, progress Progress) error {
	if _, core := v.Unlocked(); !core {
		return ErrLocked
	}
	return v.within(ctx, sys.Exclusive, func(old *store) error {
		tx, err := v.begin(old, true)
		if err != nil {
			return err
		}
		if v.status.Older {
			return v.notSuccessor()
		}
		if err := v.dropUnused(tx.format); err != nil {
			return err
		}
		err = v.replace(old, func(st *store) error { return copyAll(ctx, tx, st, progress) })
		if err == nil {
			v.status.Owed = false
		}
		return err
	})
}

// copyAll copies every bucket as it stands, but for a mark that this rewrite
// settles.
func copyAll(ctx context.Context, from *Tx, to *store, progress Progress) error {
	names := [][]byte{keysBucket, headsBucket, clearBucket}
	for _, box := range append([]ID{BoxZero}, from.boxes...) {
		for _, s := range spaces {
			names = append(names, bucketName(box, s))
		}
	}
	for i, name := range names {
		progress.Tell(i, len(names))
		b, err := from.st.bucket(name)
		if err != nil {
			return err
		}
		all, err := from.st.entries(b)
		if err != nil {
			return err
		}
		if i == 1 && from.vault[Core].Owed { // the heads
			if all, err = from.settled(all); err != nil {
				return err
			}
		}
		if err := to.fill(ctx, name, all); err != nil {
			return err
		}
	}
	progress.Tell(len(names), len(names))
	return to.commit()
}

// fill writes sorted entries in batches.
func (s *store) fill(ctx context.Context, bucket []byte, all []entry) error {
	for len(all) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(batch, len(all))
		err := s.guard(func() error {
			b, err := s.tx.CreateBucketIfNotExists(bucket)
			if err != nil {
				return err
			}
			b.FillPercent = 0.9
			for _, e := range all[:n] {
				if err := b.Put(e.k, e.v); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if all = all[n:]; len(all) > 0 {
			if err := s.next(); err != nil {
				return err
			}
		}
	}
	return nil
}

// next commits and goes on in a new transaction.
func (s *store) next() error {
	if err := s.commit(); err != nil {
		return err
	}
	return s.guard(func() (err error) {
		s.tx, err = s.db.Begin(true)
		return err
	})
}

// replace fills a new file and puts it in the place of vault.db. The caller
// holds the lock and closes old, if there is one.
func (v *Vault) replace(old *store, fill func(*store) error) (err error) {
	path := filepath.Join(v.o.Dir, nextName)
	if err := clearAway(path); err != nil {
		return err
	}
	st := new(store)
	defer func() {
		if err != nil {
			err = errors.Join(err, st.close())
			os.Remove(path)
		}
	}()
	if err := st.create(v.o, path); err != nil {
		return err
	}
	if err := fill(st); err != nil {
		return err
	}
	if err := st.guard(st.db.Sync); err != nil {
		return err
	}
	if err := st.close(); err != nil {
		return err
	}
	if old != nil {
		if err := old.release(); err != nil {
			return err
		}
	}
	if err := os.Rename(path, filepath.Join(v.o.Dir, FileName)); err != nil {
		return err
	}
	return sys.SyncDir(v.o.Dir)
}

// clearAway removes what an interrupted rewrite left. A folder that something
// lies in is none of ours.
func clearAway(path string) error {
	err := os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if info, lerr := os.Lstat(path); err != nil && lerr == nil && info.IsDir() {
		return fmt.Errorf("%s is %w", path, ErrNotFile)
	}
	return err
}

func (s *store) create(o Options, path string) error {
	opts := boltOptions(o)
	opts.NoSync = true // nobody reads it before it is synced and renamed
	opts.OpenFile = func(name string, flag int, mode os.FileMode) (*os.File, error) {
		return o.openFile(name, flag|os.O_EXCL, mode) // not through a link that somebody put there
	}
	return s.begin(path, opts)
}

// writeNew replaces the file by one that a transaction of its own fills and
// finishes.
func (v *Vault) writeNew(old *store, fill func(*Tx) error) error {
	var tx *Tx
	err := v.replace(old, func(st *store) error {
		tx = v.newTx(st, true)
		tx.fresh = true
		tx.format = format{Version: formatVersion, Vault: v.id, Roots: v.rooted}
		for _, t := range Tiers {
			tx.vault[t] = &vaultHead{Root: journal.Empty().Root}
		}
		if err := fill(tx); err != nil {
			return err
		}
		if v.foresee(tx) != nil {
			v.o.warn(WarnState)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if v.settle() != nil {
		v.remember(tx)
	}
	v.status.Revision, v.status.Owed, v.slots = tx.vault[Companion].Revision, tx.vault[Companion].Owed, tx.format.Slots
	return nil
}

// Rekey makes new roots and new keys for every box, and writes every record
// anew under them: whoever held the former roots opens no later copy. Copies
// made before stay open to them. The password is asked for because its slot
// wraps the new roots; recovery slots are kept, by public keys that the vault
// has of them: what trustees hold opens the new file, too. Then may write more, with the same
// event, into the new file before it counts; it may be nil. [ErrChanged] when the
// slots were changed while the new one was made. An interrupt leaves the old file.
func (v *Vault) Rekey(ctx context.Context, password secret.Text, e Event, progress Progress, then func(*Tx) error) error {
	if _, core := v.Unlocked(); !core {
		return ErrLocked
	}
	slots, f, err := v.readSlots(ctx)
	if err != nil {
		return err
	}
	r, opened, err := openPasswordSlots(v.o, v.id, slots, password)
	if err != nil {
		return err
	}
	r.free()
	n := renewal{trustees: true, event: e, progress: progress, then: then}
	return v.renew(ctx, f, password, opened.Params.atLeast(Floor), n)
}

// renewal says how a vault is written anew under new roots.
type renewal struct {
	first    *slot // of the password
	trustees bool  // recovery slots are kept
	event    Event
	progress Progress
	then     func(*Tx) error
}

// renew puts a file under new roots in the place of the one with that format
// entry, and goes on with it.
func (v *Vault) renew(ctx context.Context, f format, password secret.Text, p Params, n renewal) (err error) {
	next := &Vault{o: v.o, id: v.id, rooted: v.rooted + 1, slots: f.Slots, time: v.time}
	if next.roots, err = newRoots(v.o.Rand); err != nil {
		return err
	}
	if n.first, err = checkedPasswordSlot(v.o, v.id, next.roots, password, p); err == nil {
		err = v.renewAs(ctx, next, n)
	}
	if err != nil {
		next.Close()
		return err
	}
	v.Close()
	next.keyring.wipe()
	v.roots, v.rooted, v.slots, v.status = next.roots, next.rooted, next.slots, next.status
	return nil
}

func (v *Vault) renewAs(ctx context.Context, next *Vault, n renewal) error {
	return v.within(ctx, sys.Exclusive, func(old *store) error {
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
		if err := v.dropUnused(from.format); err != nil {
			return err
		}
		return next.writeNew(old, func(to *Tx) error { return n.write(ctx, from, to) })
	})
}

// write writes everything of from into to, under the keys of to.
func (n renewal) write(ctx context.Context, from, to *Tx) error {
	for _, t := range Tiers {
		h := *from.vault[t]
		h.Owed = false
		to.vault[t] = &h
	}
	boxes := append([]ID{BoxZero}, from.boxes...)
	for i, box := range boxes {
		n.progress.Tell(i, len(boxes))
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := rekeyBox(ctx, from, to, box); err != nil {
			return err
		}
	}
	n.progress.Tell(len(boxes), len(boxes))
	if err := errors.Join(to.carryOrders(from), to.carryClear(from), n.writeSlots(from, to)); err != nil {
		return err
	}
	if n.then != nil {
		if err := n.then(to); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return to.finish(n.event)
}

// writeSlots writes the slot of the password and, wrapped anew, those of trustees.
func (n renewal) writeSlots(from, to *Tx) error {
	var keys recoveryKeys
	if n.trustees {
		var err error
		if keys, err = from.recoveryKeys(); err != nil {
			return err
		}
	}
	made, err := to.wrapRecovery(keys)
	if err != nil {
		return err
	}
	if err := to.writeSlots(append([]*slot{n.first}, made...)); err != nil {
		return err
	}
	return to.keepRecovery(keys)
}

func rekeyBox(ctx context.Context, from, to *Tx, box ID) error {
	key, err := from.boxKey(box, Core)
	if err != nil {
		return err
	}
	if err := to.createBox(box, key.epoch+1); err != nil {
		return err
	}
	for _, s := range spaces {
		if err := from.checkSpace(box, s); err != nil {
			return err
		}
		if s == indexSpace {
			continue // made anew from the records
		}
		if err := rekeySpace(ctx, from, to, box, s); err != nil {
			return err
		}
	}
	return nil
}

// checkSpace makes sure that a space is whole before its records get new
// headers: else what somebody took out or brought back would become valid.
func (tx *Tx) checkSpace(box ID, s Space) error {
	for _, t := range Tiers {
		if s == indexSpace && t == Core {
			continue
		}
		if err := tx.checkSet(box, s, t); err != nil {
			return err
		}
	}
	return nil
}

func rekeySpace(ctx context.Context, from, to *Tx, box ID, s Space) error {
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
		if err := rekeyRecord(from, to, box, s, e); err != nil {
			return err
		}
	}
	return nil
}

func rekeyRecord(from, to *Tx, box ID, s Space, e entry) error {
	p, err := parsePlace(box, s, e.k)
	if err != nil {
		return err
	}
	if p == recoveryPlace {
		return nil // made anew with the slots
	}
	key, err := from.boxKey(box, p.tier)
	if err != nil {
		return err
	}
	plain, out, err := from.open(key, p, e.v, nil)
	if err != nil {
		return err
	}
	defer Wipe(out)
	if s.twin() {
		if p.tier == Companion { // made anew from the one that counts
			return nil
		}
		p.tier = Companion
		if _, err := to.putAt(place{box, s, p.key, Core}, plain, recordRevision(e.v)); err != nil {
			return err
		}
	}
	if _, err := to.putAt(p, plain, recordRevision(e.v)); err != nil {
		return err
	}
	if p.tier != Companion || to.v.o.Names == nil {
		return nil
	}
	if x, ok := to.v.o.Names(box, s, p.key, plain); ok {
		return to.IndexPut(x.Box, x.Name, x.ID)
	}
	return nil
}
