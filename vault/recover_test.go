package vault

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"coffer/vault/secret"
)

// recoverWith recovers a vault with the core key of a number, and tells what came
// of it.
func recoverWith(v *Vault, n int, password string, then func(*Tx) error) error {
	core, _ := recoveryKeysOf(n)
	return v.Recover(context.Background(), core, secret.New(password), cheapest, Event{Action: "recover"}, nil, then)
}

// TestRecover loses the password, and gets everything back under a new one.
func TestRecover(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 5)
	setRecovery(t, v)
	rekeyed(t, v, nil) // the key outlives the roots
	key, half := sealed(t, e, v)
	parts := sealedParts(everything(t, v))

	w := e.locked(t)
	if err := recoverWith(w, 1, "new", nil); err != nil {
		t.Fatal(err)
	}
	if slots := storedSlots(t, w); len(slots) != 1 || slots[0].Kind != PasswordSlot || w.Status().Owed {
		t.Errorf("%d slots, owed %v", len(slots), w.Status().Owed)
	}
	if n := countParts(rawFile(t, e), parts); n != 0 {
		t.Errorf("%d old ciphertexts are in the new file", n)
	}
	e.warns = nil
	for _, u := range []*Vault{w, e.open(t, "new")} {
		view(t, u, func(tx *Tx) error {
			r, err := tx.Get(box, Items, keys[0], Core)
			if string(r.Plain) != "password 0" {
				t.Errorf("%q", r.Plain)
			}
			return err
		})
		verify(t, u)
	}
	if len(e.warns) != 0 {
		t.Errorf("the vault looks strange to the machine that recovered it: %v", e.warns)
	}
	if err := e.locked(t).Unlock(t.Context(), secret.New("swordfish")); !errors.Is(err, ErrPassword) {
		t.Errorf("the old password: %v", err)
	}
	if err := e.locked(t).Resume(key, ID{7}, half); !errors.Is(err, ErrSession) {
		t.Errorf("an old session: %v", err)
	}
	if err := v.View(t.Context(), func(*Tx) error { return nil }); !errors.Is(err, ErrLocked) {
		t.Errorf("the old roots: %v", err)
	}
	if err := recoverWith(e.locked(t), 1, "again", nil); !errors.Is(err, ErrRecoveryKey) {
		t.Errorf("the recovery key once more: %v", err)
	}
	setPassword(t, w, "newer")
}

// TestRecoverACopy has nothing but the file, on a machine that never saw it.
func TestRecoverACopy(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	addBox(t, v, 2)
	setRecovery(t, v)
	copied := rawFile(t, e)
	f := newEnv(t)
	if err := os.WriteFile(filepath.Join(f.Dir, FileName), copied, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := recoverWith(f.locked(t), 1, "new", nil); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(f.warns, []Warning{WarnFirstSeen}) {
		t.Errorf("warned of %v", f.warns)
	}
	w := f.open(t, "new")
	verify(t, w)
	if w.ID() != v.ID() || len(f.warns) != 1 {
		t.Errorf("another vault, or warned of %v", f.warns)
	}
	verify(t, e.open(t, "swordfish")) // the copy here is as it was
}

// TestRecoverThen makes new recovery slots in the same step; where it fails,
// nothing is changed and nothing is open.
func TestRecoverThen(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 2)
	setRecovery(t, v)
	file, stop := rawFile(t, e), errors.New("stop")
	w := e.locked(t)
	err := recoverWith(w, 1, "new", func(*Tx) error { return stop })
	if open, _ := w.Unlocked(); !errors.Is(err, stop) || open || !bytes.Equal(rawFile(t, e), file) {
		t.Errorf("open %v, %v", open, err)
	}
	err = recoverWith(w, 1, "new", func(tx *Tx) error {
		_, err := tx.Put(box, Items, keys[0], Core, []byte("told"))
		return errors.Join(err, tx.SetRecovery(recoveryKeysOf(2)))
	})
	if err != nil || !opensRecovery(t, w, 2) || w.Status().Owed {
		t.Fatalf("owed %v, %v", w.Status().Owed, err)
	}
	if err := recoverWith(e.locked(t), 2, "newest", nil); err != nil {
		t.Fatal(err)
	}
	u := e.open(t, "newest")
	view(t, u, func(tx *Tx) error {
		r, err := tx.Get(box, Items, keys[0], Core)
		if string(r.Plain) != "told" {
			t.Errorf("%q", r.Plain)
		}
		return err
	})
	verify(t, u)
}

