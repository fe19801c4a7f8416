package app

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"coffer/box/seal/held"
	"coffer/vault"
	"coffer/vault/secret"
)

// What is kept for others outlives a rekey, under a key that the former roots do
// not open.
func TestRekeyRenewsWhatIsHeld(t *testing.T) {
	a := testApp(t)
	id, share := vault.ID{1}, []byte("a share")
	a.mustUpdate(t, func(tx *vault.Tx) error { return (&heldShares{tx: tx}).Put(id, share) })
	key := func() (plain []byte) {
		t.Helper()
		err := a.view(t.Context(), func(tx *vault.Tx) error {
			r, err := tx.Get(vault.BoxZero, vault.Seals, vault.Key{ID: vault.ID{15: 7}, Sub: 8}, vault.Core)
			plain = r.Plain
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return plain
	}
	before := key()
	if _, err := a.Rekey(t.Context(), secret.New("correct horse")); err != nil {
		t.Fatal(err)
	}
	if after := key(); bytes.Contains(after, before[3:]) {
		t.Error("the former key is still in use")
	}
	err := a.view(t.Context(), func(tx *vault.Tx) error {
		got, err := (&heldShares{tx: tx}).Get(id)
		if !bytes.Equal(got, share) {
			t.Errorf("the share is %q", got)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(a.env.Folders.Data, vault.KeysName), []byte("no keys"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Rekey(t.Context(), secret.New("correct horse")); err != nil {
		t.Errorf("damage keeps from a rekey: %v", err)
	}
	err = a.view(t.Context(), func(tx *vault.Tx) error {
		s, err := held.Open(tx)
		if err == nil {
			_, err = s.List()
		}
		return err
	})
	if err == nil {
		t.Error("damage is not told")
	}
}
