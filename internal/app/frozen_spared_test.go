package app

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/box"
	"coffer/box/post"
	"coffer/ticket"
	"coffer/ticket/order"
	"coffer/vault"
	"coffer/vault/secret"
)

// frozenBy has trustees freeze alice's vault, in its file.
func (w *rescue) frozenBy(some ...member) {
	w.t.Helper()
	f := w.asks("freeze")
	w.released(f, some...)
	f.env.Folders = w.alice.env.Folders
	_, err := f.Redeem(w.t.Context(), redeems("", nil))
	w.alice.must(err)
	if _, err := w.unlocks(); err == nil || Explain(err).Kind != Refused {
		w.t.Fatalf("it opens: %v", err)
	}
}

// unlocks opens alice's vault as one command does.
func (w *rescue) unlocks() (*App, error) {
	w.t.Helper()
	a := w.alice.again()
	return a, a.Unlock(w.t.Context(), secret.New("correct horse"))
}

func (m member) again() *App {
	m.t.Helper()
	a, err := Open(m.t.Context(), m.env)
	m.must(err)
	m.t.Cleanup(func() { a.Close() })
	return a
}

// spared is alice's frozen vault, as the master password opens it for a veto.
func (w *rescue) spared() member {
	w.t.Helper()
	a := w.alice.again()
	frozen, err := a.Spare(w.t.Context())
	w.alice.must(err)
	w.alice.must(a.Unlock(w.t.Context(), secret.New("correct horse")))
	if !frozen || !a.IsSpared() {
		w.t.Fatal("it is not frozen")
	}
	return member{a, w.t, "alice", w.drop}
}

// TestFreezeTakesNoVetoAway: whoever has a vault frozen first, and asks for it then, finds
// an owner who hears of it and stops it.
func TestFreezeTakesNoVetoAway(t *testing.T) {
	w := newRescue(t, 2, []string{"bob", "carol"})
	w.frozenBy(w.trustees...)
	q := w.asks("recover")
	w.carries(q)
	info, err := q.Info()
	w.alice.must(err)
	for _, m := range w.trustees {
		m.syncs()
		_, err := m.ConfirmTicket(t.Context(), "@"+info.ID.String(), info.Code)
		m.must(err)
		_, err = m.ApproveTicket(t.Context(), "@"+info.ID.String())
		m.must(err)
		m.syncs()
	}
	a := w.spared()
	asked := false
	for _, n := range a.syncs().Notices {
		asked = asked || n.Kind == "ticket.asked"
	}
	if !asked {
		t.Error("she hears nothing of the ticket")
	}
	all, err := a.Asked(t.Context())
	if err != nil || !slices.ContainsFunc(all, func(i TicketInfo) bool { return i.ID == info.ID }) {
		t.Errorf("what waits for her: %+v, %v", all, err)
	}
	if _, err := a.Ticket(t.Context(), "@"+info.ID.String()); err != nil {
		t.Error(err)
	}
	_, err = a.VetoTicket(t.Context(), "@"+info.ID.String(), "no")
	a.must(err)
	a.syncs()
	for range 3 {
		for _, m := range w.trustees {
			m.syncs()
		}
		w.carries(q)
		w.clock.now = w.clock.now.Add(25 * time.Hour)
	}
	if got := w.stage(q); got != "vetoed" {
		t.Errorf("the ticket is %s", got)
	}
}

