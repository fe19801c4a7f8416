package vault

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"coffer/vault/secret"
)

// cutShort runs a change that ends with a rewrite, and leaves the folder as a
// kill right before the rewrite leaves it.
func cutShort(t *testing.T, e *env, change func(v *Vault) error) {
	t.Helper()
	path := filepath.Join(e.Dir, FileName)
	var left []byte
	o := e.Options
	o.OpenFile = func(name string, flag int, mode os.FileMode) (*os.File, error) {
		if filepath.Base(name) == nextName {
			left, _ = os.ReadFile(path)
		}
		return os.OpenFile(name, flag, mode)
	}
	v, err := Open(t.Context(), o)
	if err == nil {
		err = v.Unlock(t.Context(), secret.New("swordfish"))
	}
	if err == nil {
		err = change(v)
	}
	if err != nil || left == nil {
		t.Fatalf("nothing was cut short: %v", err)
	}
	if err := os.WriteFile(path, left, 0o600); err != nil {
		t.Fatal(err)
	}
}

// theSlot is the one keyslot as it is stored.
func theSlot(t *testing.T, v *Vault) (stored []byte) {
	t.Helper()
	view(t, v, func(tx *Tx) error {
		all, err := tx.st.slotEntries()
		if err == nil && len(all) != 1 {
			t.Errorf("%d slots", len(all))
		}
		stored = bytes.Clone(all[0].v)
		return err
	})
	return stored
}

// opensFromFile looks for a keyslot anywhere in the bytes of a file, free pages
// included, and tells whether the password opens it.
func opensFromFile(t *testing.T, e *env, v *Vault, stored []byte, password string) bool {
	t.Helper()
	file := rawFile(t, e)
	at := bytes.Index(file, stored)
	if at < 0 {
		return false
	}
	s, err := parseSlot(file[at : at+len(stored)])
	if err != nil {
		t.Fatal(err)
	}
	r, _, err := openPasswordSlots(v.o, v.id, []*slot{s}, secret.New(password))
	if err != nil {
		return false
	}
	defer r.free()
	return bytes.Equal(r.page.Bytes(), v.roots.page.Bytes())
}

// TestKilledBeforeTheRewrite: a new password is in the file, and the old one's
// slot still stands in a free page. The vault itself says that a rewrite is
// owed, on any machine, until it was done.
func TestKilledBeforeTheRewrite(t *testing.T) {
	e := newEnv(t)
	old := theSlot(t, e.create(t))
	cutShort(t, e, func(v *Vault) error {
		return v.SetPassword(t.Context(), secret.New("second"), cheapest, Event{Action: "passwd"})
	})
	e.StateDir = t.TempDir() // another machine
	v := e.open(t, "second")
	if !opensFromFile(t, e, v, old, "swordfish") {
		t.Fatal("the old slot is not found where it must be")
	}
	if !v.Status().Owed {
		t.Error("nothing is owed")
	}
	update(t, v, func(tx *Tx) error { _, err := tx.CreateBox(); return err })
	if w := e.open(t, "second"); !v.Status().Owed || !w.Status().Owed {
		t.Error("another change settled it")
	}
	revision := v.Status().Revision
	if err := v.Compact(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if opensFromFile(t, e, v, old, "swordfish") {
		t.Error("the old password opens what is in the file")
	}
	if w := e.open(t, "second"); v.Status().Owed || w.Status().Owed || w.Status().Revision != revision || w.Status().Older {
		t.Errorf("after the rewrite: %+v, then %+v", v.Status(), w.Status())
	}
	verify(t, v)
}

// TestOwed: every change of the slots owes a rewrite until it is done, whatever
// keeps it; a rekey settles it too.
func TestOwed(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	full := errors.New("full")
	v.o.OpenFile = func(name string, flag int, mode os.FileMode) (*os.File, error) {
		if filepath.Base(name) == nextName {
			return nil, full
		}
		return os.OpenFile(name, flag, mode)
	}
	err := v.SetPassword(t.Context(), secret.New("second"), cheapest, Event{Action: "passwd"})
	if !errors.Is(err, ErrLeftovers) || !v.Status().Owed {
		t.Errorf("owed %v, %v", v.Status().Owed, err)
	}
	v.o.OpenFile = os.OpenFile
	if err := v.Rekey(context.Background(), secret.New("second"), Event{Action: "rekey"}, nil, nil); err != nil || v.Status().Owed {
		t.Errorf("after a rekey: owed %v, %v", v.Status().Owed, err)
	}
	if w := e.open(t, "second"); w.Status().Owed {
		t.Error("the new file owes a rewrite")
	}
	id := setRecovery(t, v)[Core]
	e.swordfish(t, v)
	cutShort(t, e, func(v *Vault) error { return v.DropSlot(t.Context(), id, Event{Action: "drop"}) })
	if w := e.open(t, "swordfish"); !w.Status().Owed {
		t.Error("a dropped slot is forgotten")
	}
}

// swordfish gives the vault back the password that the tests open it with.
func (e *env) swordfish(t *testing.T, v *Vault) {
	t.Helper()
	if err := v.SetPassword(t.Context(), secret.New("swordfish"), cheapest, Event{Action: "passwd"}); err != nil || v.Status().Owed {
		t.Fatalf("owed %v, %v", v.Status().Owed, err)
	}
}