// TestRecoverRefuses changes nothing, whatever key it is given.
func TestRecoverRefuses(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	addBox(t, v, 2)
	setRecovery(t, v)
	file := rawFile(t, e)
	_, companion := recoveryKeysOf(1)
	other, _ := recoveryKeysOf(2)
	for what, key := range map[string]secret.Key{"the companion tier's": companion, "another": other, "none": {}} {
		w := e.locked(t)
		err := w.Recover(t.Context(), key, secret.New("new"), cheapest, Event{Action: "recover"}, nil, nil)
		if open, _ := w.Unlocked(); !errors.Is(err, ErrRecoveryKey) || open {
			t.Errorf("%s: open %v, %v", what, open, err)
		}
	}
	w := e.locked(t)
	core, _ := recoveryKeysOf(1)
	err := w.Recover(t.Context(), core, secret.New("new"), Params{}, Event{Action: "recover"}, nil, nil)
	if open, _ := w.Unlocked(); !errors.Is(err, ErrParams) || open {
		t.Errorf("costs of nothing: open %v, %v", open, err)
	}
	if !bytes.Equal(rawFile(t, e), file) {
		t.Error("the file changed")
	}
	verify(t, e.open(t, "swordfish"))
}

// TestRecoverWithASlotBroughtBack has the recovery key of trustees who are none any
// more: they put their slot back into the newer file.
func TestRecoverWithASlotBroughtBack(t *testing.T) {
	for what, change := range map[string]func(*Tx) error{
		"dropped":  (*Tx).DropRecovery,
		"replaced": func(tx *Tx) error { return tx.SetRecovery(recoveryKeysOf(2)) },
	} {
		e := newEnv(t)
		v := e.create(t)
		setRecovery(t, v)
		old := storedSlots(t, v)
		update(t, v, change)
		if err := recoverWith(e.locked(t), 1, "new", nil); !errors.Is(err, ErrRecoveryKey) {
			t.Errorf("%s: %v", what, err)
		}
		tamperSlots(t, v, func([]*slot) []*slot { return old })
		file := rawFile(t, e)
		wantDamaged(t, what, recoverWith(e.locked(t), 1, "new", nil))
		if !bytes.Equal(rawFile(t, e), file) {
			t.Errorf("%s: the file changed", what)
		}
	}
}

// TestRecoverOlder takes no older file for the newest where a newer one was seen.
func TestRecoverOlder(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	setRecovery(t, v)
	old := rawFile(t, e)
	path := filepath.Join(e.Dir, FileName)
	for what, change := range map[string]func(){
		"older":               func() { addBox(t, v, 1) },
		"from before a rekey": func() { rekeyed(t, v, nil) },
	} {
		change()
		newest := rawFile(t, e)
		if err := os.WriteFile(path, old, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := recoverWith(e.locked(t), 1, "new", nil); !errors.Is(err, ErrOlder) || !bytes.Equal(rawFile(t, e), old) {
			t.Errorf("%s: %v", what, err)
		}
		if err := os.WriteFile(path, newest, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	verify(t, e.open(t, "swordfish"))
}

// TestRecoverInterrupted ends it in the middle, by its context and by a file that
// cannot be made.
func TestRecoverInterrupted(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	addBox(t, v, 3)
	setRecovery(t, v)
	file := rawFile(t, e)
	core, _ := recoveryKeysOf(1)
	for _, at := range []int{0, 1, 2} {
		ctx, cancel := context.WithCancel(t.Context())
		w := e.locked(t)
		err := w.Recover(ctx, core, secret.New("new"), cheapest, Event{Action: "recover"}, func(done, _ int) {
			if done == at {
				cancel()
			}
		}, nil)
		cancel()
		if open, _ := w.Unlocked(); !errors.Is(err, context.Canceled) || open {
			t.Errorf("open %v, %v", open, err)
		}
	}
	full := errors.New("full")
	o := e.Options
	o.OpenFile = func(name string, flag int, mode os.FileMode) (*os.File, error) {
		if filepath.Base(name) == nextName {
			return nil, full
		}
		return os.OpenFile(name, flag, mode)
	}
	w, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := recoverWith(w, 1, "new", nil); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Lstat(filepath.Join(e.Dir, nextName)); !bytes.Equal(rawFile(t, e), file) || err == nil {
		t.Errorf("the file changed, or a new one was left: %v", err)
	}
	if err := recoverWith(e.locked(t), 1, "new", nil); err != nil {
		t.Errorf("after all that: %v", err)
	}
	verify(t, e.open(t, "new"))
}

// TestRecoverUndoesNoPassword changes the password while the new slot is made.
func TestRecoverUndoesNoPassword(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	setRecovery(t, v)
	o, calls := e.Options, 0
	o.Stretch = func(password, salt []byte, p Params) []byte {
		if calls++; calls == 1 {
			setPassword(t, v, "theirs")
		}
		return cheap(password, salt, p)
	}
	w, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := recoverWith(w, 1, "ours", nil); !errors.Is(err, ErrChanged) || calls == 0 {
		t.Errorf("got %v", err)
	}
	verify(t, e.open(t, "theirs"))
}
