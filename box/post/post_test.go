package post

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	mrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"coffer/box/contact"
	"coffer/vault"
	"coffer/vault/blob"
	"coffer/vault/secret"
)

// clock stands still until it is moved.
type clock struct {
	since time.Duration
	wall  time.Duration // by how much the wall clock is wrong
}

func (c *clock) Now() time.Time {
	return time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC).Add(c.since + c.wall)
}

func (c *clock) Boot() (string, time.Duration) { return "boot", c.since }

// shelf is a store in memory, with faults to be set.
type shelf struct {
	mu      sync.Mutex
	objects map[string][]byte
	lose    func(name string) bool // a put that is confirmed and not done
	down    bool
	stale   map[string][]byte // what lists show, if not nil
}

func newShelf() *shelf { return &shelf{objects: make(map[string][]byte)} }

var errDown = errors.New("down")

func (s *shelf) Put(_ context.Context, name string, data []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		return errDown
	}
	if _, ok := s.objects[name]; ok {
		return blob.ErrExists
	}
	if s.lose == nil || !s.lose(name) {
		s.objects[name] = bytes.Clone(data)
	}
	return nil
}

func (s *shelf) Get(_ context.Context, name string, most int64) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	data, ok := s.objects[name]
	switch {
	case s.down:
		return nil, errDown
	case !ok:
		return nil, blob.ErrNotFound
	case int64(len(data)) > most:
		return nil, blob.ErrTooLarge
	}
	return data, nil
}

