package post

import (
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"coffer/vault/blob"
	"coffer/vault/blob/blobtest"
)

// TestThroughFaults: over posts that fail, lose writes after confirming them, do
// them and say no, show old lists and bring damaged bytes, every letter arrives,
// once, as soon as they work again and a few days have passed.
func TestThroughFaults(t *testing.T) { withEachHome(t, faults) }

func faults(t *testing.T, newPair pairMaker) {
	for round := range 6 {
		seed := uint64(time.Now().UnixNano()) + uint64(round)
		t.Logf("seed %d", seed)
		throughFaults(t, newPair(t), mrand.New(mrand.NewPCG(seed, 0)))
	}
}

var errFault = errors.New("the post says no")

func throughFaults(t *testing.T, p *pair, rand *mrand.Rand) {
	broken := true
	var mu sync.Mutex
	drawn := func(n int) int { mu.Lock(); defer mu.Unlock(); return rand.IntN(n) }
	var posts []blob.Store
	for range 1 + rand.IntN(2) {
		posts = append(posts, &blobtest.Faults{Store: new(blobtest.Memory), Decide: func(c blobtest.Call) blobtest.Fault {
			if !broken || drawn(3) > 0 {
				return blobtest.Fault{}
			}
			switch c.Op {
			case blobtest.Put:
				return []blobtest.Fault{{Skip: true}, {Skip: true, Err: errFault}, {Err: errFault}}[drawn(3)]
			case blobtest.Get:
				return []blobtest.Fault{{Err: errFault}, {Alter: func(b []byte) []byte { return b[:len(b)/2] }}}[drawn(2)]
			case blobtest.List:
				return []blobtest.Fault{{Stale: true}, {Err: errFault}, {Skip: true}}[drawn(3)]
			}
			return blobtest.Fault{Err: errFault}
		}})
	}
	again := func(who *person) {
		c := who.courier(posts...)
		c.Again = true // what was damaged on its way is tried again
		if _, err := c.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		who.clock.since += time.Duration(rand.IntN(20)) * time.Hour
	}
	var ofAlice, ofBob []string
	for i := range 20 {
		if rand.IntN(2) == 0 {
			ofAlice = append(ofAlice, fmt.Sprintf("a%02d", i))
			p.alice.says(p.a, ofAlice[len(ofAlice)-1])
		} else {
			ofBob = append(ofBob, fmt.Sprintf("b%02d", i))
			p.bob.says(p.b, ofBob[len(ofBob)-1])
		}
		again([]*person{p.alice, p.bob}[rand.IntN(2)])
	}
	broken = false
	for range 6 {
		p.alice.clock.since += resendAfter
		p.bob.clock.since += resendAfter
		again(p.alice)
		again(p.bob)
	}
	for who, want := range map[*person][]string{p.bob: ofAlice, p.alice: ofBob} {
		got := slices.Sorted(slices.Values(who.heard))
		if !slices.Equal(got, want) {
			t.Errorf("heard %s, said was %s", strings.Join(got, " "), strings.Join(want, " "))
		}
	}
	if n := len(p.alice.outgoing()) + len(p.bob.outgoing()); n > 0 {
		t.Errorf("%d envelopes wait", n)
	}
	for _, post := range posts {
		if names := blobtest.Names(t, post, ""); len(names) > 0 {
			t.Errorf("left in the post: %q", names)
		}
	}
}

// TestOverAFolder: the same over a real folder, with hundreds of letters at once.
func TestOverAFolder(t *testing.T) { withEachHome(t, overAFolder) }

