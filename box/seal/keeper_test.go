package seal

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"coffer/box/hold"
	"coffer/vault/blob/blobtest"
)

func TestSealStory(t *testing.T) {
	w := newStage(t, 1, "alice", "bob", "carol", "dave")
	deed := bytes.Repeat([]byte("deed"), 1000)
	id := w.seal(plan{custodians: []string{"carol", "dave"}, threshold: 2, grace: 7 * day, label: "house", files: [][]byte{deed}})
	w.all()
	for _, name := range []string{"carol", "dave"} {
		if a := w.actor(name); !a.has(id) || a.heard(KindDeposit) != 1 || a.matter(id).Label != "house" {
			t.Errorf("%s has no share", name)
		}
	}
	w.expectClosed(id)
	r := w.asks(id)
	w.expect(id, r, hold.Asked, "bob")
	w.expect(id, r, "unheard", "alice")
	w.all()
	w.expect(id, r, hold.Waiting, "alice", "bob", "carol", "dave")
	w.pass(7*day - time.Second)
	w.all()
	w.expect(id, r, hold.Waiting, "alice", "bob")
	w.expectClosed(id)
	w.pass(time.Second)
	w.all()
	w.expect(id, r, hold.Released, "bob")
	w.expect(id, r, hold.Decided, "alice")
	w.expectOpen(id, "bank")
	if _, files, _ := w.opens(id); len(files) != 1 || !bytes.Equal(files[0], deed) {
		t.Error("the attachment came out as something else")
	}
	w.idle()
}

// idle makes sure that syncs with nothing new write nothing, not even when time
// passes.
func (w *stage) idle() {
	w.t.Helper()
	for range 2 {
		w.pass(time.Hour)
		for _, name := range w.order {
			a := w.actor(name)
			before := a.events()
			a.sync()
			if n := a.events() - before; n > 0 || a.moved > 0 {
				w.t.Errorf("an idle sync of %s writes %d times, and moves %d seals", name, n, a.moved)
			}
		}
	}
}

// events counts the transactions that wrote.
func (a *actor) events() (n uint64) {
	a.view(func(k *Keeper) error { n = k.tx().Entries(); return nil })
	return n
}

func TestAllow(t *testing.T) {
	w := newStage(t, 2, "alice", "bob", "carol")
	id := w.seal(plan{custodians: []string{"carol"}})
	w.all()
	r := w.asks(id)
	w.all()
	w.actor("alice").must(func(k *Keeper) error { return k.Allow(id, r) })
	wantErr(t, "allow twice", w.actor("alice").try(func(k *Keeper) error { return k.Allow(id, r) }), hold.ErrNotNow)
	w.all()
	w.expect(id, r, hold.Released, "bob")
	w.expectOpen(id, "bank")
	wantErr(t, "update after an allow", w.updates(id, "bank 2"), hold.ErrNotNow)
	w.idle()
}

func (w *stage) updates(id [16]byte, title string, files ...[]byte) error {
	return w.actor("alice").try(func(k *Keeper) error { return k.Update(id, content(title, files...)) })
}

func TestLiftThenBreak(t *testing.T) {
	w := newStage(t, 3, "alice", "bob", "carol", "dave")
	id := w.seal(plan{custodians: []string{"carol", "dave"}, threshold: 2})
	w.all()
	w.actor("alice").must(func(k *Keeper) error { return k.Lift(id) })
	wantErr(t, "lift twice", w.actor("alice").try(func(k *Keeper) error { return k.Lift(id) }), hold.ErrNotNow)
	w.all()
	r := w.asks(id)
	w.all()
	w.expect(id, r, hold.Released, "bob")
	w.expectOpen(id, "bank")
}

