package vault

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"coffer/vault/secret"
)

// TestOlderFormer: an older copy of the same vault, under the same password, does not pass
// for what the reset has put aside, before or after a rekey; that file does.
func TestOlderFormer(t *testing.T) {
	r := newResettable(t)
	older := rawFile(t, r.env)
	v := r.open(t, "swordfish")
	update(t, v, func(tx *Tx) error {
		_, err := tx.Put(BoxZero, Contacts, contactKey, Core, []byte("bob, blocked"))
		return err
	})
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	aside := rawFile(t, r.env)
	v = r.mustReset(nil)
	opens := func(what string, file []byte) error {
		t.Helper()
		if err := os.WriteFile(filepath.Join(r.Dir, FormerName), file, 0o600); err != nil {
			t.Fatal(what, err)
		}
		f, err := v.OpenFormer(t.Context(), secret.New("swordfish"))
		if err == nil {
			err = f.Close()
		}
		return err
	}
	for _, when := range []string{"after the reset", "after a rekey"} {
		wantDamaged(t, "an older copy "+when, opens(when, older))
		wantDamaged(t, "one with more at its end "+when, opens(when, append(aside[:len(aside):len(aside)], 0)))
		if err := opens(when, aside); err != nil {
			t.Errorf("what was put aside, %s: %v", when, err)
		}
		if err := v.Rekey(t.Context(), secret.New("halibut"), Event{Action: "test"}, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	update(t, v, func(tx *Tx) error {
		if err := tx.PutTwin(BoxZero, Settings, formerKey, []byte("x")); !errors.Is(err, ErrReadOnly) {
			t.Errorf("the record is anybody's to write: %v", err)
		}
		if err := tx.DeleteTwin(BoxZero, Settings, formerKey); !errors.Is(err, ErrReadOnly) {
			t.Errorf("the record is anybody's to delete: %v", err)
		}
		return nil
	})
	verify(t, v)
}

// TestFormerOfNoReset: what somebody lays beside a vault that was never reset.
func TestFormerOfNoReset(t *testing.T) {
	r := newResettable(t)
	older := rawFile(t, r.env)
	v := r.open(t, "swordfish")
	if err := v.Rekey(t.Context(), secret.New("swordfish"), Event{Action: "test"}, nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(r.Dir, FormerName), older, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := v.OpenFormer(t.Context(), secret.New("swordfish"))
	wantDamaged(t, "a copy of before a rekey", err)
}