func overAFolder(t *testing.T, newPair pairMaker) {
	p := newPair(t)
	folder, err := blob.Open("dir:"+t.TempDir(), blob.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	var want []string
	for i := range 300 {
		want = append(want, fmt.Sprintf("letter %03d", i))
	}
	p.alice.says(p.a, want[0])
	err = p.alice.Update(func(d Desk) error {
		for _, text := range want[1:] {
			if _, err := Send(d, p.alice.me, p.a, Letter{Kind: "note", Body: []byte(text)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	p.alice.sync(folder)
	p.bob.sync(folder)
	p.alice.sync(folder)
	if got := slices.Sorted(slices.Values(p.bob.heard)); !slices.Equal(got, want) {
		t.Errorf("bob heard %d letters", len(got))
	}
	if names := blobtest.Names(t, folder, ""); len(names) > 0 || len(p.alice.outgoing()) > 0 {
		t.Errorf("left in the post: %q, waiting %d", names, len(p.alice.outgoing()))
	}
}

// TestIntroductionLost: an introduction that the post lost comes again, ever more
// rarely, and only as long as nothing came back.
func TestIntroductionLost(t *testing.T) { withEachHome(t, introductionLost) }

func introductionLost(t *testing.T, newPair pairMaker) {
	p := newPair(t)
	alice, bob, s := p.alice, p.bob, p.shelf
	a, err := NewMailbox(alice.rand)
	card := Mailbox{7}
	if err == nil {
		err = alice.Update(func(d Desk) error {
			err := d.PutChannel(Channel{Peer: bob.me.Public(), In: a, Kinds: OfContact})
			if err == nil {
				err = Introduce(d, alice.rand, alice.me, bob.me.Public(), card, a, Letter{Kind: "hello", Body: []byte("hello")})
			}
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	listens := func() {
		t.Helper()
		c := bob.courier(s)
		c.Introductions = []Mailbox{card}
		if _, err := c.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	s.lose = func(string) bool { return true }
	if r := alice.sync(s); r.Sent != 1 {
		t.Errorf("%+v", r)
	}
	s.lose = nil
	alice.clock.since += resendAfter - time.Hour
	if r := alice.sync(s); r.Sent != 0 {
		t.Errorf("again within a day: %+v", r)
	}
	alice.clock.since += time.Hour
	if r := alice.sync(s); r.Sent != 1 {
		t.Errorf("not again after a day: %+v", r)
	}
	alice.clock.since += 100 * resendAfter
	if r := alice.sync(s); r.Sent != 0 {
		t.Errorf("again while it lies there: %+v", r)
	}
	if listens(); strings.Join(bob.heard, " ") != "hello" {
		t.Errorf("bob heard %q", bob.heard)
	}
	sent := 0
	for range 3 * 365 {
		alice.clock.since += resendAfter
		sent += alice.sync(s).Sent
		listens()
	}
	if sent != maxAgain-1 || strings.Join(bob.heard, " ") != "hello" {
		t.Errorf("in three years without an answer it was sent %d times more, and heard as %q", sent, bob.heard)
	}
	lay(t, s, bob, a, alice.me.Public(), note(t, bob, alice.me.Public(), Envelope{Seq: 1, Prev: a.origin()}))
	if alice.sync(s); len(alice.outgoing()) > 0 {
		t.Error("it waits though they answered")
	}
}

// TestIntroductionEnds: one whose channel is closed, or gone, is not sent.
func TestIntroductionEnds(t *testing.T) { withEachHome(t, introductionEnds) }

func introductionEnds(t *testing.T, newPair pairMaker) {
	for name, end := range map[string]func(Desk, Channel) error{
		"closed": func(d Desk, c Channel) error { c.Closed = true; return d.PutChannel(c) },
		"gone":   func(d Desk, c Channel) error { return d.DropChannel(c.In) },
	} {
		p := newPair(t)
		alice, bob, s := p.alice, p.bob, p.shelf
		c := Channel{Peer: bob.me.Public(), In: Mailbox{1}, Kinds: OfContact}
		err := alice.Update(func(d Desk) error {
			err := d.PutChannel(c)
			if err == nil {
				err = Introduce(d, alice.rand, alice.me, bob.me.Public(), Mailbox{2}, c.In, Letter{Kind: "hello"})
			}
			return errors.Join(err, end(d, c))
		})
		if err != nil {
			t.Fatal(err)
		}
		if r := alice.sync(s); r.Sent != 0 || len(alice.outgoing()) > 0 {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// TestMissedIsNotPiledUp: an envelope that the other side cannot take in does not
// fill its mailbox with copies, however much else is said.
func TestMissedIsNotPiledUp(t *testing.T) { withEachHome(t, missedIsNotPiledUp) }

func missedIsNotPiledUp(t *testing.T, newPair pairMaker) {
	p := newPair(t)
	p.bob.refuse = "two"
	p.alice.says(p.a, "one", "two")
	for range 20 {
		p.alice.says(p.a, "more")
		p.sync()
		p.alice.clock.since += resendAfter
	}
	if n := len(p.shelf.objects); n > 3 {
		t.Errorf("%d objects lie in the post", n)
	}
}
