package ticket

import (
	"errors"
	"testing"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
)

// gets has somebody take in a letter that another one sent over the mailboxes of the
// trust.
func (a *actor) gets(from *actor, kind string, body []byte) (err error) {
	a.t.Helper()
	way, _ := matter.FindWay(a.trust().Ways, from.id())
	a.must(func(k *Keeper) error {
		ch, e := k.Desk.Channel(way.In)
		if e != nil {
			return e
		}
		l := post.Received{Letter: post.Letter{Kind: kind, Body: body}, Sender: contact.Fingerprint(from.id()), Channel: &ch}
		take := k.TakeEvent
		if kind == KindAsk {
			take = k.TakeAsk
		}
		err = take(l)
		return nil
	})
	return err
}

// TestSaidBeforeAsk: what a trustee says of a ticket counts for the owner and whoever
// watches, also where it comes before the letter that passes the ticket on.
func TestSaidBeforeAsk(t *testing.T) {
	w, _ := ready(t, 140, 2, []string{"erin", "carol"}, []string{"bob", "carol"})
	q := w.stranger()
	bob, p := w.actors["bob"], q.r.Asking.Policy
	about := q.about(bob.id())
	for _, name := range []string{"alice", "erin", "carol"} {
		a := w.actors[name]
		for _, e := range []hold.Event{
			&hold.Seen{Answer: about, At: 1, Due: 2}, &hold.Again{Answer: about, At: 3, Due: 4}, &hold.Approve{Answer: about},
			&hold.Ready{Answer: about},
		} {
			if err := a.gets(bob, KindEvent, bob.event(p, e).Bytes()); err != nil {
				t.Fatalf("%s takes %s: %v", name, e.Kind(), err)
			}
		}
		if err := a.gets(bob, KindAsk, w.body(q.opening("bob").Ask)); err != nil {
			t.Fatal(err)
		}
		r := a.state(q.r.Asking.ID).Requests[0]
		if c := r.Custodians[0]; r.Stage != hold.Waiting || !c.Seen || !c.Again || !c.Approved || c.Ready == (hold.Hash{}) || c.Due != 4 {
			t.Errorf("%s sees %s, %+v", name, r.Stage, c)
		}
		if n := a.early(); n != 0 {
			t.Errorf("%s keeps %d events of a ticket that is here", name, n)
		}
	}
}

// early counts the events of tickets that are not here.
func (a *actor) early() (n int) {
	a.t.Helper()
	trust := a.trust().ID
	a.view(func(k *Keeper) error {
		all, err := readAbsent(k.tx(), trust)
		n = len(all.Early)
		return err
	})
	return n
}

// TestEarlyEventsFillNothing: a trustee who says much of tickets that nobody knows fills
// no more than their own place, and what counts for nobody is not kept.
func TestEarlyEventsFillNothing(t *testing.T) {
	w, _ := ready(t, 141, 2, nil, []string{"bob", "carol"})
	alice, bob, carol := w.actors["alice"], w.actors["bob"], w.actors["carol"]
	q := w.stranger()
	p, of := q.r.Asking.Policy, q.about(bob.id())
	full := 0
	for i := range maxEarly + 3 {
		v := bob.event(p, &hold.Seen{Answer: of, At: int64(i), Due: int64(i)})
		if err := alice.gets(bob, KindEvent, v.Bytes()); errors.Is(err, ErrFull) {
			full++
		}
	}
	if alice.early() != maxEarly || full != 3 {
		t.Errorf("%d of bob are kept, %d were put off", alice.early(), full)
	}
	seen := carol.event(p, &hold.Seen{Answer: q.about(carol.id()), At: 1, Due: 2})
	if err := alice.gets(carol, KindEvent, seen.Bytes()); err != nil || alice.early() != maxEarly+1 {
		t.Errorf("carol is crowded out: %v", err)
	}
	known := alice.event(p, &hold.Known{Answer: q.about(alice.id())})
	if err := bob.gets(alice, KindEvent, known.Bytes()); err != nil || bob.early() != 0 {
		t.Errorf("bob keeps %d, %v", bob.early(), err)
	}
}

// TestCancelsCrowdOutNoVeto: however many cancels of strangers the owner's client carries
// to a trustee, what the owner vetoes before a ticket comes there counts.
func TestCancelsCrowdOutNoVeto(t *testing.T) {
	w, _ := ready(t, 142, 2, []string{"erin"}, []string{"bob", "carol"})
	alice, bob, erin := w.actors["alice"], w.actors["bob"], w.actors["erin"]
	q := w.stranger()
	p := q.r.Asking.Policy
	says := func(from *actor, n int, make func(hold.Answer) hold.Verified) (full int) {
		for i := range n {
			of := q.about(from.id())
			if i < n-1 {
				of.Request = hold.Hash{1, from.id()[0], from.id()[1], byte(i), byte(i >> 8)}
			}
			err := bob.gets(from, KindEvent, make(of).Bytes())
			if err != nil && !errors.Is(err, ErrFull) {
				t.Fatal(err)
			}
			if err != nil {
				full++
			}
		}
		return full
	}
	cancel := func(of hold.Answer) hold.Verified {
		of.Author = hold.Fingerprint(q.me.Public().Fingerprint())
		return signed(t, p, &hold.Cancel{Answer: of}, q.me.Sign)
	}
	vetoes := func(a *actor) func(hold.Answer) hold.Verified {
		return func(of hold.Answer) hold.Verified { return a.event(p, &hold.Veto{Answer: of}) }
	}
	if full := says(alice, maxEarlyOwner+3, cancel); full != 3 {
		t.Errorf("%d cancels that the owner carries are put off", full)
	}
	if full := says(alice, 1, vetoes(alice)); full != 0 {
		t.Errorf("%d veto of the owner is put off", full)
	}
	if n := bob.early(); n != maxEarlyOwner+1 {
		t.Errorf("%d events are kept", n)
	}
	if full := says(erin, maxEarly+3, cancel) + says(erin, 1, vetoes(erin)); full != 3 {
		t.Errorf("%d events of who watches are put off", full)
	}
	q.sync()
	bob.sync()
	if n := len(bob.state(q.r.Asking.ID).Requests[0].Vetoes); n != 2 {
		t.Errorf("%d vetoes of two count", n)
	}
}
