//go:build !race

// Thousands of objects take minutes under the race detector; what couriers do side by
// side the other tests do, with it.

package post

import (
	"fmt"
	"testing"
	"time"

	"coffer/box/contact"
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

// tenThousand objects are more than anybody writes to us.
const tenThousand = 10_000

// lays puts the same bytes into a mailbox under another name.
func (p *person) lays(s *shelf, m Mailbox, object []byte) {
	p.t.Helper()
	name, err := m.object(p.rand)
	if err != nil {
		p.t.Fatal(err)
	}
	s.objects[name] = object
}

func (p *person) wraps(to contact.Public, s Signed) []byte {
	p.t.Helper()
	object, err := Wrap(to, s)
	if err != nil {
		p.t.Fatal(err)
	}
	return object
}

func (p *person) events() (n uint64) {
	p.t.Helper()
	err := p.home().View(func(d Desk) error { n = d.(*VaultDesk).Entries(); return nil })
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

// TestTenThousandForgeries: rubbish, and letters that somebody forged, are put
// aside, as far as there is room, and do not keep what is between them, nor the
// next sync, for long. Those that are not kept are deleted.
func TestTenThousandForgeries(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	t.Parallel()
	p, mallory := newPair(t), newPerson(t)
	bob := p.bob.me.Public()
	forged := mallory.wraps(bob, note(t, mallory, bob, Envelope{Seq: 1, Prev: p.b.origin()}))
	for i := range tenThousand {
		if i%4 > 0 {
			mallory.lays(p.shelf, p.b, []byte("rubbish"))
		} else {
			mallory.lays(p.shelf, p.b, forged)
		}
	}
	p.alice.says(p.a, "one", "two")
	p.alice.sync(p.shelf)
	if r := p.bob.sync(p.shelf); r.Taken != 2 || len(r.Aside) != maxAside || r.Dropped != tenThousand-maxAside || p.bob.heardSorted() != "one two" {
		t.Errorf("%d were taken in, %d put aside, %d dropped", r.Taken, len(r.Aside), r.Dropped)
	}
	p.alice.says(p.a, "three")
	p.alice.sync(p.shelf)
	if r := p.bob.sync(p.shelf); r.Taken != 1 || len(r.Aside) != 0 || r.Dropped != 0 || len(p.shelf.objects) != maxAside+1 {
		t.Errorf("%d were taken in, %d put aside again, %d dropped, %d lie there", r.Taken, len(r.Aside), r.Dropped, len(p.shelf.objects))
	}
	if n := p.bob.events(); n > tenThousand/batchObjects+100 {
		t.Errorf("%d transactions", n)
	}
}

// TestTenThousandIntroductions: whoever knows a mailbox in which anybody may
// introduce themselves can fill neither the home nor a later sync: with rubbish,
// kinds that do not belong there, introductions that their handler refuses, and
// copies of one that it takes.
func TestTenThousandIntroductions(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	t.Parallel()
	p, mallory := newPair(t), newPerson(t)
	bob, desk := p.bob.me.Public(), Mailbox{7}
	p.bob.refuse = "refused"
	objects := [][]byte{
		[]byte("rubbish"),
		mallory.wraps(bob, note(t, mallory, bob, Envelope{Body: []byte("no introduction")})),
		mallory.wraps(bob, note(t, mallory, bob, Envelope{Kind: "hello", Body: []byte("refused")})),
		mallory.wraps(bob, note(t, mallory, bob, Envelope{Kind: "hello", Body: []byte("mallory")})),
	}
	for i := range tenThousand {
		mallory.lays(p.shelf, desk, objects[i%len(objects)])
	}
	syncs := func() Report {
		t.Helper()
		c := p.bob.courier(p.shelf)
		c.Introductions = []Mailbox{{6}, desk}
		r, err := c.Sync(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	before := p.bob.mail()
	r := syncs()
	if r.Taken != 1 || r.Repeated != tenThousand/4-1 || len(r.Aside) != maxAside || r.Dropped != tenThousand*3/4-maxAside {
		t.Errorf("%d taken, %d repeated, %d aside, %d dropped", r.Taken, r.Repeated, len(r.Aside), r.Dropped)
	}
	if n := p.bob.mail() - before; n != maxAside+1 {
		t.Errorf("%d records are left of it", n)
	}
	if n := len(p.shelf.objects); n != maxAside {
		t.Errorf("%d objects lie there", n)
	}
	if n := p.bob.events(); n > tenThousand/batchObjects+100 {
		t.Errorf("%d transactions", n)
	}
	p.alice.says(p.a, "one")
	p.alice.sync(p.shelf)
	lay(t, p.shelf, p.alice, desk, bob, note(t, p.alice, bob, Envelope{Kind: "hello", Body: []byte("alice")}))
	if r := syncs(); r.Taken != 2 || len(r.Aside)+r.Dropped != 0 || p.bob.heardSorted() != "alice mallory one" {
		t.Errorf("%d taken, %d aside, %d dropped, heard %q", r.Taken, len(r.Aside), r.Dropped, p.bob.heard)
	}
}

// TestManySeen: of many introductions that were taken in, the newest are remembered.
func TestManySeen(t *testing.T) {
	p := newPerson(t)
	left := func() (n int) {
		t.Helper()
		err := p.Update(func(d Desk) error { _, err := d.Forget(0); return err })
		if err != nil {
			t.Fatal(err)
		}
		return p.mail()
	}
	comes := func(from, to int) (again int) {
		t.Helper()
		err := p.Update(func(d Desk) error {
			again = 0
			for i := from; i < to; i++ {
				before, err := d.Introduced(ID{byte(i >> 8), byte(i)})
				if err != nil {
					return err
				}
				if before {
					again++
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return again
	}
	before := p.mail()
	comes(0, 10)
	p.clock.since += time.Hour
	comes(10, maxSeen+5)
	if n := left() - before; n != maxSeen {
		t.Errorf("%d are remembered", n)
	}
	if n := comes(10, maxSeen+5); n != maxSeen-5 {
		t.Errorf("of the young ones %d are remembered", n)
	}
}
