package post

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"coffer/box/contact"
	"coffer/vault/blob"
	"coffer/vault/blob/blobtest"
)

// TestLongAgo: what is brought once more after hundreds of others is put aside, and
// not handled again; so is another envelope with such a number.
func TestLongAgo(t *testing.T) {
	p := newPair(t)
	bob := p.bob.me.Public()
	first := note(t, p.alice, bob, Envelope{Seq: 1, Prev: p.b.origin(), Body: []byte("first")})
	err := p.bob.Update(func(d Desk) error {
		c, err := d.Channel(p.b)
		if err != nil {
			return err
		}
		last := p.b.origin()
		for seq := uint64(1); seq <= maxRecent+1; seq++ {
			l := Link{Seq: seq, ID: ID{byte(seq), byte(seq >> 8), 1}, Prev: last}
			if seq == 1 {
				l.ID = first.ID()
			}
			if fresh, err := c.Taken.take(p.b, l); !fresh || err != nil {
				t.Fatalf("number %d: %v, %v", seq, fresh, err)
			}
			last = l.ID
		}
		return d.PutChannel(c)
	})
	if err != nil {
		t.Fatal(err)
	}
	lay(t, p.shelf, p.alice, p.b, bob, first)
	if got := refusedFor(t, p.bob, p.shelf); got != ErrOld.Error() {
		t.Errorf("put aside because %q", got)
	}
	lay(t, p.shelf, p.alice, p.b, bob, note(t, p.alice, bob, Envelope{Seq: 1, Prev: p.b.origin(), Body: []byte("other")}))
	if got := refusedFor(t, p.bob, p.shelf); got != ErrOld.Error() {
		t.Errorf("another one is put aside because %q", got)
	}
	if c := p.bob.channel(p.b); c.Taken.Broken != 0 || c.Taken.Seq != maxRecent+1 {
		t.Errorf("the chain stands at %d, broken at %d", c.Taken.Seq, c.Taken.Broken)
	}
}

// TestTimesDecideNothing: envelopes from the future, from long ago, and in an order
// that their times deny are taken in like all others; the handler is told the time.
func TestTimesDecideNothing(t *testing.T) {
	p := newPair(t)
	bob := p.bob.me.Public()
	prev, want := p.b.origin(), []int64{math.MaxInt64, 0, math.MinInt64, p.bob.clock.Now().Unix() + 1<<40}
	for i, at := range want {
		s := note(t, p.alice, bob, Envelope{Seq: uint64(i + 1), Prev: prev, Time: at})
		prev = s.ID()
		lay(t, p.shelf, p.alice, p.b, bob, s)
	}
	var got []int64
	c := p.bob.courier(p.shelf)
	c.Handlers["note"] = Handler{Over: OfContact, Take: func(_ Desk, l Received) error { got = append(got, l.Time); return nil }}
	r, err := c.Sync(t.Context())
	if err != nil || r.Taken != len(want) || len(r.Aside) > 0 || len(got) != len(want) {
		t.Fatalf("%+v, %v, %v", r, got, err)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("number %d is of %d, the handler hears %d", i+1, want[i], got[i])
		}
	}
}

// TestClockOfSender: a sender whose clock goes back, or jumps ahead, puts nothing
// again for it: only credited time counts.
func TestClockOfSender(t *testing.T) {
	p := newPair(t)
	p.shelf.lose = func(string) bool { return true } // so that it does not lie there
	p.alice.says(p.a, "one")
	p.alice.sync(p.shelf)
	for _, jump := range []time.Duration{-100 * resendAfter, 200 * resendAfter} {
		p.alice.clock.wall += jump
		if r := p.alice.sync(p.shelf); r.Sent != 0 {
			t.Errorf("after a jump of %v: %+v", jump, r)
		}
	}
	p.alice.clock.since += resendAfter
	if r := p.alice.sync(p.shelf); r.Sent != 1 {
		t.Errorf("a day later: %+v", r)
	}
}

