package vault

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"coffer/internal/sys"
	"coffer/vault/secret"
)

// openKept opens the vault with a session, as a command does.
func openKept(t *testing.T, e *env, owner *Vault, core bool) *Vault {
	t.Helper()
	key, session, sealed := sealedSession(t, owner, core)
	o := e.Options
	o.Keep = true
	v, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	if err := v.Resume(key, session, sealed); err != nil {
		t.Fatal(err)
	}
	return v
}

func sealedSession(t *testing.T, owner *Vault, core bool) (key secret.Key, session ID, sealed []byte) {
	t.Helper()
	key, err := secret.NewKey(owner.o.Rand)
	if err != nil {
		t.Fatal(err)
	}
	session = ID{1}
	if sealed, err = owner.SealSession(key, session, core); err != nil {
		t.Fatal(err)
	}
	return key, session, sealed
}

// TestKeepSharesOneState: until it is released, all reads see one state and no
// other process can write; from then on both is over.
func TestKeepSharesOneState(t *testing.T) {
	e := newEnv(t)
	owner := e.create(t)
	addBox(t, owner, 1)
	v := openKept(t, e, owner, true)
	var shared *Tx
	for range 2 {
		view(t, v, func(tx *Tx) error {
			if shared != nil && tx != shared {
				t.Error("a read began a transaction of its own")
			}
			shared = tx
			return nil
		})
	}
	var busy *sys.BusyError
	write := func(tx *Tx) error { _, err := tx.CreateBox(); return err }
	if err := owner.Update(t.Context(), Event{Action: "test"}, write); !errors.As(err, &busy) {
		t.Errorf("a writer got in: %v", err)
	}
	if err := v.Release(); err != nil {
		t.Fatal(err)
	}
	update(t, owner, write)
	view(t, v, func(tx *Tx) error {
		if boxes, err := tx.Boxes(); err != nil || len(boxes) != 2 {
			t.Errorf("boxes after the release: %v, %v", boxes, err)
		}
		return nil
	})
}

// TestKeepEndsWithAWrite: a vault does not keep itself from writing.
func TestKeepEndsWithAWrite(t *testing.T) {
	e := newEnv(t)
	owner := e.create(t)
	v := openKept(t, e, owner, true)
	view(t, v, func(*Tx) error { return nil })
	box, _ := addBox(t, v, 1)
	view(t, v, func(tx *Tx) error {
		if boxes, err := tx.Boxes(); err != nil || !slices.Contains(boxes, box) {
			t.Error("a read after the write does not see it")
		}
		return nil
	})
	verify(t, v)
}

// TestKeepKnowsWhatIsOpen: what was read with the core tier is not read any more
// without it, nor what was open once the vault is closed.
func TestKeepKnowsWhatIsOpen(t *testing.T) {
	e := newEnv(t)
	owner := e.create(t)
	box, keys := addBox(t, owner, 1)
	v := openKept(t, e, owner, true)
	get := func(tx *Tx) error { _, err := tx.Get(box, Items, keys[0], Core); return err }
	view(t, v, get)
	v.Narrow()
	if err := v.View(t.Context(), get); !errors.Is(err, ErrLocked) {
		t.Errorf("read the core tier after Narrow: %v", err)
	}
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	if err := v.View(t.Context(), get); !errors.Is(err, ErrLocked) {
		t.Errorf("read after Close: %v", err)
	}
	update(t, owner, func(tx *Tx) error { _, err := tx.CreateBox(); return err }) // no lock was left
}

// TestRecallDoesNotOutliveARelease: what was recalled before somebody was asked
// is not what the clock says after it.
func TestRecallDoesNotOutliveARelease(t *testing.T) {
	e := newEnv(t)
	owner := e.create(t)
	v := openKept(t, e, owner, true)
	v.Recall()
	due := e.clock.now.Add(time.Hour)
	if err := v.Release(); err != nil {
		t.Fatal(err)
	}
	for range 2 { // reached at two openings a day apart
		e.clock.now, e.clock.boot = e.clock.now.Add(25*time.Hour), e.clock.boot+25*time.Hour
		if err := v.View(context.Background(), func(*Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	view(t, v, func(tx *Tx) error {
		if !tx.Reached(due) {
			t.Error("the clock stood still")
		}
		return nil
	})
}
