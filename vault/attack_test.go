package vault

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"coffer/vault/secret"
)

// Attacks by somebody who writes the vault's folder and holds no key.

func wantDamaged(t *testing.T, what string, err error) {
	t.Helper()
	var d *DamagedError
	if !errors.As(err, &d) {
		t.Errorf("%s: %v", what, err)
	}
}

// TestDeletedRecordInThePlaceOfALiveOne keeps the number of records as it was.
func TestDeletedRecordInThePlaceOfALiveOne(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 3)
	before := everything(t, v)[string(bucketName(box, Items))]
	update(t, v, func(tx *Tx) error {
		return errors.Join(tx.IndexDelete(box, "title 0", keys[0].ID),
			tx.Delete(box, Items, keys[0], Companion), tx.Delete(box, Items, keys[0], Core))
	})
	update2(t, v, func(tx *Tx) {
		for _, tier := range Tiers {
			gone, live := place{box, Items, keys[0], tier}.bytes(), place{box, Items, keys[1], tier}.bytes()
			tx.writes.set(bucketName(box, Items), gone, before[string(gone)])
			tx.writes.set(bucketName(box, Items), live, nil)
		}
	})
	err := v.View(context.Background(), func(tx *Tx) error {
		return tx.Scan(box, Items, Companion, func(int, Record) error { return nil })
	})
	wantDamaged(t, "scan", err)
}