// TestLiftDuringRequest: what was asked before a lift is not hastened by it; bob
// asks once more.
func TestLiftDuringRequest(t *testing.T) {
	w := newStage(t, 4, "alice", "bob", "carol")
	id := w.seal(plan{custodians: []string{"carol"}, grace: 2 * day})
	w.all()
	first := w.asks(id) // alice has not heard of it
	w.actor("alice").must(func(k *Keeper) error { return k.Lift(id) })
	w.all()
	w.expect(id, first, hold.Waiting, "bob", "alice")
	second := w.asks(id)
	w.all()
	w.expect(id, second, hold.Released, "bob")
	w.expectOpen(id, "bank")
}

func TestVetoThenReopen(t *testing.T) {
	w := newStage(t, 5, "alice", "bob", "carol", "dave")
	id := w.seal(plan{custodians: []string{"carol", "dave"}, threshold: 1, vetoes: 2})
	w.all()
	for range 2 {
		r := w.asks(id)
		w.all()
		w.actor("alice").must(func(k *Keeper) error { return k.Veto(id, r, "no") })
		w.all()
		w.expect(id, r, hold.Vetoed, "alice", "bob", "carol", "dave")
		w.pass(30 * day)
		w.all()
		w.expectClosed(id)
	}
	if bob := w.actor("bob"); bob.heard("veto") != 2 || bob.news[len(bob.news)-1].Reason != "no" {
		t.Errorf("bob heard %v", bob.news)
	}
	wantErr(t, "break a closed seal", w.actor("bob").try(func(k *Keeper) error { _, err := k.Break(id); return err }), hold.ErrNotNow)
	w.idle()
	w.actor("alice").must(func(k *Keeper) error { return k.Reopen(id) })
	w.all()
	r := w.asks(id)
	w.all()
	w.pass(day)
	w.all()
	w.expect(id, r, hold.Released, "bob")
	w.expectOpen(id, "bank")
}

func TestWithdraw(t *testing.T) {
	for name, asked := range map[string]bool{"before anybody asks": false, "during a request": true} {
		t.Run(name, func(t *testing.T) {
			w := newStage(t, 6, "alice", "bob", "carol", "dave")
			id := w.seal(plan{custodians: []string{"carol", "dave"}, threshold: 1, files: [][]byte{{1}}})
			w.all()
			var r hold.Hash
			if asked {
				r = w.asks(id)
				w.all()
			}
			w.actor("alice").must(func(k *Keeper) error { return k.Withdraw(id) })
			w.all()
			if asked {
				w.expect(id, r, hold.Withdrawn, "alice", "bob", "carol", "dave")
			}
			w.pass(20 * day)
			w.all()
			w.expectClosed(id)
			w.gone(id, "carol", "dave")
			w.idle()
		})
	}
}

// gone makes sure that shares and files are no more.
func (w *stage) gone(id [16]byte, custodians ...string) {
	w.t.Helper()
	for _, name := range custodians {
		if w.actor(name).has(id) {
			w.t.Errorf("%s still has the share", name)
		}
	}
	if n := len(w.actor("alice").state(id).Gone); n != len(custodians) {
		w.t.Errorf("alice hears of %d shares that are gone, of %d", n, len(custodians))
	}
	if files := w.actor("bob").matter(id).Receiving.Files; len(files) > 0 {
		w.t.Errorf("bob still has %d files", len(files))
	}
	w.actor("bob").view(func(k *Keeper) error {
		all, err := k.Desk.Arriving(w.way(id, "bob", "alice"))
		if len(all) > 0 {
			w.t.Errorf("bob still has %d parcels", len(all))
		}
		return err
	})
}