func (s *shelf) List(_ context.Context, prefix string, each func(blob.Object) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		return errDown
	}
	shown := s.objects
	if s.stale != nil {
		shown = s.stale
	}
	for name, data := range shown {
		if strings.HasPrefix(name, prefix+"/") {
			if err := each(blob.Object{Name: name, Size: int64(len(data))}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *shelf) Delete(_ context.Context, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		return errDown
	}
	delete(s.objects, name)
	return nil
}

// names lists the objects, sorted.
func (s *shelf) names() (names []string) {
	for name := range s.objects {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// person has a vault, or a bag, and an identity.
type person struct {
	t     testing.TB
	v     *vault.Vault
	bag   []byte // what was saved of the bag that they have in place of a vault
	me    contact.Identity
	clock *clock
	rand  io.Reader
	// heard is what the handler took in, in this order.
	heard  []string
	refuse string // the letter that the handler refuses
}

func newPerson(t testing.TB) *person {
	var seed [32]byte
	now := uint64(time.Now().UnixNano())
	for i := range 8 {
		seed[i] = byte(now >> (8 * i))
	}
	t.Logf("seed %x", seed)
	p := &person{t: t, clock: new(clock), rand: mrand.NewChaCha8(seed)}
	dir := t.TempDir()
	o := vault.Options{
		Dir: filepath.Join(dir, "vault"), StateDir: filepath.Join(dir, "state"), Clock: p.clock, Rand: p.rand,
		Stretch: func(password, salt []byte, _ vault.Params) []byte {
			sum := sha256.Sum256(append(bytes.Clone(salt), password...))
			return sum[:]
		},
	}
	err := os.MkdirAll(o.Dir, 0o700)
	if err == nil {
		p.v, err = vault.Create(t.Context(), o, secret.New("swordfish"), vault.Params{MemoryKiB: 8, Time: 1, Threads: 1})
	}
	if err == nil {
		p.me, err = contact.NewIdentity(p.rand)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.v.Close() })
	return p
}

func (p *person) home() Home {
	if p.bag != nil {
		return p.opens(p.bag)
	}
	return VaultHome{
		Read: func(f func(*vault.Tx) error) error { return p.v.View(context.Background(), f) },
		Write: func(f func(*vault.Tx) error) error {
			return p.v.Update(context.Background(), vault.Event{Action: "test"}, f)
		},
	}
}

// takesBag gives the person a bag in place of the vault.
func (p *person) takesBag() *person {
	p.t.Helper()
	var err error
	if p.bag, err = NewBag(BagOptions{}).Bytes(); err != nil {
		p.t.Fatal(err)
	}
	return p
}

// opens reads a bag of the person, as each command does that is run for a while.
func (p *person) opens(data []byte) *Bag {
	p.t.Helper()
	b, err := ReadBag(data, BagOptions{
		Now: p.clock.Now, Credited: func() time.Duration { return p.clock.since },
		Save: func(all []byte) error { p.bag = bytes.Clone(all); return nil },
	})
	if err != nil {
		p.t.Fatal(err)
	}
	if again, err := b.Bytes(); err != nil || !bytes.Equal(again, data) {
		p.t.Fatalf("a bag encodes to other bytes: %v", err)
	}
	return b
}

// View implements [Home].
func (p *person) View(f func(Desk) error) error { return p.home().View(f) }

// Update implements [Home].
func (p *person) Update(f func(Desk) error) (err error) {
	heard := slices.Clone(p.heard)
	defer func() {
		if err != nil { // what was heard is heard again
			p.heard = heard
		}
	}()
	return p.home().Update(f)
}

// courier carries letters of the kind "note" over channels, and "hello" from
// anybody.
func (p *person) courier(posts ...blob.Store) *Courier {
	take := func(_ Desk, l Received) error {
		if p.refuse != "" && string(l.Body) == p.refuse {
			return Refuse(errors.New("not that"))
		}
		p.heard = append(p.heard, string(l.Body))
		return nil
	}
	return &Courier{
		Home: p, Me: p.me, Posts: posts, Rand: p.rand,
		Handlers: map[string]Handler{"note": {Over: OfContact, Take: take}, "hello": {Take: take}},
	}
}

func (p *person) sync(posts ...blob.Store) Report {
	p.t.Helper()
	r, err := p.courier(posts...).Sync(context.Background())
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

func (p *person) says(in Mailbox, texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		err := p.Update(func(d Desk) error { _, err := Send(d, p.me, in, Letter{Kind: "note", Body: []byte(text)}); return err })
		if err != nil {
			p.t.Fatal(err)
		}
	}
}

// files is what is to be handed over.
func (p *person) files() (files []File, err error) {
	err = p.courier().Out(context.Background(), func(f File) error { files = append(files, f); return nil })
	return files, err
}

func (p *person) channel(in Mailbox) (c Channel) {
	p.t.Helper()
	err := p.View(func(d Desk) (err error) { c, err = d.Channel(in); return err })
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}

func (p *person) outgoing() (all []Outgoing) {
	p.t.Helper()
	err := p.View(func(d Desk) error {
		return d.EachOutgoing(func(o Outgoing) error { all = append(all, o); return nil })
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return all
}

// heardSorted is what was heard, whatever the order.
func (p *person) heardSorted() string {
	all := slices.Clone(p.heard)
	slices.Sort(all)
	return strings.Join(all, " ")
}

// pair is two people with a channel between them.
type pair struct {
	alice, bob *person
	a, b       Mailbox // what alice reads, what bob reads
	shelf      *shelf
}

func newPair(t testing.TB) *pair {
	t.Helper()
	return pairOf(newPerson(t), newPerson(t))
}

func pairOf(alice, bob *person) *pair {
	p := &pair{alice: alice, bob: bob, shelf: newShelf()}
	p.a, p.b = connect(p.alice, p.bob)
	return p
}

// pairMaker makes a pair whose homes are of one sort or another.
type pairMaker func(testing.TB) *pair

// withEachHome runs a test of two people who have vaults, and of one who has a bag
// with one who has a vault.
func withEachHome(t *testing.T, f func(*testing.T, pairMaker)) {
	t.Run("vaults", func(t *testing.T) { f(t, newPair) })
	t.Run("alice has a bag", func(t *testing.T) {
		f(t, func(t testing.TB) *pair { return pairOf(newPerson(t).takesBag(), newPerson(t)) })
	})
	t.Run("bob has a bag", func(t *testing.T) {
		f(t, func(t testing.TB) *pair { return pairOf(newPerson(t), newPerson(t).takesBag()) })
	})
}

func connect(alice, bob *person) (a, b Mailbox) {
	alice.t.Helper()
	a, err := NewMailbox(alice.rand)
	if err == nil {
		b, err = NewMailbox(bob.rand)
	}
	put := func(p *person, c Channel) error { return p.Update(func(d Desk) error { return d.PutChannel(c) }) }
	err = cmp.Or(err,
		put(alice, Channel{Peer: bob.me.Public(), In: a, Out: b, Kinds: OfContact}),
		put(bob, Channel{Peer: alice.me.Public(), In: b, Out: a, Kinds: OfContact}))
	if err != nil {
		alice.t.Fatal(err)
	}
	return a, b
}

func (p *pair) sync() { p.alice.sync(p.shelf); p.bob.sync(p.shelf) }

// TestLettersArrive: in order, once, acknowledged, and then nothing is left
// anywhere.
func TestLettersArrive(t *testing.T) { withEachHome(t, lettersArrive) }

func lettersArrive(t *testing.T, newPair pairMaker) {
	p := newPair(t)
	p.alice.says(p.a, "one", "two", "three")
	p.bob.says(p.b, "eins")
	for range 3 {
		p.sync()
	}
	if got := strings.Join(p.bob.heard, " "); got != "one two three" {
		t.Errorf("bob heard %q", got)
	}
	if got := strings.Join(p.alice.heard, " "); got != "eins" {
		t.Errorf("alice heard %q", got)
	}
	if left := p.shelf.names(); len(left) > 0 {
		t.Errorf("left in the post: %q", left)
	}
	if n := len(p.alice.outgoing()) + len(p.bob.outgoing()); n > 0 {
		t.Errorf("%d envelopes wait though all were acknowledged", n)
	}
	before := p.alice.channel(p.a)
	if r := p.alice.sync(p.shelf); r.Taken+r.Sent+r.Repeated != 0 || len(r.Failed)+len(r.Aside) > 0 {
		t.Errorf("an idle sync did %+v", r)
	}
	if after := p.alice.channel(p.a); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Error("an idle sync changed a channel")
	}
}

// TestAnyOrder: what comes early is handled early, and the chain closes.
func TestAnyOrder(t *testing.T) { withEachHome(t, anyOrder) }

func anyOrder(t *testing.T, newPair pairMaker) {
	p := newPair(t)
	p.alice.says(p.a, "one", "two", "three", "four")
	p.alice.sync(p.shelf)
	all := p.shelf.objects
	for name := range all { // one object at a time, in the random order of a map
		p.shelf.objects = map[string][]byte{name: all[name]}
		p.bob.sync(p.shelf)
	}
	if got := p.bob.heardSorted(); got != "four one three two" {
		t.Errorf("bob heard %q", got)
	}
	ch := p.bob.channel(p.b)
	if ch.Taken.Seq != 4 || len(ch.Taken.Ahead) > 0 || ch.Taken.Broken != 0 {
		t.Errorf("the chain stands at %+v", ch.Taken)
	}
}

// TestTwice: what is delivered twice is handled once.
func TestTwice(t *testing.T) { withEachHome(t, twice) }

func twice(t *testing.T, newPair pairMaker) {
	p := newPair(t)
	p.alice.says(p.a, "one", "two")
	p.alice.sync(p.shelf)
	copies := make(map[string][]byte)
	for name, data := range p.shelf.objects {
		copies[name] = data
		other, err := p.b.object(p.alice.rand)
		if err != nil {
			t.Fatal(err)
		}
		copies[other] = data
	}
	for range 2 {
		p.shelf.objects = make(map[string][]byte)
		for name, data := range copies {
			p.shelf.objects[name] = data
		}
		p.bob.sync(p.shelf)
	}
	if got := p.bob.heardSorted(); got != "one two" {
		t.Errorf("bob heard %q", got)
	}
}

// TestLost: a write that the post confirmed and lost is seen by the gap, and
// comes again; the last one, after a day without an answer.
func TestLost(t *testing.T) { withEachHome(t, lost) }

func lost(t *testing.T, newPair pairMaker) {
	p := newPair(t)
	lost := 0
	p.shelf.lose = func(string) bool { lost++; return lost == 1 || lost == 3 }
	p.alice.says(p.a, "one")
	p.alice.sync(p.shelf)
	p.alice.says(p.a, "two")
	p.alice.sync(p.shelf)
	p.alice.says(p.a, "three")
	p.alice.sync(p.shelf) // of three envelopes the first and the last are lost
	p.shelf.lose = nil
	p.bob.sync(p.shelf)
	if got := p.bob.heardSorted(); got != "two" {
		t.Fatalf("bob heard %q", got)
	}
	if ch := p.bob.channel(p.b); !slices.Equal(ch.Taken.Missing(), []uint64{1}) {
		t.Errorf("missing is %v", ch.Taken.Missing())
	}
	p.alice.sync(p.shelf)
	p.bob.sync(p.shelf)
	if got := p.bob.heardSorted(); got != "one two" {
		t.Fatalf("after the gap was told, bob heard %q", got)
	}
	p.alice.sync(p.shelf)
	p.alice.clock.since += resendAfter
	p.alice.sync(p.shelf)
	p.bob.sync(p.shelf)
	if got := p.bob.heardSorted(); got != "one three two" {
		t.Errorf("a day later, bob heard %q", got)
	}
}

// TestUnreadIsNotSentAgain: what still lies in its mailbox only waits.
func TestUnreadIsNotSentAgain(t *testing.T) { withEachHome(t, unreadIsNotSentAgain) }

func unreadIsNotSentAgain(t *testing.T, newPair pairMaker) {
	p := newPair(t)
	p.alice.says(p.a, "one")
	p.alice.sync(p.shelf)
	p.alice.clock.since += 10 * resendAfter
	p.alice.sync(p.shelf)
	if n := len(p.shelf.objects); n != 1 {
		t.Errorf("%d objects lie in the post", n)
	}
}

// TestPostDown: what cannot be sent is sent later, and the report says so.
func TestPostDown(t *testing.T) { withEachHome(t, postDown) }

func postDown(t *testing.T, newPair pairMaker) {
	p := newPair(t)
	second := newShelf()
	p.shelf.down = true
	p.alice.says(p.a, "one")
	if r := p.alice.sync(p.shelf, second); len(r.Failed) == 0 || r.Sent != 1 {
		t.Errorf("%+v", r)
	}
	p.bob.sync(p.shelf, second)
	if got := p.bob.heardSorted(); got != "one" {
		t.Errorf("bob heard %q over the second post", got)
	}
	p.shelf.down = false
	p.bob.sync(p.shelf, second)
	p.alice.sync(p.shelf, second)
	if n := len(p.alice.outgoing()); n > 0 {
		t.Errorf("%d envelopes wait", n)
	}
}

// TestAsideIsInNobodysWay: what is refused, or no envelope at all, stays where it
// lies and is told; the rest goes on.
func TestAsideIsInNobodysWay(t *testing.T) { withEachHome(t, asideIsInNobodysWay) }

func asideIsInNobodysWay(t *testing.T, newPair pairMaker) {
	p := newPair(t)
	p.bob.refuse = "two"
	p.alice.says(p.a, "one", "two", "three")
	p.alice.sync(p.shelf)
	junk, err := p.b.object(p.alice.rand)
	if err != nil {
		t.Fatal(err)
	}
	p.shelf.objects[junk] = []byte("junk")
	p.shelf.objects[p.b.prefix()+"readme"] = []byte("not ours")
	r := p.bob.sync(p.shelf)
	if got := p.bob.heardSorted(); got != "one three" || len(r.Aside) != 2 {
		t.Errorf("bob heard %q, aside %+v", got, r.Aside)
	}
	if r := p.bob.sync(p.shelf); len(r.Aside) != 0 {
		t.Errorf("told again: %+v", r.Aside)
	}
	p.bob.refuse = ""
	c := p.bob.courier(p.shelf)
	c.Again = true
	if _, err := c.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := p.bob.heardSorted(); got != "one three two" {
		t.Errorf("tried again, bob heard %q", got)
	}
	if _, ok := p.shelf.objects[junk]; !ok {
		t.Error("what could not be read is gone")
	}
	aside := func() (n int) {
		if err := c.Home.View(func(d Desk) error { all, err := d.Aside(); n = len(all); return err }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := aside(); n != 1 {
		t.Errorf("%d are put aside after the other was taken in", n)
	}
	delete(p.shelf.objects, junk)
	if _, err := c.Sync(t.Context()); err != nil || aside() != 0 {
		t.Errorf("what is gone is still put aside: %v", err)
	}
}

// TestLookIsWhole: a mailbox counts as looked through only if nothing in it was
// left and no post failed.
func TestLookIsWhole(t *testing.T) { withEachHome(t, lookIsWhole) }

func lookIsWhole(t *testing.T, newPair pairMaker) {
	p := newPair(t)
	looks := func(posts ...blob.Store) (whole bool) {
		c := p.bob.courier(posts...)
		c.Advance = func(_ context.Context, l Look) error { whole = l.Whole[p.b]; return nil }
		if _, err := c.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		return whole
	}
	if !looks(p.shelf) {
		t.Error("an empty mailbox is not whole")
	}
	p.shelf.down = true
	if looks(p.shelf, newShelf()) {
		t.Error("whole though a post was down")
	}
	p.shelf.down = false
	bob := p.bob.me.Public()
	lay(t, p.shelf, p.alice, p.b, bob, note(t, p.alice, bob, Envelope{Seq: maxAhead + 1, Body: []byte("far")}))
	if looks(p.shelf) {
		t.Error("whole though something is too far ahead to be taken in")
	}
	if looks() {
		t.Error("whole without a post")
	}
}

// TestUnreadableIsAGap: who can write into a mailbox cannot keep its owner from
// having looked, but the channel has a gap from then on.
func TestUnreadableIsAGap(t *testing.T) { withEachHome(t, unreadableIsAGap) }

func unreadableIsAGap(t *testing.T, newPair pairMaker) {
	p := newPair(t)
	gap := func() (gap bool) {
		err := p.bob.View(func(d Desk) (err error) { gap, err = Gap(d, p.b); return err })
		if err != nil {
			t.Fatal(err)
		}
		return gap
	}
	if gap() {
		t.Error("a gap in nothing")
	}
	junk, err := p.b.object(p.bob.rand)
	if err != nil {
		t.Fatal(err)
	}
	p.shelf.objects[junk] = []byte("junk")
	for range 2 {
		c := p.bob.courier(p.shelf)
		c.Advance = func(_ context.Context, l Look) error {
			if !l.Whole[p.b] {
				t.Error("not whole though all of it was looked at")
			}
			return nil
		}
		if _, err := c.Sync(t.Context()); err != nil || !gap() {
			t.Errorf("no gap though something could not be read: %v", err)
		}
	}
	delete(p.shelf.objects, junk)
	c := p.bob.courier(p.shelf)
	c.Again = true
	if _, err := c.Sync(t.Context()); err != nil || gap() {
		t.Errorf("a gap though nothing lies aside: %v", err)
	}
	bob := p.bob.me.Public()
	lay(t, p.shelf, p.alice, p.b, bob, note(t, p.alice, bob, Envelope{Seq: 2}))
	if p.bob.sync(p.shelf); !gap() {
		t.Error("no gap though the first number is missing")
	}
}

// TestLookBegan: the credited time of a look is that of its beginning, whatever
// handlers take.
func TestLookBegan(t *testing.T) { withEachHome(t, lookBegan) }

func lookBegan(t *testing.T, newPair pairMaker) {
	p := newPair(t)
	p.bob.clock.since = time.Hour
	p.alice.says(p.a, "one")
	p.alice.sync(p.shelf)
	p.bob.sync(p.shelf)
	var before time.Duration
	c := p.bob.courier(p.shelf)
	err := p.bob.View(func(d Desk) error { before = d.Credited(); return nil })
	c.Advance = func(_ context.Context, l Look) error {
		if l.Began != before {
			t.Errorf("began at %v, and the time is %v", l.Began, before)
		}
		return nil
	}
	if err == nil {
		_, err = c.Sync(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestLeft: an envelope has left once it lies in a post, and stays so.
func TestLeft(t *testing.T) { withEachHome(t, left) }

func left(t *testing.T, newPair pairMaker) {
	p := newPair(t)
	var at Slot
	err := p.alice.Update(func(d Desk) (err error) {
		at, err = Send(d, p.alice.me, p.a, Letter{Kind: "note", Body: []byte("one")})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	left := func(s Slot) (left bool) {
		t.Helper()
		err := p.alice.View(func(d Desk) (err error) { left, err = Left(d, s); return err })
		if err != nil {
			t.Fatal(err)
		}
		return left
	}
	p.shelf.down = true
	if p.alice.sync(p.shelf); left(at) {
		t.Error("left over a post that is down")
	}
	p.shelf.down = false
	if p.alice.sync(p.shelf); !left(at) {
		t.Error("put into a post, and not left")
	}
	if left(Slot{at.Of, 2}) {
		t.Error("what was never written has left")
	}
	if err := p.alice.Update(func(d Desk) error { return again(d, at) }); err != nil || !left(at) {
		t.Errorf("not left any more: %v", err)
	}
	p.bob.sync(p.shelf)
	if p.alice.sync(p.shelf); len(p.alice.outgoing()) > 0 || !left(at) {
		t.Error("acknowledged, and not left")
	}
	err = p.alice.Update(func(d Desk) error { return d.DropChannel(p.a) })
	if err != nil {
		t.Fatal(err)
	}
	err = p.alice.View(func(d Desk) error { _, err := Left(d, at); return err })
	if !errors.Is(err, vault.ErrNotFound) {
		t.Errorf("of a channel that is gone: %v", err)
	}
}

// TestHandedOut: what was handed out as a file has left; what could not be written
// has not.
func TestHandedOut(t *testing.T) { withEachHome(t, handedOut) }

func handedOut(t *testing.T, newPair pairMaker) {
	p := newPair(t)
	p.alice.says(p.a, "one")
	at := Slot{vault.ID(p.a), 1}
	left := func() (left bool) {
		t.Helper()
		err := p.alice.View(func(d Desk) (err error) { left, err = Left(d, at); return err })
		if err != nil {
			t.Fatal(err)
		}
		return left
	}
	err := p.alice.courier().Out(t.Context(), func(File) error { return errDown })
	if !errors.Is(err, errDown) || left() {
		t.Errorf("left though it could not be written: %v", err)
	}
	if _, err := p.alice.files(); err != nil || !left() {
		t.Errorf("not left: %v", err)
	}
}

// TestStuck: what one matter stumbles over keeps nothing else from going out.
func TestStuck(t *testing.T) {
	p, stuck := newPair(t), errors.New("stuck")
	p.alice.says(p.a, "a veto")
	c := p.alice.courier(p.shelf)
	c.Advance = func(context.Context, Look) error { return stuck }
	r, err := c.Sync(context.Background())
	if !errors.Is(err, stuck) || r.Sent != 1 {
		t.Fatalf("sent %d: %v", r.Sent, err)
	}
	p.bob.sync(p.shelf)
	if got := p.bob.heardSorted(); got != "a veto" {
		t.Errorf("bob heard %q", got)
	}
}