// TestRekeyTakesNoCostsFromAForeignSlot puts a cheap slot beside the owner's
// while rekey reads the slots.
func TestRekeyTakesNoCostsFromAForeignSlot(t *testing.T) {
	e := newEnv(t)
	strong := Params{MemoryKiB: 1 << 20, Time: 4, Threads: 4}
	v, err := Create(context.Background(), e.Options, secret.New("swordfish"), strong)
	if err != nil {
		t.Fatal(err)
	}
	cheap := &slot{Kind: PasswordSlot, Core: true, Params: cheapest, Sealed: make([]byte, nonceSize+2*keySize+tagSize)}
	slots, _, err := v.readSlots(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	r, opened, err := openPasswordSlots(v.o, v.id, append([]*slot{cheap}, slots...), secret.New("swordfish"))
	if err != nil {
		t.Fatal(err)
	}
	r.free()
	if opened.Params != strong || cheapest.atLeast(Floor) != Floor {
		t.Errorf("the costs would be %+v, or %+v", opened.Params, cheapest.atLeast(Floor))
	}
	if err := v.Rekey(context.Background(), secret.New("swordfish"), Event{Action: "rekey"}, nil, nil); err != nil {
		t.Fatal(err)
	}
	after, err := v.Slots(context.Background())
	if err != nil || len(after) != 1 || after[0].Params != strong {
		t.Errorf("after a rekey: %+v %v", after, err)
	}
}

// TestRewriteFollowsNoLink plants a link where the new file is to be made.
func TestRewriteFollowsNoLink(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	v.o.OpenFile = func(name string, flag int, mode os.FileMode) (*os.File, error) {
		if filepath.Base(name) == nextName {
			if err := os.Symlink(elsewhere, name); err != nil {
				t.Fatal(err)
			}
		}
		return os.OpenFile(name, flag, mode)
	}
	if err := v.Compact(context.Background(), nil); err == nil {
		t.Error("compact wrote through a link")
	}
	if _, err := os.Lstat(elsewhere); err == nil {
		t.Error("the vault was written elsewhere")
	}
	v.o.OpenFile = os.OpenFile
	verify(t, v)
}

// TestLinkedVaultIsRefused would leave the old slot behind the link.
func TestLinkedVaultIsRefused(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	path, elsewhere := filepath.Join(e.Dir, FileName), filepath.Join(t.TempDir(), "elsewhere")
	if err := errors.Join(os.Rename(path, elsewhere), os.Symlink(elsewhere, path)); err != nil {
		t.Fatal(err)
	}
	err := v.SetPassword(context.Background(), secret.New("second"), cheapest, Event{Action: "passwd"})
	if !errors.Is(err, ErrLinked) {
		t.Errorf("got %v", err)
	}
}

// TestOldRecordErasesNothing brings the mark for deletion back, which the owner
// had taken away.
func TestOldRecordErasesNothing(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	k := Key{ID: ID{15: 1}}
	put := func(s string) {
		update(t, v, func(tx *Tx) error { _, err := tx.Put(BoxZero, Settings, k, Companion, []byte(s)); return err })
	}
	put("marked")
	b, p := bucketName(BoxZero, Settings), place{BoxZero, Settings, k, Companion}.bytes()
	old := everything(t, v)[string(b)][string(p)]
	put("kept")
	update2(t, v, func(tx *Tx) { tx.writes.set(b, p, old) })
	wantDamaged(t, "erase", v.Erase(context.Background(), func(*Tx) error { return nil }))
	if _, err := os.Stat(filepath.Join(e.Dir, FileName)); err != nil {
		t.Errorf("erased: %v", err)
	}
}

// TestFormatEntryIsBound rewrites each part of what stands in clear, with a
// checksum that fits.
func TestFormatEntryIsBound(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	addBox(t, v, 1)
	var whole format
	view(t, v, func(tx *Tx) error { whole = tx.format; return nil })
	rewrite := func(f format) {
		update2(t, v, func(tx *Tx) {
			tx.format = f
			if err := tx.writeFormat(); err != nil {
				t.Fatal(err)
			}
		})
	}
	for what, change := range map[string]func(*format){
		"vault":      func(f *format) { f.Vault[0] ^= 1 },
		"more roots": func(f *format) { f.Roots++ },
		"no roots":   func(f *format) { f.Roots = 0 },
		"slots":      func(f *format) { f.Slots++ },
	} {
		f := whole
		change(&f)
		rewrite(f)
		w, err := Open(context.Background(), e.Options)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Unlock(context.Background(), passwordOf("swordfish")); err == nil {
			t.Errorf("%s: opened", what)
		}
		w.Close()
		if err := v.View(context.Background(), func(*Tx) error { return nil }); what != "slots" && err == nil {
			t.Errorf("%s: a vault that is open reads on", what)
		}
	}
	rewrite(whole)
	verify(t, v)
}

// TestRemovedLock takes the lock file away while one process rewrites the file
// and another one has just opened it: no change is confirmed and then lost.
func TestRemovedLock(t *testing.T) {
	for what, meanwhile := range map[string]func(*Vault) error{
		"compact": func(v *Vault) error { return v.Compact(context.Background(), nil) },
		"erase":   func(v *Vault) error { return v.Erase(context.Background(), func(*Tx) error { return nil }) },
	} {
		e := newEnv(t)
		v := e.create(t)
		box, _ := addBox(t, v, 1)
		w := e.open(t, "swordfish")
		once := true
		w.o.OpenFile = func(name string, flag int, mode os.FileMode) (*os.File, error) {
			f, err := os.OpenFile(name, flag, mode)
			if once {
				once = false
				if err := errors.Join(os.Remove(filepath.Join(e.Dir, LockName)), meanwhile(v)); err != nil {
					t.Fatal(err)
				}
			}
			return f, err
		}
		err := w.Update(context.Background(), Event{Action: "test"}, func(tx *Tx) error {
			_, err := tx.Put(box, Items, Key{ID: ID{9}}, Core, []byte("lost"))
			return err
		})
		if !errors.Is(err, ErrChanged) && !errors.Is(err, ErrNoVault) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestHiddenItem takes the companion record of an item away, and makes the
// companion header fit, as somebody with the companion root alone could.
func TestHiddenItem(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 3)
	update(t, v, func(tx *Tx) error { return tx.Delete(box, Items, keys[0], Companion) })
	r, err := v.Verify(context.Background(), nil)
	if err != nil || len(r.Problems) == 0 {
		t.Errorf("verify finds nothing: %v", err)
	}
}

// TestHiddenBox takes the companion header of a box away, in the same manner.
func TestHiddenBox(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, _ := addBox(t, v, 1)
	err := v.Update(context.Background(), Event{Action: "test"}, func(tx *Tx) error {
		tx.writes.set(headsBucket, headKey(box, Companion), nil)
		return tx.Note()
	})
	if err != nil {
		t.Fatal(err)
	}
	wantDamaged(t, "view", v.View(context.Background(), func(*Tx) error { return nil }))
}