func TestUpdateWhileSealed(t *testing.T) {
	w := newStage(t, 7, "alice", "bob", "carol")
	id := w.seal(plan{custodians: []string{"carol"}, files: [][]byte{{1}}})
	w.all()
	if err := w.updates(id, "bank 2", []byte{2}, []byte{3}); err != nil {
		t.Fatal(err)
	}
	w.all()
	if files := w.actor("bob").matter(id).Receiving.Files; len(files) != 1 || files[0].Number != 2 {
		t.Errorf("bob has %v", files)
	}
	for range 20 { // all of them before bob looks
		if err := w.updates(id, "bank 22"); err != nil {
			t.Fatal(err)
		}
	}
	w.all()
	if files := w.actor("bob").matter(id).Receiving.Files; len(files) != 1 || files[0].Number != 22 {
		t.Errorf("bob has %v", files)
	}
	w.idle()
	r := w.asks(id)
	w.all()
	if err := w.updates(id, "bank 23"); err != nil {
		t.Errorf("an update during the wait: %v", err)
	}
	w.all()
	w.pass(day)
	w.all()
	w.expect(id, r, hold.Released, "bob")
	w.expectOpen(id, "bank 23")
	wantErr(t, "an update after it was spent", w.updates(id, "bank 24"), hold.ErrNotNow)
	w.idle()
}

func TestNotAfter(t *testing.T) {
	w := newStage(t, 8, "alice", "bob", "carol")
	id := w.seal(plan{custodians: []string{"carol"}, grace: 5 * day, notAfter: 4 * day})
	w.all()
	r := w.asks(id)
	w.all()
	w.pass(4 * day) // said: nothing is released, nothing destroyed
	w.all()
	w.pass(12 * time.Hour)
	w.all()
	w.expect(id, r, hold.Waiting, "bob")
	if !w.actor("carol").has(id) {
		t.Error("destroyed before the date was reached twice")
	}
	for range 3 {
		w.pass(day)
		for _, a := range w.actors {
			a.reopen()
		}
		w.all()
	}
	w.expectClosed(id)
	w.gone(id, "carol")
	w.idle()
}

func TestSelfAsCustodian(t *testing.T) {
	w := newStage(t, 9, "alice", "bob")
	id := w.seal(plan{custodians: []string{"alice"}})
	if !w.actor("alice").has(id) {
		t.Fatal("alice keeps no share")
	}
	w.all()
	r := w.asks(id)
	w.all()
	w.pass(day)
	w.all()
	w.expect(id, r, hold.Released, "bob")
	w.expectOpen(id, "bank")
	w.idle()
	w.actor("alice").must(func(k *Keeper) error { return k.Withdraw(id) })
	w.all()
	w.gone(id, "alice")
	w.idle()
}

func TestTwoOfThree(t *testing.T) {
	w := newStage(t, 10, "alice", "bob", "carol", "dave", "erin")
	id := w.seal(plan{custodians: []string{"alice", "carol", "dave"}, threshold: 2})
	w.some("alice", "bob", "carol") // dave never syncs
	r := w.asks(id)
	w.some("alice", "bob", "carol")
	w.pass(day)
	w.some("alice", "bob", "carol")
	w.expect(id, r, hold.Released, "bob")
	w.expectOpen(id, "bank")
	if n := len(w.actor("erin").matters()); n > 0 {
		t.Errorf("erin hears of %d seals", n)
	}
}

func (a *actor) matters() (all []Matter) {
	a.view(func(k *Keeper) (err error) { all, err = Matters(k.tx()); return err })
	return all
}

func TestShareLost(t *testing.T) {
	w := newStage(t, 11, "alice", "bob", "carol", "dave", "erin")
	id := w.seal(plan{custodians: []string{"carol", "dave", "erin"}, threshold: 2})
	w.all()
	delete(w.actor("carol").shares, id)
	r := w.asks(id)
	w.all()
	w.pass(day)
	w.all()
	w.expect(id, r, hold.Released, "bob")
	w.expectOpen(id, "bank")
	w.idle()
}

// TestRestoredCustodian: what began after the copy begins anew.
func TestRestoredCustodian(t *testing.T) {
	w := newStage(t, 12, "alice", "bob", "carol")
	id := w.seal(plan{custodians: []string{"carol"}, grace: 4 * day})
	w.all()
	old := w.actor("carol").copy()
	r := w.asks(id)
	w.all()
	w.pass(3 * day)
	w.all()
	w.actor("carol").restore(old)
	w.pass(day)
	w.all()
	w.expect(id, r, "unheard", "carol") // bob's client was told that she has it
	wantErr(t, "break again", w.actor("bob").try(func(k *Keeper) error { _, err := k.Break(id); return err }), hold.ErrNotNow)
	w.asksAgain(id, r)
	w.all()
	w.expect(id, r, hold.Waiting, "bob")
	w.pass(3 * day)
	w.all()
	w.expectClosed(id)
	w.pass(day)
	w.all()
	w.expect(id, r, hold.Released, "bob")
	w.expectOpen(id, "bank")
}

