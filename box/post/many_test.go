package post

import (
	"fmt"
	"testing"
)

// TestThousandsOfLetters: a mailbox with more envelopes in it than numbers may be
// ahead is taken in by one sync, though the objects lie in any order.
func TestThousandsOfLetters(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	t.Parallel()
	p := newPair(t)
	const many = maxAhead + 500
	err := p.alice.Update(func(d Desk) error {
		for i := range many {
			if _, err := Send(d, p.alice.me, p.a, Letter{Kind: "note", Body: fmt.Append(nil, i)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if r := p.alice.sync(p.shelf); r.Sent != many {
		t.Fatalf("%d were sent", r.Sent)
	}
	if r := p.bob.sync(p.shelf); r.Taken != many || len(r.Aside) > 0 || len(p.shelf.objects) != 1 {
		t.Errorf("%d were taken in, %d put aside, %d objects lie there", r.Taken, len(r.Aside), len(p.shelf.objects))
	}
	if c := p.bob.channel(p.b); c.Taken.Seq != many || c.Taken.Broken != 0 {
		t.Errorf("the chain stands at %d, broken at %d", c.Taken.Seq, c.Taken.Broken)
	}
	if p.alice.sync(p.shelf); len(p.alice.outgoing()) > 0 {
		t.Errorf("%d envelopes wait", len(p.alice.outgoing()))
	}
}

// TestTenThousandForgeries: rubbish, and letters that somebody forged, are put
// aside, and do not keep what is between them, nor the next sync, for long.
func TestTenThousandForgeries(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	t.Parallel()
	p, mallory := newPair(t), newPerson(t)
	bob := p.bob.me.Public()
	const many = 10_000
	forged, err := Wrap(bob, note(t, mallory, bob, Envelope{Seq: 1, Prev: p.b.origin()}))
	for i := range many {
		name, err2 := p.b.object(p.bob.rand)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		if p.shelf.objects[name] = forged; i%4 > 0 {
			p.shelf.objects[name] = []byte("rubbish")
		}
	}
	p.alice.says(p.a, "one", "two")
	p.alice.sync(p.shelf)
	if r := p.bob.sync(p.shelf); r.Taken != 2 || len(r.Aside) != many || p.bob.heardSorted() != "one two" {
		t.Errorf("%d were taken in, %d put aside", r.Taken, len(r.Aside))
	}
	p.alice.says(p.a, "three")
	p.alice.sync(p.shelf)
	if r := p.bob.sync(p.shelf); r.Taken != 1 || len(r.Aside) != 0 {
		t.Errorf("%d were taken in, %d put aside again", r.Taken, len(r.Aside))
	}
	events := func() (n uint64) {
		err := p.bob.home().View(func(d Desk) error { n = d.(*VaultDesk).EventCount(); return nil })
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := events(); n > many/batchObjects+100 {
		t.Errorf("%d transactions", n)
	}
}