// TestFrozenVaultGivesNothing: what the master password opens for a veto has no item, and
// changes nothing else.
func TestFrozenVaultGivesNothing(t *testing.T) {
	w := newRescue(t, 2, []string{"bob", "carol"})
	w.alice.must(w.alice.update(t.Context(), "test", "", func(tx *vault.Tx) error { _, _, err := box.EnsureBox(tx, "work"); return err }))
	w.frozenBy(w.trustees...)
	a := w.spared()
	_, owner := a.Owner(t.Context())
	_, contents := a.Contents(t.Context())
	_, exposed := a.Exposed(t.Context())
	_, verified := a.Verify(t.Context())
	_, drilled := a.Drill(t.Context())
	_, approved := a.ApproveTicket(t.Context(), "")
	_, trustees := a.Trustees(t.Context())
	for name, err := range map[string]error{
		"owner": owner, "contents": contents, "exposed": exposed, "verify": verified, "drill": drilled, "approve": approved,
		"trustees": trustees, "email": a.SetOwner(t.Context(), Owner{Name: "mallory"}), "post": a.SetPost(t.Context(), "dir:/", false),
	} {
		if err == nil || Explain(err).Kind != Refused || !strings.Contains(Explain(err).What, "froze this vault") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.alice.again().Spare(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestThawComesByPost: what trustees order later arrives at a vault that they froze.
func TestThawComesByPost(t *testing.T) {
	w := newRescue(t, 2, []string{"bob", "carol"})
	w.frozenBy(w.trustees...)
	w.clock.now = w.clock.now.Add(time.Hour)
	q := w.asks("thaw")
	w.released(q, w.trustees...)
	_, err := q.Redeem(t.Context(), redeems("", nil))
	w.alice.must(err)
	w.carries(q)
	for _, m := range w.trustees {
		m.syncs()
	}
	if _, err := w.unlocks(); err == nil {
		t.Fatal("it opens before it has heard of anything")
	}
	a := w.spared()
	came := false
	for _, n := range a.syncs().Notices {
		came = came || n.Kind == ticket.KindOrder
	}
	if !came {
		t.Error("the thaw has not come")
	}
	if _, err := w.unlocks(); err != nil {
		t.Errorf("it stays shut: %v", err)
	}
}

// A vault that is not frozen is opened as any other, and a deletion is vetoed.
func TestSpareOfAnOpenVault(t *testing.T) {
	w := withTrustees(t)
	w.orders(order.Delete)
	a := w.stranger()
	if frozen, err := a.Spare(t.Context()); frozen || err != nil {
		t.Fatal(frozen, err)
	}
	if err := a.Unlock(t.Context(), secret.New("correct horse")); err != nil || a.IsSpared() {
		t.Fatal(err)
	}
	if _, err := a.Owner(t.Context()); err != nil || a.Decided().Vetoed == "" {
		t.Errorf("%+v, %v", a.Decided(), err)
	}
}

// TestOrderByPost: an order that comes by the post is checked against the trustees of
// now, wipes out nothing that stands, and never ends a sync.
func TestOrderByPost(t *testing.T) {
	w := withTrustees(t)
	place := func(data []byte) (err error) {
		s, perr := order.ParseSigned(data)
		if perr != nil {
			t.Fatal(perr)
		}
		w.mustUpdate(t, func(tx *vault.Tx) error { err = placeOrder(tx, w.v.ID(), s, w.Now()); return nil })
		return err
	}
	refused := func(err error) bool { return err != nil && reflect.TypeOf(err) == reflect.TypeOf(post.Refuse(err)) }
	old := w.signs(order.Thaw)
	w.set, w.shares = w.dealt(w.about(2))
	w.names(2, w.set)
	w.later(time.Second)
	fresh := w.signs(order.Freeze)
	if err := place(fresh); err != nil {
		t.Fatal(err)
	}
	book := w.entry()
	if err := place(old); !refused(err) {
		t.Errorf("of former trustees: %v", err)
	}
	if err := place(fresh); err != nil {
		t.Errorf("the same again: %v", err)
	}
	if !bytes.Equal(w.entry(), book) {
		t.Error("the freeze that stands is gone")
	}
	w.raw(bytes.Repeat([]byte("x"), vault.MaxOrders+1))
	if err := place(fresh); err != nil || len(w.entry()) == 0 {
		t.Errorf("where something huge lies: %v", err)
	}
	w.mustUpdate(t, func(tx *vault.Tx) error { return tx.PutClear(vault.ClearRecovery, nil) })
	if err := place(fresh); !refused(err) {
		t.Errorf("without trustees: %v", err)
	}
}

// TestPostedOrderFromTheFuture: an order that comes while the clock here is behind is put
// aside and told, and stands once the clock is right.
func TestPostedOrderFromTheFuture(t *testing.T) {
	w := withTrustees(t)
	s, err := order.ParseSigned(w.signs(order.Freeze))
	if err != nil {
		t.Fatal(err)
	}
	right := w.Now()
	for _, c := range []struct {
		now   time.Time
		later bool
	}{{right.Add(-30 * time.Hour), true}, {right, false}} {
		w.mustUpdate(t, func(tx *vault.Tx) error { err = placeOrder(tx, w.v.ID(), s, c.now); return nil })
		if errors.Is(err, order.ErrFuture) != c.later || (len(w.entry()) == 0) != c.later {
			t.Errorf("at %s: %v, %d bytes", c.now, err, len(w.entry()))
		}
		if c.later && !reflect.DeepEqual(err, post.Later(errors.Unwrap(err))) {
			t.Errorf("it is not kept: %v", err)
		}
	}
}