func (w *stage) asksAgain(id [16]byte, want hold.Hash) {
	w.t.Helper()
	w.actor("bob").must(func(k *Keeper) error {
		if r, err := k.AskAgain(id); err != nil || r != want {
			w.t.Errorf("to ask again is another request: %v", err)
		}
		return nil
	})
}

// TestRestoredAfterLift: asked once more, bob carries again what speaks for it.
func TestRestoredAfterLift(t *testing.T) {
	w := newStage(t, 23, "alice", "bob", "carol", "dave")
	id := w.seal(plan{custodians: []string{"carol", "dave"}, threshold: 2})
	w.all()
	old := w.actor("carol").copy()
	r := w.asks(id)
	w.all()
	w.actor("alice").must(func(k *Keeper) error { return k.Allow(id, r) })
	w.some("alice", "dave", "bob")
	w.hide(w.way(id, "carol", "alice"))
	crash := errors.New("a crash")
	w.actor("carol").unmoved(crash)
	w.actor("carol").restore(old)
	w.some("bob", "carol", "dave")
	w.expectClosed(id)
	w.asksAgain(id, r)
	w.some("bob", "carol", "dave")
	w.expect(id, r, hold.Released, "bob")
	w.expectOpen(id, "bank")
}

// TestGapThenAgain: something from alice got lost; carol waits twice.
func TestGapThenAgain(t *testing.T) {
	w := newStage(t, 13, "alice", "bob", "carol")
	id := w.seal(plan{custodians: []string{"carol"}, extra: true})
	w.all()
	r := w.asks(id)
	w.some("bob", "carol")
	w.lose(w.way(id, "carol", "alice"))
	w.actor("alice").sync() // says that she knows; it is lost
	w.heal()
	w.actor("alice").must(func(k *Keeper) error { // the second letter shows the gap
		h, err := k.hear(id)
		if err == nil {
			_, err = h.Send(w.actor("carol").id(), "seal.unknown", []byte("?"))
		}
		return err
	})
	w.pass(12 * time.Hour)
	w.all()
	if got := w.actor("carol").state(id).Requests[0].Custodians[0]; got.Again {
		t.Error("again before the wait was over")
	}
	w.pass(12 * time.Hour)
	w.all()
	if got := w.actor("bob").state(id).Requests[0].Custodians[0]; !got.Again {
		t.Error("a gap, and no second wait")
	}
	w.expectClosed(id)
	w.pass(day)
	w.all()
	w.expect(id, r, hold.Released, "bob")
}

func TestSilenceThenAgain(t *testing.T) {
	w := newStage(t, 14, "alice", "bob", "carol")
	id := w.seal(plan{custodians: []string{"carol"}, extra: true})
	w.all()
	r := w.asks(id)
	w.some("bob", "carol")
	w.pass(day)
	w.some("bob", "carol")
	w.expect(id, r, hold.Waiting, "bob")
	w.pass(day)
	w.some("bob", "carol")
	w.expect(id, r, hold.Released, "bob")
	w.expectOpen(id, "bank")
}

// TestAnswerThenNoAgain: an owner who has heard of it needs no second wait.
func TestAnswerThenNoAgain(t *testing.T) {
	w := newStage(t, 15, "alice", "bob", "carol")
	id := w.seal(plan{custodians: []string{"carol"}, extra: true})
	w.all()
	r := w.asks(id)
	w.all()
	w.pass(day)
	w.all()
	w.expect(id, r, hold.Released, "bob")
}

