package app

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"coffer/ticket"
	"coffer/vault"
	"coffer/vault/secret"
)

// TestNoTrusteesWithoutPassword: a vault that somebody left open makes no key that lasts.
func TestNoTrusteesWithoutPassword(t *testing.T) {
	w := newRescue(t, 1, []string{"bob"})
	bob, sheet := w.trustees[0], filepath.Join(t.TempDir(), "sheet.txt")
	o := Appointment{Papers: []string{"mallory"}, Threshold: 1, Wait: 24 * time.Hour, PaperOnly: true}
	for _, password := range []secret.Text{{}, secret.New("wrong")} {
		if _, _, err := bob.SetTrustees(t.Context(), o, password); err == nil || Explain(err).Kind != Password {
			t.Errorf("the first: %v", err)
		}
		if _, _, err := w.alice.SetTrustees(t.Context(), o, password); err == nil || Explain(err).Kind != Password {
			t.Errorf("others: %v", err)
		}
	}
	if has, err := bob.HasTrustees(t.Context()); has || err != nil {
		t.Errorf("there are some: %v", err)
	}
	if err := bob.TrusteePaper(t.Context(), "mallory", sheet, "1"); err == nil {
		t.Error("there is a sheet")
	}
	slots, err := bob.Slots(t.Context())
	bob.must(err)
	if len(slots) != 1 {
		t.Errorf("%d slots", len(slots))
	}
}

// TestDepositThatIsMeant: by the name of the owner alone, what was offered is accepted or
// refused, and what was accepted is returned, although another deposit stands besides.
func TestDepositThatIsMeant(t *testing.T) {
	w := newRescue(t, 1, []string{"bob"})
	bob := w.trustees[0]
	again := func() {
		t.Helper()
		held, err := bob.Deposit(t.Context(), "alice")
		bob.must(err)
		w.clock.now = w.clock.now.Add(time.Hour)
		_, _, err = w.alice.RenewTrustees(t.Context(), nil, secret.New("correct horse"))
		w.alice.must(err)
		w.alice.syncs()
		bob.loses(held.ID)
		bob.syncs()
	}
	states := func(want ...string) {
		t.Helper()
		all, err := bob.Deposits(t.Context())
		bob.must(err)
		var have []string
		for _, d := range all {
			have = append(have, d.State)
		}
		if !slices.Equal(have, want) {
			t.Fatalf("deposits are %s, not %s", have, want)
		}
	}
	again()
	states("accepted", "offered")
	if _, err := bob.Deposit(t.Context(), "alice"); err == nil || Explain(err).Kind != Ambiguous {
		t.Errorf("which one is shown? %v", err)
	}
	_, err := bob.ReturnDeposit(t.Context(), "alice", "")
	bob.must(err)
	states("returned", "offered")
	_, err = bob.AcceptDeposit(t.Context(), "alice")
	bob.must(err)
	states("returned", "accepted")
}

// loses has whoever runs the post lose what the owner of a deposit says over its mailboxes.
func (m member) loses(id ID) {
	m.t.Helper()
	m.must(m.view(m.t.Context(), func(tx *vault.Tx) error {
		trust, err := ticket.ReadTrust(tx, id)
		for _, way := range trust.Ways {
			m.must(os.RemoveAll(filepath.Join(m.drop, way.In.String())))
		}
		return err
	}))
}
