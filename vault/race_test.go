package vault

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"coffer/internal/sys"
	"coffer/vault/secret"
)

// TestMemoryIsWrittenUnderTheLock holds that whoever gets the lock after an
// update finds what it left for this machine to remember: written later, it
// could overwrite the memory of a newer one.
func TestMemoryIsWrittenUnderTheLock(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	other := e.open(t, "swordfish")
	ctx, path := context.Background(), filepath.Join(e.Dir, LockName)
	var written atomic.Uint64 // the revision of the last update whose function ran
	done := make(chan error, 1)
	go func() {
		var err error
		for range 30 {
			for err = new(sys.BusyError); errors.As(err, new(*sys.BusyError)); { // until it is our turn
				err = v.Update(ctx, Event{Action: "test"}, func(tx *Tx) error {
					written.Store(tx.vault[Companion].Revision + 1)
					_, err := tx.Put(BoxZero, Settings, Key{ID: ID{1}}, Companion, []byte("x"))
					return err
				})
			}
			if err != nil {
				break
			}
		}
		done <- err
	}()
	seen := 0
	for {
		select {
		case err := <-done:
			if err != nil || seen == 0 {
				t.Errorf("%v, looked %d times", err, seen)
			}
			return
		default:
		}
		l, err := sys.Lock(ctx, path, sys.Exclusive, 0, "")
		if err != nil {
			continue
		}
		want := written.Load()
		if m, _ := other.readMemory(memoryName); want != 0 && (m == nil || m.Revision < want) {
			t.Fatalf("revision %d is confirmed, the memory holds %+v", want, m)
		}
		seen++
		if err := l.Unlock(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSetPasswordUndoesNoOther changes the password in two processes at once.
func TestSetPasswordUndoesNoOther(t *testing.T) {
	ctx := context.Background()
	e := newEnv(t)
	first := e.create(t)
	setPassword(t, first, "one after the other")
	setPassword(t, first, "swordfish")
	second := e.open(t, "swordfish")
	setPassword(t, first, "theirs")
	err := second.SetPassword(ctx, passwordOf("ours"), cheapest, Event{Action: "test"})
	if !errors.Is(err, ErrChanged) {
		t.Fatalf("got %v", err)
	}
	e.open(t, "theirs")
	if err := second.CheckPassword(ctx, passwordOf("theirs")); err != nil { // who knows the new one may go on
		t.Fatal(err)
	}
	setPassword(t, second, "ours")
	e.open(t, "ours")
}

// TestDropSlotBlessesNoOther holds that a change of one's own slots is no reason
// to take those of another for known.
func TestDropSlotBlessesNoOther(t *testing.T) {
	ctx := context.Background()
	e := newEnv(t)
	first := e.create(t)
	id := setRecovery(t, first)[Companion]
	second := e.open(t, "swordfish")
	setPassword(t, first, "theirs")
	if err := second.DropSlot(ctx, id, Event{Action: "test"}); err != nil {
		t.Fatal(err)
	}
	err := second.SetPassword(ctx, passwordOf("ours"), cheapest, Event{Action: "test"})
	if !errors.Is(err, ErrChanged) {
		t.Fatalf("got %v", err)
	}
	e.open(t, "theirs")
}

// TestSameKeys holds that who opened a vault learns when its password, slots or
// keys become others.
func TestSameKeys(t *testing.T) {
	ctx := context.Background()
	for name, change := range map[string]func(*Vault) error{
		"password": func(v *Vault) error {
			return v.SetPassword(ctx, passwordOf("theirs"), cheapest, Event{Action: "test"})
		},
		"slot": func(v *Vault) error {
			return v.Update(ctx, Event{Action: "test"}, func(tx *Tx) error { return tx.SetRecovery(recoveryKeysOf(1)) })
		},
		"keys": func(v *Vault) error { return v.Rekey(ctx, secret.New("swordfish"), Event{Action: "test"}, nil, nil) },
	} {
		e := newEnv(t)
		first := e.create(t)
		second := e.open(t, "swordfish")
		addBox(t, first, 1)
		if err := second.SameKeys(ctx); err != nil {
			t.Errorf("%s: %v before anything was changed", name, err)
		}
		if err := change(first); err != nil {
			t.Fatal(name, err)
		}
		if err := first.SameKeys(ctx); err != nil {
			t.Errorf("%s: %v for who changed it", name, err)
		}
		if err := second.SameKeys(ctx); !errors.Is(err, ErrChanged) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestRekeyUndoesNoPassword changes the password while another process makes its
// new slot, which takes as long as the costs say.
func TestRekeyUndoesNoPassword(t *testing.T) {
	e := newEnv(t)
	first := e.create(t)
	path := filepath.Join(e.Dir, FileName)
	calls := 0
	o := e.Options
	o.Stretch = func(password, salt []byte, p Params) []byte {
		if calls++; calls == 3 { // unlock, the check of the password, the new slot
			setPassword(t, first, "theirs")
		}
		return cheap(password, salt, p)
	}
	second, err := Open(context.Background(), o)
	if err == nil {
		err = second.Unlock(context.Background(), secret.New("swordfish"))
	}
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	err = second.Rekey(context.Background(), secret.New("swordfish"), Event{Action: "test"}, nil, nil)
	if !errors.Is(err, ErrChanged) || calls < 3 {
		t.Fatalf("got %v after %d calls", err, calls)
	}
	e.open(t, "theirs")
	if _, err := os.Lstat(path + ".new"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a new file was left: %v", err)
	}
	if err := first.View(context.Background(), func(*Tx) error { return nil }); err != nil {
		t.Errorf("the keys are others: %v", err)
	}
}