// TestRequestCannotBeHidden: bob's own client tells alice nothing; carol does.
func TestRequestCannotBeHidden(t *testing.T) {
	w := newStage(t, 16, "alice", "bob", "carol")
	id := w.seal(plan{custodians: []string{"carol"}})
	w.all()
	w.lose(w.way(id, "alice", "bob"))
	r := w.asks(id)
	w.all()
	w.expect(id, r, hold.Waiting, "alice", "carol")
	// And no wait begins where alice cannot be told.
	w.heal()
	w.actor("alice").must(func(k *Keeper) error { return k.Veto(id, r, "no") })
	w.all()
	w.fault = func(op blobtest.Op, at string) blobtest.Fault {
		if op == blobtest.Put && at == w.wayOut(id, "carol", "alice") {
			return blobtest.Fault{Skip: true, Err: errors.New("full")}
		}
		return blobtest.Fault{}
	}
}

func (w *stage) wayOut(id [16]byte, writer, reader string) string {
	m := w.actor(writer).matter(id)
	way, _ := m.way(w.actor(reader).id())
	return way.Out.String()
}

// TestNoWaitBeforeAliceIsTold: what cannot leave, tells nobody.
func TestNoWaitBeforeAliceIsTold(t *testing.T) {
	w := newStage(t, 17, "alice", "bob", "carol")
	id := w.seal(plan{custodians: []string{"carol"}})
	w.all()
	full := w.wayOut(id, "carol", "alice")
	w.fault = func(op blobtest.Op, at string) blobtest.Fault {
		if op == blobtest.Put && at == full {
			return blobtest.Fault{Skip: true, Err: errors.New("full")}
		}
		return blobtest.Fault{}
	}
	r := w.asks(id)
	for range 3 {
		for _, name := range w.order {
			w.actor(name).sync()
		}
		w.pass(day)
	}
	w.expect(id, r, hold.Asked, "bob", "carol")
	w.heal()
	w.all()
	w.expect(id, r, hold.Waiting, "alice", "bob", "carol")
	w.pass(day)
	w.all()
	w.expect(id, r, hold.Released, "bob")
}

// TestVetoReachesOne: of two custodians, both of whom are needed.
func TestVetoReachesOne(t *testing.T) {
	w := newStage(t, 18, "alice", "bob", "carol", "dave")
	id := w.seal(plan{custodians: []string{"carol", "dave"}, threshold: 2})
	w.all()
	r := w.asks(id)
	w.all()
	w.lose(w.way(id, "dave", "alice"), w.way(id, "bob", "alice"))
	w.actor("alice").must(func(k *Keeper) error { return k.Veto(id, r, "") })
	w.all()
	w.pass(day - time.Hour) // not yet put again
	w.all()
	w.pass(2 * time.Hour)
	w.lose(w.way(id, "dave", "alice"), w.way(id, "bob", "alice"))
	w.all()
	w.expect(id, r, hold.Vetoed, "carol", "alice")
	w.expectClosed(id)
	if w.actor("dave").at(id, r) == hold.Vetoed {
		t.Fatal("the post let it through")
	}
	if n := len(w.actor("bob").state(id).Requests[0].Custodians[1].Shares); n > 0 {
		t.Error("dave gave a share away, and carol was not ready")
	}
}

// TestDecisionsAtOnce: allow and veto cross; the veto stands.
func TestDecisionsAtOnce(t *testing.T) {
	w := newStage(t, 19, "alice", "bob", "carol", "dave")
	id := w.seal(plan{custodians: []string{"carol", "dave"}, threshold: 1})
	w.all()
	r := w.asks(id)
	w.all()
	w.actor("alice").must(func(k *Keeper) error {
		if err := k.Allow(id, r); err != nil {
			return err
		}
		return k.Veto(id, r, "on second thoughts")
	})
	w.all()
	w.pass(3 * day)
	w.all()
	w.expect(id, r, hold.Vetoed, "alice", "bob", "carol", "dave")
	w.expectClosed(id)
}

