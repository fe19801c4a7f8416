package app

import (
	"os"
	"path/filepath"

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
