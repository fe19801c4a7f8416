package post

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"coffer/box/contact"
	"coffer/vault"
)

// note is an envelope from one person to another, as Send would write it.
func note(t *testing.T, from *person, to contact.Public, e Envelope) Signed {
	t.Helper()
	if e.Kind == "" {
		e.Kind = "note"
	}
	e.From, e.To = from.me.Public().Fingerprint(), to.Fingerprint()
	s, err := Sign(from.me, e)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// lay puts an envelope into a mailbox of a post.
func lay(t *testing.T, s *shelf, rand *person, m Mailbox, to contact.Public, signed Signed) {
	t.Helper()
	object, err := Wrap(to, signed)
	if err != nil {
		t.Fatal(err)
	}
	name, err := m.object(rand.rand)
	if err != nil {
		t.Fatal(err)
	}
	s.objects[name] = object
}

// refusedFor syncs and returns why the one object was put aside.
func refusedFor(t *testing.T, p *person, s *shelf) string {
	t.Helper()
	r := p.sync(s)
	if len(r.Aside) != 1 || r.Taken != 0 {
		t.Fatalf("taken %d, aside %+v", r.Taken, r.Aside)
	}
	if len(p.heard) > 0 {
		t.Fatalf("the handler got %q", p.heard)
	}
	return r.Aside[0].Reason
}

// TestForgeries: who may write into the mailbox cannot make anything out of what
// is not theirs.
func TestForgeries(t *testing.T) {
	for name, attack := range map[string]struct {
		want error
		lay  func(t *testing.T, p *pair, mallory *person)
	}{
		"mallory signs as herself": {ErrSender, func(t *testing.T, p *pair, mallory *person) {
			bob := p.bob.me.Public()
			lay(t, p.shelf, mallory, p.b, bob, note(t, mallory, bob, Envelope{Seq: 1, Prev: p.b.origin(), Body: []byte("x")}))
		}},
		"mallory signs in alice's name": {ErrSignature, func(t *testing.T, p *pair, mallory *person) {
			bob := p.bob.me.Public()
			s, err := Sign(mallory.me, Envelope{Kind: "note", From: p.alice.me.Public().Fingerprint(), To: bob.Fingerprint(), Seq: 1, Prev: p.b.origin()})
			if err != nil {
				t.Fatal(err)
			}
			lay(t, p.shelf, mallory, p.b, bob, s)
		}},
		"mallory hands on what alice wrote to her": {ErrNotForUs, func(t *testing.T, p *pair, mallory *person) {
			s := note(t, p.alice, mallory.me.Public(), Envelope{Seq: 1, Prev: p.b.origin(), Body: []byte("for mallory")})
			lay(t, p.shelf, mallory, p.b, p.bob.me.Public(), s)
		}},
		"an envelope of another channel of the same two": {ErrKind, func(t *testing.T, p *pair, mallory *person) {
			bob := p.bob.me.Public()
			lay(t, p.shelf, mallory, p.b, bob, note(t, p.alice, bob, Envelope{Kind: "seal.break", Seq: 1, Prev: p.b.origin()}))
		}},
		"a note outside of the numbering": {ErrKind, func(t *testing.T, p *pair, mallory *person) {
			bob := p.bob.me.Public()
			lay(t, p.shelf, mallory, p.b, bob, note(t, p.alice, bob, Envelope{Seq: 0}))
		}},
		"a later version": {ErrVersion, func(t *testing.T, p *pair, mallory *person) {
			bob := p.bob.me.Public()
			s := note(t, p.alice, bob, Envelope{Seq: 1, Prev: p.b.origin()})
			s.Bytes = bytes.Clone(s.Bytes)
			s.Bytes[1]++ // the version follows the head of the array
			s.Signature = p.alice.me.Sign(signing, s.Bytes)
			lay(t, p.shelf, mallory, p.b, bob, s)
		}},
		"an object that is too large": {ErrTooLarge, func(t *testing.T, p *pair, mallory *person) {
			name, err := p.b.object(mallory.rand)
			if err != nil {
				t.Fatal(err)
			}
			p.shelf.objects[name] = make([]byte, MaxObject+1)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			p, mallory := newPair(t), newPerson(t)
			attack.lay(t, p, mallory)
			if got := refusedFor(t, p.bob, p.shelf); got != attack.want.Error() {
				t.Errorf("put aside because %q, want %q", got, attack.want)
			}
			p.alice.says(p.a, "still here") // in nobody's way
			p.alice.sync(p.shelf)
			p.bob.sync(p.shelf)
			if got := p.bob.heardSorted(); got != "still here" {
				t.Errorf("after it, bob heard %q", got)
			}
		})
	}
}

// TestMovedToAnotherChannel: an envelope is bound to its mailbox. Moved to another
// channel of the same two, the chain there shows it.
func TestMovedToAnotherChannel(t *testing.T) {
	p := newPair(t)
	_, b2 := connect(p.alice, p.bob)
	p.alice.says(p.a, "one")
	p.alice.sync(p.shelf)
	moved := newShelf()
	for _, data := range p.shelf.objects {
		name, err := b2.object(p.alice.rand)
		if err != nil {
			t.Fatal(err)
		}
		moved.objects[name] = data
	}
	p.bob.sync(moved)
	if ch := p.bob.channel(b2); ch.Taken.Broken != 1 {
		t.Errorf("the chain stands at %+v", ch.Taken)
	}
}

// TestSetBack: a sender whose vault was set back uses a number again. Nothing is
// lost untold: the second envelope is put aside, and the channel says so.
func TestSetBack(t *testing.T) { withEachHome(t, setBack) }

func setBack(t *testing.T, newPair pairMaker) {
	p := newPair(t)
	before := p.alice.channel(p.a)
	p.alice.says(p.a, "one")
	p.alice.sync(p.shelf)
	p.bob.sync(p.shelf)
	err := p.alice.Update(func(d Desk) error { return d.PutChannel(before) }) // as an old copy of the vault has it
	if err != nil {
		t.Fatal(err)
	}
	p.alice.says(p.a, "other one")
	p.alice.sync(p.shelf)
	if !p.alice.channel(p.a).Sent.Broken {
		t.Error("alice does not learn that bob has another one")
	}
	r := p.bob.sync(p.shelf)
	if len(r.Aside) != 1 || r.Aside[0].Reason != ErrFork.Error() {
		t.Errorf("%+v", r)
	}
	if ch := p.bob.channel(p.b); ch.Taken.Broken != 1 {
		t.Errorf("the chain stands at %+v", ch.Taken)
	}
}

// TestDamagedObjects: no flipped bit and no truncation of an object is taken in.
func TestDamagedObjects(t *testing.T) {
	p := newPair(t)
	s := note(t, p.alice, p.bob.me.Public(), Envelope{Seq: 1, Prev: p.b.origin(), Body: []byte("one")})
	object, err := Wrap(p.bob.me.Public(), s)
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(object); at += 37 {
		flipped := bytes.Clone(object)
		flipped[at] ^= 1 << (at % 8)
		if got, err := Unwrap(p.bob.me, flipped); err == nil && !bytes.Equal(got.Bytes, s.Bytes) {
			t.Errorf("a bit at %d gave another envelope", at)
		} else if err == nil {
			t.Errorf("a bit at %d was not noticed", at)
		}
		if _, err := Unwrap(p.bob.me, object[:at]); err == nil {
			t.Errorf("%d bytes of %d were enough", at, len(object))
		}
	}
}

// TestSizesAreClasses: what can be seen of an envelope is in which class of sizes
// it is.
func TestSizesAreClasses(t *testing.T) {
	p := newPair(t)
	sizes := make(map[int]bool)
	for n := 0; n < 3000; n += 97 {
		s := note(t, p.alice, p.bob.me.Public(), Envelope{Seq: 1, Body: bytes.Repeat([]byte("x"), n)})
		object, err := Wrap(p.bob.me.Public(), s)
		if err != nil {
			t.Fatal(err)
		}
		sizes[len(object)] = true
	}
	if len(sizes) != 1 {
		t.Errorf("bodies of less than 3 KiB have %d sizes", len(sizes))
	}
}

// TestFarAhead: what is far ahead waits in the post, and comes in when the others
// have come.
func TestFarAhead(t *testing.T) { withEachHome(t, farAhead) }

func farAhead(t *testing.T, newPair pairMaker) {
	p := newPair(t)
	bob := p.bob.me.Public()
	lay(t, p.shelf, p.alice, p.b, bob, note(t, p.alice, bob, Envelope{Seq: maxAhead + 1, Body: []byte("far")}))
	if r := p.bob.sync(p.shelf); r.Taken != 0 || len(r.Aside) != 0 || len(p.shelf.objects) != 1 {
		t.Errorf("%+v, %d objects", r, len(p.shelf.objects))
	}
	lay(t, p.shelf, p.alice, p.b, bob, note(t, p.alice, bob, Envelope{Seq: 1, Prev: p.b.origin(), Body: []byte("first")}))
	if r := p.bob.sync(p.shelf); r.Taken != 2 {
		t.Errorf("%+v", r)
	}
}

// TestIntroductions: anybody may write into the mailbox of a card, of one kind,
// once.
func TestIntroductions(t *testing.T) {
	bob, mallory, s := newPerson(t), newPerson(t), newShelf()
	m, err := NewMailbox(bob.rand)
	if err != nil {
		t.Fatal(err)
	}
	c := bob.courier(s)
	c.Introductions = []Mailbox{m}
	to := bob.me.Public()
	hello := note(t, mallory, to, Envelope{Kind: "hello", Body: []byte("hello")})
	for range 2 {
		lay(t, s, mallory, m, to, hello)
	}
	lay(t, s, mallory, m, to, note(t, mallory, to, Envelope{Body: []byte("a note")}))
	lay(t, s, mallory, m, to, note(t, mallory, to, Envelope{Kind: "hello", Seq: 1}))
	r, err := c.Sync(t.Context())
	if err != nil || strings.Join(bob.heard, " ") != "hello" || len(r.Aside) != 2 {
		t.Errorf("heard %q, %+v, %v", bob.heard, r, err)
	}
	got := Received{Sender: mallory.me.Public().Fingerprint(), signed: hello}
	if err := got.VerifyBy(mallory.me.Public()); err != nil {
		t.Error(err)
	}
	if err := got.VerifyBy(bob.me.Public()); !errors.Is(err, ErrSender) {
		t.Errorf("another card passes for the sender's: %v", err)
	}
	got.signed.Signature = bytes.Repeat([]byte{1}, 64)
	if err := got.VerifyBy(mallory.me.Public()); !errors.Is(err, ErrSignature) {
		t.Errorf("a wrong signature passes: %v", err)
	}
}

// TestWhichMailbox: a handler learns into which mailbox an introduction came, and may
// refuse it there. A file that does not say where it belongs is tried for each.
func TestWhichMailbox(t *testing.T) {
	bob, mallory, s := newPerson(t), newPerson(t), newShelf()
	card, desk := Mailbox{1}, Mailbox{2}
	var got []Mailbox
	c := bob.courier(s)
	c.Introductions = []Mailbox{card, desk, card}
	c.Handlers["ask"] = Handler{Take: func(_ Desk, l Received) error {
		if l.Mailbox != desk {
			return Refuse(errors.New("not here"))
		}
		got = append(got, l.Mailbox)
		return nil
	}}
	to := bob.me.Public()
	for i, m := range []Mailbox{card, desk, {3}} {
		lay(t, s, mallory, m, to, note(t, mallory, to, Envelope{Kind: "ask", Body: []byte{byte(i)}}))
	}
	r, err := c.Sync(t.Context())
	if err != nil || r.Taken != 1 || len(r.Aside) != 1 || r.Aside[0].Reason != "not here" || len(got) != 1 {
		t.Errorf("%+v, %v, %v", r, got, err)
	}
	object, err := Wrap(to, note(t, mallory, to, Envelope{Kind: "ask", Body: []byte("by hand")}))
	if err != nil {
		t.Fatal(err)
	}
	r, err = c.In(t.Context(), []File{{Name: "renamed", Data: object}})
	if err != nil || r.Taken != 1 || len(r.Aside) != 0 || len(got) != 2 {
		t.Errorf("by hand: %+v, %v, %v", r, got, err)
	}
	c.Introductions = []Mailbox{card}
	object, err = Wrap(to, note(t, mallory, to, Envelope{Kind: "ask", Body: []byte("by hand, to nobody")}))
	if err != nil {
		t.Fatal(err)
	}
	r, err = c.In(t.Context(), []File{{Name: "renamed", Data: object}})
	if err != nil || len(r.Aside) != 1 || r.Aside[0].Reason != "not here" || len(got) != 2 {
		t.Errorf("by hand, and not wanted: %+v, %v, %v", r, got, err)
	}
}

// TestFilesAreALook: files that are the whole of the mail are a look at every
// mailbox, but for those of which one is left.
func TestFilesAreALook(t *testing.T) { withEachHome(t, filesAreALook) }

func filesAreALook(t *testing.T, newPair pairMaker) {
	p := newPair(t)
	_, b2 := connect(p.alice, p.bob)
	bob := p.bob.me.Public()
	p.alice.says(p.a, "one")
	files, err := p.alice.files()
	if err != nil || len(files) != 1 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	lay(t, p.shelf, p.alice, p.b, bob, note(t, p.alice, bob, Envelope{Seq: maxAhead + 2}))
	for object, data := range p.shelf.objects {
		files = append(files, File{Name: strings.ReplaceAll(object, "/", "-") + fileSuffix, Data: data})
	}
	damaged := File{Name: files[0].Name, Data: []byte("damaged")}
	for name, c := range map[string]struct {
		files  []File
		notAll bool
		b, b2  bool
	}{
		"no file":               {nil, false, true, true},
		"all":                   {files[:1], false, true, true},
		"not the whole":         {files[:1], true, false, false},
		"one too far ahead":     {files, false, false, true},
		"a damaged one":         {[]File{damaged}, false, false, true},
		"one that nobody knows": {append(files[:1:1], File{Name: "junk", Data: []byte("junk")}), false, false, false},
		"renamed, of a channel": {[]File{{Name: "mail.bin", Data: files[0].Data}}, false, true, true},
	} {
		c1 := p.bob.courier()
		c1.Whole = !c.notAll
		c1.Advance = func(_ context.Context, l Look) error {
			if l.Whole[p.b] != c.b || l.Whole[b2] != c.b2 {
				t.Errorf("%s: %v and %v", name, l.Whole[p.b], l.Whole[b2])
			}
			return nil
		}
		if _, err := c1.In(t.Context(), c.files); err != nil {
			t.Fatal(err)
		}
	}
}

// TestFileAhead: what is too far ahead is told, and taken in once the others came.
func TestFileAhead(t *testing.T) {
	p := newPair(t)
	bob := p.bob.me.Public()
	far := newShelf()
	lay(t, far, p.alice, p.b, bob, note(t, p.alice, bob, Envelope{Seq: maxAhead + 1, Body: []byte("far")}))
	var files []File
	for _, data := range far.objects {
		files = append(files, File{Name: "far", Data: data})
	}
	p.alice.says(p.a, "one")
	first, err := p.alice.files()
	if err != nil {
		t.Fatal(err)
	}
	name, err := p.b.object(p.alice.rand)
	if err != nil {
		t.Fatal(err)
	}
	files[0].Name = strings.ReplaceAll(name, "/", "-") + fileSuffix
	r, err := p.bob.courier().In(t.Context(), files)
	if err != nil || len(r.Aside) != 1 || r.Aside[0].Reason != ErrAhead.Error() {
		t.Errorf("%+v, %v", r, err)
	}
	r, err = p.bob.courier().In(t.Context(), append(files, first...))
	if err != nil || r.Taken != 2 || len(r.Aside) != 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestOpenedMeanwhile: a mailbox that is opened by what came is looked into in the
// same sync, also where that opens another one; files are taken in likewise.
func TestOpenedMeanwhile(t *testing.T) { withEachHome(t, openedMeanwhile) }

func openedMeanwhile(t *testing.T, newPair pairMaker) {
	p := newPair(t)
	alice, bob := p.alice.me.Public(), p.bob.me.Public()
	m := []Mailbox{{1}, {2}, {3}}
	opening := func() *Courier {
		c := p.bob.courier(p.shelf)
		c.Handlers["open"] = Handler{Over: OfContact, Take: func(d Desk, l Received) error {
			return d.PutChannel(Channel{Peer: alice, In: m[l.Body[0]], Out: p.a, Kinds: OfContact})
		}}
		return c
	}
	last := p.b
	for i, next := range m {
		lay(t, p.shelf, p.alice, last, bob, note(t, p.alice, bob, Envelope{Kind: "open", Seq: 1, Prev: last.origin(), Body: []byte{byte(i)}}))
		last = next
	}
	lay(t, p.shelf, p.alice, last, bob, note(t, p.alice, bob, Envelope{Seq: 1, Prev: last.origin(), Body: []byte("deep")}))
	var files []File
	for object, data := range p.shelf.objects {
		files = append(files, File{Name: strings.ReplaceAll(object, "/", "-") + fileSuffix, Data: data})
	}
	c := opening()
	c.Advance = func(_ context.Context, l Look) error {
		for _, m := range append(m, p.b) {
			if !l.Whole[m] {
				t.Errorf("%v was not looked into", m)
			}
		}
		return nil
	}
	r, err := c.Sync(t.Context())
	if err != nil || r.Taken != 4 || strings.Join(p.bob.heard, " ") != "deep" {
		t.Errorf("%+v, %v, heard %q", r, err, p.bob.heard)
	}
	err = p.bob.Update(func(d Desk) error {
		for _, m := range m {
			if err := d.DropChannel(m); err != nil {
				return err
			}
		}
		ch, err := d.Channel(p.b)
		ch.Taken = Taken{}
		return errors.Join(err, d.PutChannel(ch))
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err = opening().In(t.Context(), files)
	if err != nil || r.Taken != 4 || len(r.Aside) > 0 {
		t.Errorf("by hand: %+v, %v", r, err)
	}
}

// TestFiles: envelopes go by hand, in any order, more than once, and under other
// names.
func TestFiles(t *testing.T) { withEachHome(t, files) }

func files(t *testing.T, newPair pairMaker) {
	p := newPair(t)
	p.alice.says(p.a, "one", "two", "three")
	files, err := p.alice.files()
	if err != nil || len(files) != 3 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	files[0].Name, files[2].Name = "mail-1.bin", "mail-2.bin"
	files = append(files, files[1], File{Name: "junk", Data: []byte("junk")})
	for i := range 2 {
		r, err := p.bob.courier().In(t.Context(), files)
		if err != nil || len(r.Aside) != 1 || r.Aside[0].Object != "junk" || r.Taken != 3*(1-i) {
			t.Errorf("%+v, %v", r, err)
		}
	}
	if got := strings.Join(p.bob.heard, " "); got != "one two three" {
		t.Errorf("bob heard %q", got)
	}
	back, err := p.bob.files()
	if err != nil || len(back) != 1 {
		t.Fatalf("%d files back, %v", len(back), err)
	}
	if _, err := p.alice.courier().In(t.Context(), back); err != nil {
		t.Fatal(err)
	}
	if n := len(p.alice.outgoing()); n > 0 {
		t.Errorf("%d envelopes wait", n)
	}
}

// TestFloodOfLowNames: where there is room for one thing a day, what came first is taken
// first, and not what lies under the lowest name; names are chosen by whoever puts it there.
func TestFloodOfLowNames(t *testing.T) {
	bob, mallory, s := newPerson(t), newPerson(t), newShelf()
	m, err := NewMailbox(bob.rand)
	if err != nil {
		t.Fatal(err)
	}
	room := 0
	syncs := func() {
		t.Helper()
		c := bob.courier(s)
		c.Introductions = []Mailbox{m}
		take := c.Handlers["hello"].Take
		c.Handlers["hello"] = Handler{Take: func(d Desk, l Received) error {
			if len(bob.heard) >= room {
				return Later(errors.New("no room"))
			}
			return take(d, l)
		}}
		if _, err := c.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	to := bob.me.Public()
	puts := func(name byte, what string) {
		t.Helper()
		object, err := Wrap(to, note(t, mallory, to, Envelope{Kind: "hello", Body: []byte(what)}))
		if err != nil {
			t.Fatal(err)
		}
		s.objects[m.prefix()+vault.ID{name}.String()] = object
	}
	puts(0xff, "genuine")
	syncs()
	bob.clock.since += time.Minute
	for name := range byte(4) {
		puts(name, fmt.Sprint("flood ", name))
	}
	syncs()
	bob.clock.since += resendAfter
	syncs() // all are tried, at one time
	bob.clock.since += resendAfter
	puts(4, "late")
	room = 1
	if syncs(); strings.Join(bob.heard, " ") != "genuine" {
		t.Errorf("of what waits, %q was taken first", bob.heard)
	}
}
