package app

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"coffer/vault"
	"coffer/vault/secret"
)

// copyOfVault is a copy of the file of alice's vault.
func (w *rescue) copyOfVault() string {
	w.t.Helper()
	data, err := os.ReadFile(filepath.Join(w.alice.env.Folders.Data, vault.FileName))
	w.alice.must(err)
	path := filepath.Join(w.t.TempDir(), "copy.db")
	w.alice.must(os.WriteFile(path, data, 0o600))
	return path
}

func redeems(lone string, sheets []Share) RedeemOptions {
	return RedeemOptions{VaultFile: lone, Sheets: sheets, Password: func() (secret.Text, error) { return secret.New("battery staple horse"), nil }}
}

// opens makes sure that what a ticket was redeemed on opens with a password.
func (w *rescue) opens(q *Asking, password string) {
	w.t.Helper()
	a, err := Open(w.t.Context(), q.env)
	w.alice.must(err)
	defer a.Close()
	w.alice.must(a.Unlock(w.t.Context(), secret.New(password)))
	if o, err := a.Owner(w.t.Context()); err != nil || o.Name != "alice" {
		w.t.Errorf("the vault is that of %+v: %v", o, err)
	}
	if r, err := a.Verify(w.t.Context()); err != nil || len(r.Problems) > 0 {
		w.t.Errorf("verify: %+v, %v", r, err)
	}
}

// TestContactsHearOfARecovery: whoever can be written to is told once, and nobody else.
func TestContactsHearOfARecovery(t *testing.T) {
	w := newRescue(t, 1, []string{"bob", "carol"})
	bob, carol, mallory := w.trustees[0], w.trustees[1], w.member("mallory")
	mallory.asks(w.alice)
	mallory.syncs()
	w.alice.syncs()
	_, err := w.alice.BlockContact(t.Context(), "carol")
	w.alice.must(err)
	q := w.asks("recover")
	w.released(q, bob)
	q.env.Folders = w.alice.env.Folders
	_, err = q.Redeem(t.Context(), redeems("", nil))
	w.alice.must(err)
	w.alice.must(w.alice.Unlock(t.Context(), secret.New("battery staple horse")))
	said := func() (all []string) {
		w.alice.syncs()
		for _, m := range []member{bob, carol, mallory} {
			for _, n := range m.syncs().Notices {
				if n.Kind == "contact.recovered" {
					all = append(all, m.name+" of "+n.Contact)
				}
			}
		}
		return all
	}
	if got := said(); !slices.Equal(got, []string{"bob of alice"}) {
		t.Errorf("told: %q", got)
	}
	if got := said(); len(got) > 0 {
		t.Errorf("told again: %q", got)
	}
}
