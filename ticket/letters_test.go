package ticket

import (
	"fmt"
	"testing"

	"coffer/box/hold"
)

// letters counts what comes into the post by way of something.
func (w *stage) letters(do func()) int {
	before := len(w.ever.objects)
	do()
	return len(w.ever.objects) - before
}

// TestManyCancels: a requester who ends their ticket in many ways has that carried once,
// and a watcher's many vetoes reach the requester once from each trustee.
func TestManyCancels(t *testing.T) {
	w, _ := ready(t, 142, 2, []string{"erin"}, []string{"bob", "carol"})
	q := w.asks(w.pack(), Wish{Kind: Recover})
	w.all()
	erin, p := w.actors["erin"], q.r.Asking.Policy
	for what, says := range map[string]func(i int) hold.Verified{
		"ends": func(i int) hold.Verified {
			about := q.about(hold.Fingerprint(q.me.Public().Fingerprint()))
			about.Request[0] ^= byte(i)
			return signed(t, p, &hold.Cancel{Answer: about}, q.me.Sign)
		},
		"vetoes": func(i int) hold.Verified {
			return erin.event(p, &hold.Veto{Answer: q.about(erin.id()), Reason: fmt.Sprint(i)})
		},
	} {
		say := func(i int) {
			for _, name := range []string{"bob", "carol"} {
				w.actors[name].hears(q, says(i))
			}
		}
		say(0)
		if n := w.letters(w.all); n == 0 {
			t.Errorf("%s are not carried", what)
		}
		for i := range 60 {
			say(i)
		}
		if n := w.letters(w.all); n != 0 {
			t.Errorf("sixty more %s draw %d letters", what, n)
		}
	}
}

// hears has somebody take in an event of a ticket that is here.
func (a *actor) hears(q *asker, v hold.Verified) {
	a.t.Helper()
	a.must(func(k *Keeper) error {
		h, err := k.hear(q.r.Asking.ID)
		if err != nil {
			return err
		}
		defer h.trust.wipe()
		if _, err := h.Add(v); err != nil {
			return err
		}
		return h.save()
	})
}

// TestManyAsks: a trustee who passes a ticket on again and again is answered once in
// each sync, with little.
func TestManyAsks(t *testing.T) {
	w, _ := ready(t, 143, 2, nil, []string{"bob", "carol"})
	q := w.asks(w.pack(), Wish{Kind: Recover})
	w.all()
	alice, bob := w.actors["alice"], w.actors["bob"]
	alice.must(func(k *Keeper) error { return k.Veto(q.r.Asking.ID, "no") })
	w.all()
	for i := range 60 {
		about := q.about(hold.Fingerprint(q.me.Public().Fingerprint()))
		about.Request[0] ^= byte(i)
		alice.hears(q, signed(t, q.r.Asking.Policy, &hold.Cancel{Answer: about}, q.me.Sign))
	}
	w.all()
	ask := w.body(q.opening("bob").Ask)
	came := w.letters(func() {
		for range 60 {
			if err := alice.gets(bob, KindAsk, ask); err != nil {
				t.Fatal(err)
			}
		}
		alice.sync()
	})
	if came != 3 { // known, the veto, and one end
		t.Errorf("sixty times the same draws %d letters", came)
	}
}