// TestOldAllowReplayed: what was allowed and then stopped opens no later request.
func TestOldAllowReplayed(t *testing.T) {
	w := newStage(t, 20, "alice", "bob", "carol")
	id := w.seal(plan{custodians: []string{"carol"}, vetoes: 5, grace: 5 * day})
	w.all()
	first := w.asks(id)
	w.all()
	w.actor("alice").must(func(k *Keeper) error { return k.Veto(id, first, "") })
	w.all()
	second := w.asks(id)
	w.all()
	bob := w.actor("bob")
	bob.must(func(k *Keeper) error { // bob carries all that he has to carol, again
		h, err := k.hear(id)
		if err != nil {
			return err
		}
		for _, v := range h.Course.Set.Events() {
			if _, err := h.Send(w.actor("carol").id(), KindEvent, v.Bytes()); err != nil {
				return err
			}
		}
		return nil
	})
	w.all()
	w.pass(day)
	w.all()
	w.expect(id, second, hold.Waiting, "bob", "carol")
	w.expectClosed(id)
}

// TestRetired: the mailboxes of a seal that has long been over are gone, and
// nothing stumbles over that.
func TestRetired(t *testing.T) {
	w := newStage(t, 21, "alice", "bob", "carol")
	id := w.seal(plan{custodians: []string{"carol"}, notAfter: 4 * day})
	w.all()
	r := w.asks(id)
	w.all()
	w.actor("alice").must(func(k *Keeper) error { return k.Veto(id, r, "") })
	w.all()
	for range 8 {
		w.pass(day)
		for _, a := range w.actors {
			a.reopen()
		}
		w.all()
	}
	w.gone(id, "carol")
	w.pass(31 * day)
	w.all()
	for _, a := range w.actors {
		if n := len(a.matter(id).Ways); n > 0 {
			t.Errorf("%s keeps %d mailboxes", a.name, n)
		}
		a.state(id)
	}
	w.idle()
	alice := w.actor("alice")
	if err := alice.try(func(k *Keeper) error { return k.Withdraw(id) }); err != nil && !errors.Is(err, hold.ErrNotNow) {
		t.Errorf("withdraw what is over: %v", err)
	}
	if err := w.actor("bob").try(func(k *Keeper) error { _, err := k.Break(id); return err }); !errors.Is(err, hold.ErrNotNow) {
		t.Errorf("break what is over: %v", err)
	}
	wantErr(t, "update what is over", w.updates(id, "bank 2"), hold.ErrNotNow)
	w.idle()
}

// TestFailedListing: while carol cannot look at what alice says, she says nothing.
// What the post hides from her and what it refuses to show are two things: only the
// second one can be noticed.
func TestFailedListing(t *testing.T) {
	w := newStage(t, 22, "alice", "bob", "carol")
	id := w.seal(plan{custodians: []string{"carol"}})
	w.all()
	r := w.asks(id)
	w.all()
	in := w.way(id, "carol", "alice")
	w.fault = func(op blobtest.Op, at string) blobtest.Fault {
		if op == blobtest.List && at == in.String() {
			return blobtest.Fault{Skip: true, Err: errors.New("unavailable")}
		}
		return blobtest.Fault{}
	}
	w.pass(3 * day)
	w.all()
	w.expect(id, r, hold.Waiting, "bob")
	w.hide(in)
	w.actor("alice").must(func(k *Keeper) error { return k.Veto(id, r, "") })
	w.heal()
	w.all()
	w.expect(id, r, hold.Vetoed, "bob", "carol")
	second := w.seal(plan{custodians: []string{"carol"}})
	w.all()
	w.hide(w.way(second, "carol", "alice"), w.way(second, "bob", "alice"))
	r = w.asks(second)
	w.all()
	w.actor("alice").must(func(k *Keeper) error { return k.Veto(second, r, "") })
	w.all()
	w.pass(day)
	w.all()
	w.expect(second, r, hold.Released, "bob") // the threat model says so
}
