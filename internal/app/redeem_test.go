package app

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"coffer/ticket"
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

// TestRedeemThatEndsLate: an attempt that fails after the vault was recovered, and before
// it stands in its place, is as if it had not been.
func TestRedeemThatEndsLate(t *testing.T) {
	w := newRescue(t, 2, nil, "dave", "erin")
	lone := w.copyOfVault()
	file, err := os.ReadFile(lone)
	w.alice.must(err)
	env := w.env()
	p, err := OpenPaperTrust(t.Context(), env, lone, Wish{Kind: "recover"})
	w.alice.must(err)
	sheets := []Share{}
	for i := range 2 {
		s, err := p.Sheet(secret.New(w.sheet(i, ticket.Recover)), sheets)
		w.alice.must(err)
		sheets = append(sheets, s)
	}
	defer WipeShares(sheets)
	o, leftover := redeems("", sheets), env.Folders.Data+".recovering"
	strangers := filepath.Join(leftover, "mine.txt")
	w.alice.must(os.MkdirAll(filepath.Join(leftover, attemptData), 0o700))
	w.alice.must(os.WriteFile(filepath.Join(leftover, attemptData, vault.FileName), []byte("half"), 0o600))
	w.alice.must(os.WriteFile(strangers, []byte("kept"), 0o600))
	if _, err := p.Redeem(t.Context(), o); Explain(err).Kind != Exists {
		t.Errorf("in the place of somebody's folder: %v", err)
	}
	if text, err := os.ReadFile(strangers); err != nil || string(text) != "kept" {
		t.Errorf("somebody's file: %q, %v", text, err)
	}
	w.alice.must(os.Remove(strangers))
	late := o
	late.Password = func() (secret.Text, error) {
		w.alice.must(os.MkdirAll(filepath.Join(env.Folders.Data, "in the way"), 0o700))
		return o.Password()
	}
	if _, err := p.Redeem(t.Context(), late); err == nil {
		t.Fatal("moved over a folder in which something is")
	}
	if names, err := os.ReadDir(env.Folders.Data); err != nil || len(names) != 1 {
		t.Errorf("in the folder: %v, %v", names, err)
	}
	if _, err := p.Redeem(t.Context(), o); Explain(err).Kind != Exists {
		t.Errorf("into a folder in which something is: %v", err)
	}
	w.alice.must(os.RemoveAll(env.Folders.Data))
	if _, err := p.Redeem(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(leftover); err == nil {
		t.Error("what was left of an attempt is still there")
	}
	if now, err := os.ReadFile(lone); err != nil || string(now) != string(file) {
		t.Errorf("the copy has changed: %v", err)
	}
	w.opens(&Asking{env: env}, "battery staple horse")
	env.Folders.Data += "2"
	p.env = env
	if _, err := p.Redeem(t.Context(), o); Explain(err).Kind != Refused || !strings.Contains(Explain(err).Hint, "newest copy") {
		t.Errorf("an older copy, where a newer one is known: %+v", Explain(err))
	}
	if _, err := os.Lstat(env.Folders.Data); err == nil {
		t.Error("a folder is left")
	}
}

// TestOrderThatWasInterrupted: an order that stands in the vault already, since a command
// ended before it wrote that down, is handed to the trustees all the same.
func TestOrderThatWasInterrupted(t *testing.T) {
	w := newRescue(t, 2, []string{"bob", "carol", "dave"})
	q := w.asks("freeze")
	w.released(q, w.trustees[:2]...)
	q.env.Folders.Data = w.alice.env.Folders.Data
	w.alice.must(q.update(func(r *ticket.Requester) error {
		s, err := r.Order()
		if err == nil {
			_, _, err = placeSigned(t.Context(), q.env, q.asking.Notice, RedeemOptions{}, s)
		}
		return err
	}))
	q = w.again(q)
	_, before := w.channels(q)
	done, err := q.Redeem(t.Context(), redeems("", nil))
	if err != nil || done.Dir != q.env.Folders.Data || q.asking.Redeemed == 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	if _, waiting := w.channels(q); waiting <= before {
		t.Error("the trustees get nothing")
	}
}

// TestOrderBesideOnesOwnVault: somebody who asks has a vault, too, and the order is not
// for it.
func TestOrderBesideOnesOwnVault(t *testing.T) {
	w := newRescue(t, 2, []string{"bob", "carol", "dave"})
	q := w.asks("freeze")
	w.released(q, w.trustees[:2]...)
	q.env.Folders.Data = w.trustees[2].env.Folders.Data
	o := redeems("", nil)
	o.Named = true
	if _, err := q.Redeem(t.Context(), o); err == nil || Explain(err).Kind != Refused {
		t.Errorf("into another vault that was named: %v", err)
	}
	o.Named = false
	_, before := w.channels(q)
	done, err := q.Redeem(t.Context(), o)
	if err != nil || done.Dir != "" || q.asking.Redeemed == 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	if _, waiting := w.channels(q); waiting <= before {
		t.Error("the trustees get nothing")
	}
	if data, err := w.trustees[2].v.Orders(t.Context()); err != nil || len(data) > 0 {
		t.Errorf("in their own vault lies %d bytes, %v", len(data), err)
	}
}