// TestTooLargeInside: an object that opens to more than an envelope may have, or is
// padded with more than its class asks for, is refused.
func TestTooLargeInside(t *testing.T) {
	p := newPair(t)
	bob := p.bob.me.Public()
	for name, plain := range map[string][]byte{
		"an envelope too large": make([]byte, MaxEnvelope+contact.Class),
		"a body too large":      binary.BigEndian.AppendUint32(nil, MaxEnvelope),
		"a length beyond it":    append(binary.BigEndian.AppendUint32(nil, math.MaxUint32), make([]byte, contact.Class-4)...),
		"nothing":               nil,
		"only zeros":            make([]byte, contact.Class),
	} {
		var object bytes.Buffer
		w, err := bob.Encrypt(&object)
		if err == nil {
			_, err = w.Write(plain)
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Unwrap(p.bob.me, object.Bytes()); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Sign(p.alice.me, Envelope{Kind: "note", Body: make([]byte, MaxBody+1)}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a body that is too large was signed: %v", err)
	}
}

// TestTimesOut: a post that hangs ends the sync when its time is over. What was
// done stays done, and the next sync does the rest.
func TestTimesOut(t *testing.T) {
	for _, op := range []blobtest.Op{blobtest.List, blobtest.Get, blobtest.Delete, blobtest.Put} {
		p := newPair(t)
		memory := new(blobtest.Memory)
		p.alice.says(p.a, "one", "two")
		p.alice.sync(memory)
		p.bob.says(p.b, "eins")
		hangs := true
		faults := &blobtest.Faults{Store: memory, Decide: func(c blobtest.Call) blobtest.Fault {
			return blobtest.Fault{Hang: hangs && c.Op == op}
		}}
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		_, err := p.bob.courier(faults).Sync(ctx)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s hangs: %v", op, err)
		}
		hangs = false
		for range 2 {
			p.bob.sync(faults)
			p.alice.sync(faults)
		}
		if p.bob.heardSorted() != "one two" || p.alice.heardSorted() != "eins" {
			t.Errorf("%s hung: bob heard %q, alice %q", op, p.bob.heard, p.alice.heard)
		}
	}
}

// TestUnavailable: a post that answers "later" to some calls, as a bucket does with
// 503, fails by itself: the other one goes on, and the report says which, once however
// much failed there.
func TestUnavailable(t *testing.T) {
	const every blobtest.Op = "every"
	for _, op := range []blobtest.Op{blobtest.List, blobtest.Get, blobtest.Delete, blobtest.Put, every} {
		p := newPair(t)
		first, second := new(blobtest.Memory), new(blobtest.Memory)
		p.alice.says(p.a, "one")
		p.alice.sync(first, second)
		p.bob.says(p.b, "eins")
		busy := &blobtest.Faults{Store: first, Decide: func(c blobtest.Call) blobtest.Fault {
			if c.Op == op || op == every {
				return blobtest.Fault{Skip: true, Err: blob.ErrUnavailable}
			}
			return blobtest.Fault{}
		}}
		p.bob.says(p.b, "zwei")
		r := p.bob.sync(busy, second)
		if len(r.Failed) != 1 || !strings.HasPrefix(r.Failed[0].Error(), "first post: ") || !errors.Is(r.Failed[0], blob.ErrUnavailable) {
			t.Errorf("%s: the report says %v", op, r.Failed)
		}
		p.alice.sync(second)
		if p.bob.heardSorted() != "one" || p.alice.heardSorted() != "eins zwei" {
			t.Errorf("%s: bob heard %q, alice %q", op, p.bob.heard, p.alice.heard)
		}
	}
}

// TestStaleList: a list that shows what was deleted already, or not what came
// lately, costs time, and nothing else.
func TestStaleList(t *testing.T) {
	p := newPair(t)
	p.alice.says(p.a, "one")
	p.alice.sync(p.shelf)
	old := make(map[string][]byte)
	for name, data := range p.shelf.objects {
		old[name] = data
	}
	p.bob.sync(p.shelf)
	p.alice.says(p.a, "two")
	p.alice.sync(p.shelf)
	p.shelf.stale = old
	if r := p.bob.sync(p.shelf); len(r.Failed)+len(r.Aside)+r.Taken+r.Repeated > 0 {
		t.Errorf("%+v", r)
	}
	p.shelf.stale = nil
	if r := p.bob.sync(p.shelf); r.Taken != 1 || p.bob.heardSorted() != "one two" {
		t.Errorf("%+v, heard %q", r, p.bob.heard)
	}
	p.alice.sync(p.shelf)
	p.alice.says(p.a, "three")
	p.alice.sync(p.shelf)
	p.shelf.stale = map[string][]byte{} // alice does not see that hers lies there
	p.alice.clock.since += resendAfter
	p.alice.sync(p.shelf)
	p.shelf.stale = nil
	if r := p.bob.sync(p.shelf); r.Taken != 1 || r.Repeated != 1 || p.bob.heardSorted() != "one three two" {
		t.Errorf("put twice: %+v, heard %q", r, p.bob.heard)
	}
}

// overwriting is a bucket that does not know conditional writes.
type overwriting struct{ *shelf }

func (o overwriting) Put(ctx context.Context, name string, data []byte) error {
	if err := o.Delete(ctx, name); err != nil {
		return err
	}
	return o.shelf.Put(ctx, name, data)
}

// TestWithoutConditionalWrite: names are random, so that nothing that was put is
// ever put over, also where a put is tried again.
func TestWithoutConditionalWrite(t *testing.T) {
	p := newPair(t)
	fails := 2
	faults := &blobtest.Faults{Store: overwriting{p.shelf}, Decide: func(c blobtest.Call) blobtest.Fault {
		if c.Op == blobtest.Put && fails > 0 {
			fails--
			return blobtest.Fault{Err: blob.ErrUnavailable} // it was done, and says no
		}
		return blobtest.Fault{}
	}}
	for range 2 {
		p.alice.says(p.a, "one", "two", "three")
		p.alice.sync(faults)
	}
	if n := len(p.shelf.objects); n != 6 {
		t.Errorf("%d objects of 6 envelopes", n)
	}
	if r := p.bob.sync(overwriting{p.shelf}); r.Taken != 6 || r.Repeated != 0 {
		t.Errorf("%+v", r)
	}
}

// TestForgotten: after 400 credited days it is forgotten what was put aside, and
// which introductions came; what is younger stays, and so do parcels, which may
// belong to something sealed.
func TestForgotten(t *testing.T) { withEachHome(t, forgetting) }

func forgetting(t *testing.T, newPair pairMaker) {
	p, mallory := newPair(t), newPerson(t)
	card := Mailbox{7}
	bob := p.bob.me.Public()
	syncs := func() Report {
		t.Helper()
		c := p.bob.courier(p.shelf)
		c.Introductions = []Mailbox{card}
		r, err := c.Sync(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	before := p.bob.mail()
	comes := func(what string) {
		junk, err := p.b.object(p.bob.rand)
		if err != nil {
			t.Fatal(err)
		}
		p.shelf.objects[junk] = []byte("junk")
		lay(t, p.shelf, mallory, card, bob, note(t, mallory, bob, Envelope{Kind: "hello", Body: []byte(what)}))
		p.alice.sends(p.a, []byte(what))
		p.alice.sync(p.shelf)
		if r := syncs(); len(r.Aside) != 1 || r.Taken != 2 {
			t.Errorf("%+v", r)
		}
		delete(p.shelf.objects, junk)
	}
	comes("old")
	const parcel = 2 // records: one that lists those of the channel, and the one piece
	if n := p.bob.mail() - before; n != 2+parcel {
		t.Errorf("%d records of two things and a parcel", n)
	}
	p.bob.clock.since += keptFor / 2
	comes("young")
	p.bob.clock.since += keptFor/2 + time.Hour
	p.alice.says(p.a, "one")
	p.alice.sync(p.shelf)
	if syncs(); p.bob.mail()-before != 2+parcel+1 {
		t.Errorf("%d records of two things and two parcels, after 400 days", p.bob.mail()-before)
	}
	p.bob.clock.since += keptFor / 2
	p.alice.says(p.a, "two")
	p.alice.sync(p.shelf)
	if syncs(); p.bob.mail()-before != parcel+1 {
		t.Errorf("%d records of two parcels, after 600 days", p.bob.mail()-before)
	}
}

// TestLater: what cannot be taken in for now comes in by itself after a day.
func TestLater(t *testing.T) {
	p := newPair(t)
	full := true
	syncs := func() Report {
		t.Helper()
		c := p.bob.courier(p.shelf)
		take := c.Handlers["note"].Take
		c.Handlers["note"] = Handler{Over: OfContact, Take: func(d Desk, l Received) error {
			if full {
				return Later(errors.New("no room"))
			}
			return take(d, l)
		}}
		r, err := c.Sync(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	p.alice.says(p.a, "one")
	p.alice.sync(p.shelf)
	if r := syncs(); len(r.Aside) != 1 {
		t.Errorf("%+v", r)
	}
	full = false
	if r := syncs(); r.Taken != 0 || len(r.Aside) != 0 {
		t.Errorf("tried again at once: %+v", r)
	}
	p.bob.clock.since += resendAfter
	if r := syncs(); r.Taken != 1 || len(p.shelf.objects) != 1 { // an acknowledgement
		t.Errorf("a day later: %+v", r)
	}
	err := p.bob.View(func(d Desk) error {
		all, err := d.Aside()
		if len(all) > 0 {
			t.Errorf("still put aside: %+v", all)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
