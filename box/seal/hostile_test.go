package seal

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/split"
)

// sends has somebody send a body of their own making to a contact.
func (w *stage) sends(from, to, kind string, body []byte) {
	w.t.Helper()
	w.actor(from).must(func(k *Keeper) error {
		_, err := post.Send(k.Desk, k.Me, w.between[[2]string{from, to}], post.Letter{Kind: kind, Body: body})
		return err
	})
	w.actor(from).sync()
}

// says has a party say something of its own making over a channel of a seal.
func (w *stage) says(id vault.ID, from, to, kind string, body []byte) {
	w.t.Helper()
	w.actor(from).must(func(k *Keeper) error {
		h, err := k.hear(id)
		if err == nil {
			_, err = h.Send(w.actor(to).id(), kind, body)
		}
		return err
	})
	w.actor(from).sync()
}

// signs makes an event that its author's client would not make.
func (a *actor) signs(id vault.ID, e func(hold.Head) hold.Event) (v hold.Verified) {
	a.t.Helper()
	m := a.matter(id)
	said := e(hold.Head{Matter: m.Policy.Matter(), Author: a.id()})
	v, err := hold.Sign(m.Policy, said, func(message []byte) ([]byte, error) {
		context := "hold " + string(said.Kind())
		return a.me.Sign(context, message[len("coffer/1 "+context+"\x00"):]), nil
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return v
}

// refuses syncs somebody and makes sure that so many objects were put aside, and
// that nothing else came of it. Below 0 they are not counted: what was refused
// before is missing to the sender, and comes again.
func (a *actor) refuses(what string, n int, why error) {
	a.t.Helper()
	before := len(a.matters())
	r := a.sync()
	if n >= 0 && len(r.Aside) != n {
		a.t.Errorf("%s: %d objects put aside, not %d: %v", what, len(r.Aside), n, r.Aside)
	}
	for _, o := range r.Aside {
		if why != nil && !strings.Contains(o.Reason, why.Error()) {
			a.t.Errorf("%s: refused because of %q, not %q", what, o.Reason, why)
		}
	}
	if len(a.matters()) != before {
		a.t.Errorf("%s: taken in", what)
	}
}

// sealed is a seal that mallory made outside of her client, for bob, with carol
// as custodian.
type sealed struct {
	made Made
	ways map[hold.Fingerprint][]Way
	in   Introduced
	file File
}

func (w *stage) mallorys(change func(*Draft)) (s sealed) {
	w.t.Helper()
	mallory, bob, carol := w.actor("mallory"), w.actor("bob"), w.actor("carol")
	d := Draft{To: bob.me.Public(), Custodians: []contact.Public{carol.me.Public()}, Threshold: 1, Grace: day, MaxVetoes: 1}
	if change != nil {
		change(&d)
	}
	var err error
	if s.made, err = New(mallory.o.Rand, mallory.me.Public(), d); err != nil {
		w.t.Fatal(err)
	}
	s.in = Introduced{Terms: s.made.Terms}
	s.in.People = []Person{mallory.person(), bob.person()}
	for _, c := range d.Custodians {
		for _, a := range w.actors {
			if a.me.Public().Equal(c) && a != mallory {
				s.in.People = append(s.in.People, a.person())
			}
		}
	}
	m := Matter{ID: MatterID(s.made.Policy), Introduced: s.in}
	mallory.view(func(k *Keeper) (err error) { s.ways, err = k.drawWays(&m); return err })
	s.file = File{Number: 1, Parcels: []post.Parcel{{ID: vault.ID{9}, Size: 1}}}
	return s
}

func (w *stage) offerOf(s sealed, change func(*offer)) []byte {
	w.t.Helper()
	o := offer{Introduced: s.in, Label: "gift", File: s.file}
	o.Ways = s.ways[w.actor("bob").id()]
	if change != nil {
		change(&o)
	}
	body, err := o.bytes()
	if err != nil {
		w.t.Fatal(err)
	}
	return body
}

func (w *stage) depositOf(s sealed, change func(*deposit)) []byte {
	w.t.Helper()
	share, err := s.made.Shares[0].Encode()
	if err != nil {
		w.t.Fatal(err)
	}
	d := deposit{Introduced: s.in, Label: "gift", Share: share}
	d.Ways = s.ways[w.actor("carol").id()]
	if change != nil {
		change(&d)
	}
	body, err := d.bytes()
	if err != nil {
		w.t.Fatal(err)
	}
	return body
}

func TestForgedOffers(t *testing.T) {
	w := newStage(t, 100, "alice", "bob", "carol", "mallory")
	s := w.mallorys(nil)
	for what, c := range map[string]struct {
		change func(*offer)
		why    error
	}{
		"people of another policy": {func(o *offer) { o.People = append([]Person{w.actor("alice").person()}, o.People[1:]...) }, ErrTerms},
		"one too few":              {func(o *offer) { o.People = o.People[:2] }, ErrTerms},
		"one too many":             {func(o *offer) { o.People = append(o.People, w.actor("alice").person()) }, ErrTerms},
		"a name that does not show": {func(o *offer) {
			o.People = append([]Person{{Keys: o.People[0].Keys, Name: "mal\u202elory"}}, o.People[1:]...)
		}, ErrTerms},
		"no name":               {func(o *offer) { o.People = append([]Person{{Keys: o.People[0].Keys}}, o.People[1:]...) }, ErrTerms},
		"a label not to show":   {func(o *offer) { o.Label = "a\x1b[2Jb" }, ErrLetter},
		"a mailbox too few":     {func(o *offer) { o.Ways = o.Ways[:1] }, ErrTerms},
		"a mailbox of nobody":   {func(o *offer) { o.Ways = changed(o.Ways, func(w []Way) { w[0].Out = post.Mailbox{} }) }, ErrTerms},
		"one mailbox both ways": {func(o *offer) { o.Ways = changed(o.Ways, func(w []Way) { w[0].Out = w[0].In }) }, ErrTerms},
		"one mailbox for two":   {func(o *offer) { o.Ways = changed(o.Ways, func(w []Way) { w[1].In = w[0].In }) }, ErrTerms},
		"mailboxes of others":   {func(o *offer) { o.Ways = changed(o.Ways, func(w []Way) { w[0], w[1] = w[1], w[0] }) }, ErrTerms},
		"a mailbox in use": {func(o *offer) {
			o.Ways = changed(o.Ways, func(ways []Way) { ways[0].In = w.between[[2]string{"bob", "alice"}] })
		}, ErrTerms},
		"a mailbox in use to write": {func(o *offer) {
			o.Ways = changed(o.Ways, func(ways []Way) { ways[0].Out = w.between[[2]string{"alice", "bob"}] })
		}, ErrTerms},
		"the mailbox of a card": {func(o *offer) { o.Ways = changed(o.Ways, func(ways []Way) { ways[0].In = w.actor("bob").own }) }, ErrTerms},
		"the second file":       {func(o *offer) { o.File.Number = 2 }, ErrLetter},
		"no file":               {func(o *offer) { o.File.Parcels = nil }, ErrLetter},
		"a file too large":      {func(o *offer) { o.File.Parcels = []post.Parcel{{Size: MaxFile + 1}} }, ErrLetter},
		"policy and set of two": {func(o *offer) { o.Set = w.mallorys(nil).made.Set }, ErrTerms},
	} {
		w.sends("mallory", "bob", KindOffer, w.offerOf(s, c.change))
		w.actor("bob").refuses(what, 1, c.why)
	}
	w.sends("mallory", "carol", KindOffer, w.offerOf(s, func(o *offer) { o.Ways = s.ways[w.actor("carol").id()] }))
	w.actor("carol").refuses("an offer to a custodian", 1, ErrTerms)
	w.sends("alice", "bob", KindOffer, w.offerOf(s, nil))
	w.actor("bob").refuses("of another sender", 1, ErrTerms)
	w.sends("mallory", "bob", KindOffer, append(w.offerOf(s, nil), 0))
	w.actor("bob").refuses("one byte too many", 1, ErrLetter)
	w.sends("mallory", "bob", KindOffer, w.offerOf(s, nil)) // nothing is left of what was refused
	w.actor("bob").sync()
	if bob := w.actor("bob"); len(bob.matters()) != 1 || bob.heard(KindOffer) != 1 {
		t.Errorf("the offer that is in order: %d seals", len(bob.matters()))
	}
	w.sends("mallory", "bob", KindOffer, w.offerOf(s, func(o *offer) { o.Label = "another" }))
	w.actor("bob").refuses("the same once more", -1, nil)
	if m := w.actor("bob").matters()[0]; m.Label != "gift" {
		t.Errorf("the second offer changed the first one: %q", m.Label)
	}
}

func changed(ways []Way, change func([]Way)) []Way {
	ways = append([]Way{}, ways...)
	change(ways)
	return ways
}

func TestForgedDeposits(t *testing.T) {
	w := newStage(t, 101, "alice", "bob", "carol", "dave", "mallory")
	s, other := w.mallorys(nil), w.mallorys(nil)
	two := w.mallorys(func(d *Draft) {
		d.Custodians = append(d.Custodians, w.actor("dave").me.Public())
		d.Threshold = 2
	})
	encode := func(s split.Share) []byte {
		share, err := s.Encode()
		if err != nil {
			t.Fatal(err)
		}
		return share
	}
	for what, body := range map[string][]byte{
		"the share of another seal":      w.depositOf(s, func(d *deposit) { d.Share = encode(other.made.Shares[0]) }),
		"the share of another custodian": w.depositOf(two, func(d *deposit) { d.Share = encode(two.made.Shares[1]) }),
		"no share":                       w.depositOf(s, func(d *deposit) { d.Share = nil }),
		"a label that does not show":     w.depositOf(s, func(d *deposit) { d.Label = " " }),
		"the mailboxes of bob":           w.depositOf(s, func(d *deposit) { d.Ways = s.ways[w.actor("bob").id()] }),
	} {
		w.sends("mallory", "carol", KindDeposit, body)
		w.actor("carol").refuses(what, 1, nil)
	}
	w.sends("mallory", "dave", KindDeposit, w.depositOf(s, nil))
	w.actor("dave").refuses("of somebody who is no custodian", 1, nil)
	w.sends("alice", "carol", KindDeposit, w.depositOf(s, nil))
	w.actor("carol").refuses("of another sender", 1, ErrTerms)
	if n := len(w.actor("carol").shares) + len(w.actor("dave").shares); n > 0 {
		t.Errorf("%d shares are kept of what was refused", n)
	}
	w.sends("mallory", "carol", KindDeposit, w.depositOf(s, nil))
	w.actor("carol").sync()
	id := MatterID(s.made.Policy)
	if !w.actor("carol").has(id) {
		t.Fatal("the share that is in order is not kept")
	}
	w.actor("carol").must(func(k *Keeper) error { return k.Shares.Destroy(id) })
	w.sends("mallory", "carol", KindDeposit, w.depositOf(s, nil))
	w.actor("carol").refuses("the same once more", -1, nil)
	if w.actor("carol").has(id) {
		t.Error("a share that was destroyed came back")
	}
}

// TestWatchersRefused: package hold knows of watchers, seals have none. To tell
// one there would be no mailbox, and every sync of a custodian would end in that.
func TestWatchersRefused(t *testing.T) {
	w := newStage(t, 102, "alice", "bob", "carol", "mallory")
	s := w.mallorys(nil)
	s.in.Policy.Watchers = []hold.Party{matter.Party(w.actor("alice").me.Public())}
	w.sends("mallory", "bob", KindOffer, w.offerOf(s, nil))
	w.actor("bob").refuses("an offer with a watcher", 1, ErrTerms)
	w.sends("mallory", "carol", KindDeposit, w.depositOf(s, nil))
	w.actor("carol").refuses("a deposit with a watcher", 1, ErrTerms)
}

func TestTooManySeals(t *testing.T) {
	w := newStage(t, 103, "alice", "bob", "carol", "mallory")
	k := w.actor("bob")
	k.must(func(k *Keeper) error {
		owner := w.mallorys(nil).made.Policy.Owner.Fingerprint
		if err := k.roomFor(owner, 1); err != nil {
			t.Errorf("room for the first: %v", err)
		}
		s := w.mallorys(nil)
		m := Matter{ID: MatterID(s.made.Policy), Introduced: s.in, Since: k.Desk.Now()}
		if err := m.save(k.tx()); err != nil {
			return err
		}
		wantErr(t, "no room for a second", k.roomFor(owner, 1), ErrFull)
		wantErr(t, "room for somebody else", k.roomFor(matter.Party(w.actor("alice").me.Public()).Fingerprint, 1), nil)
		return nil
	})
}

// TestNoRoomForShares: a deposit for which there is no room, or that cannot be kept
// because what is there is damaged, is put aside, and the sync goes on; later there
// is room.
func TestNoRoomForShares(t *testing.T) {
	w := newStage(t, 110, "alice", "bob", "carol", "mallory")
	carol := w.actor("carol")
	w.sends("mallory", "carol", KindDeposit, w.depositOf(w.mallorys(nil), nil))
	carol.shares[noRoom] = nil
	carol.refuses("a share too many", 1, ErrFull)
	carol.shares[noRoom] = []byte(unreadable)
	w.pass(2 * day)
	carol.refuses("a share while nothing can be kept", 1, nil)
	delete(carol.shares, noRoom)
	w.pass(2 * day)
	carol.sync()
	if n := len(carol.matters()); n != 1 || len(carol.shares) != 1 {
		t.Errorf("%d seals and %d shares once there is room", n, len(carol.shares))
	}
}

// TestDamagedParcel: what came under the name of a file is something else.
func TestDamagedParcel(t *testing.T) {
	w := newStage(t, 104, "alice", "bob", "carol")
	id := w.seal(plan{custodians: []string{"carol"}})
	w.all()
	alice, bob := w.actor("alice"), w.actor("bob")
	var p post.Parcel
	alice.must(func(k *Keeper) (err error) {
		h, err := k.hear(id)
		if err != nil {
			return err
		}
		way, _ := h.m.way(bob.id())
		p, err = post.SendParcel(k.Desk, k.tx().Rand(), k.Me, way.In, []byte("not a file"))
		return err
	})
	w.all()
	v := alice.signs(id, func(h hold.Head) hold.Event { return &hold.Update{Head: h, Version: 2} })
	p.SHA256[0]++
	body, err := File{Number: 2, Parcels: []post.Parcel{p}}.bytes()
	if err != nil {
		t.Fatal(err)
	}
	w.says(id, "alice", "bob", KindEvent, v.Bytes())
	w.says(id, "alice", "bob", KindFile, body)
	if _, err := bob.trySync(false); err != nil {
		t.Errorf("a damaged parcel ends the sync: %v", err)
	}
	if files := bob.matter(id).Receiving.Files; len(files) != 2 {
		t.Errorf("bob keeps %d files", len(files))
	}
	w.all()
	w.idle()
}

// TestBreakWithTwoFiles: to break tidies up, and keeps the key of the request.
func TestBreakWithTwoFiles(t *testing.T) {
	w := newStage(t, 105, "alice", "bob", "carol")
	id := w.seal(plan{custodians: []string{"carol"}})
	w.all()
	if err := w.updates(id, "bank 2"); err != nil {
		t.Fatal(err)
	}
	w.actor("alice").sync()
	bob := w.actor("bob")
	failed := errors.New("ended before it moved anything")
	bob.unmoved(failed)
	if n := len(bob.matter(id).Receiving.Files); n != 2 {
		t.Fatalf("bob has %d files", n)
	}
	r := w.asks(id)
	bob.view(func(k *Keeper) error {
		m, err := readMatter(k.tx(), id)
		if err != nil {
			return err
		}
		defer m.wipe()
		if keys := m.Receiving.keys; len(m.Receiving.Files) != 1 || len(keys) != 1 || bytes.Equal(keys[0].Opening.Bytes(), make([]byte, 32)) {
			t.Error("the key of the request is gone")
		}
		return nil
	})
	if keys := bob.matter(id).Receiving.keys; len(keys) > 0 {
		t.Error("the key of a request is shown")
	}
	w.all()
	w.pass(day)
	w.all()
	w.expect(id, r, hold.Released, "bob")
	w.expectOpen(id, "bank 2")
}

// TestNoRecipientAsReplyKey: a request to whose key nothing can be encrypted gets
// nothing, and is no work for ever.
func TestNoRecipientAsReplyKey(t *testing.T) {
	w := newStage(t, 106, "alice", "bob", "carol")
	id := w.seal(plan{custodians: []string{"carol"}})
	w.all()
	v := w.actor("bob").signs(id, func(h hold.Head) hold.Event {
		return &hold.Request{Head: h, Version: 1, ReplyKey: []byte("no recipient")}
	})
	w.says(id, "bob", "carol", KindEvent, v.Bytes())
	w.all()
	w.pass(day)
	w.all()
	st := w.actor("carol").state(id)
	if r := st.Requests[0]; r.Custodians[0].Ready == (hold.Hash{}) || len(r.Custodians[0].Shares) > 0 || !w.actor("carol").has(id) {
		t.Errorf("carol: %+v", r)
	}
	w.idle()
	if _, err := w.actor("carol").trySync(true); err != nil {
		t.Error(err)
	}
}

// TestSharesWithoutEnd: a custodian that keeps to no rule does not crowd out the
// others' shares, and does not end bob's syncs.
func TestSharesWithoutEnd(t *testing.T) {
	w := newStage(t, 107, "alice", "bob", "carol", "dave", "erin", "mallory")
	id := w.seal(plan{custodians: []string{"carol", "dave", "erin", "mallory"}, threshold: 2})
	w.all()
	r := w.asks(id)
	w.all()
	flood := func(name string, n int) {
		a := w.actor(name)
		for i := range n {
			v := a.signs(id, func(h hold.Head) hold.Event {
				return &hold.Share{Answer: hold.Answer{Head: h, Request: r}, Against: []hold.Hash{{1}},
					Sealed: append(bytes.Repeat([]byte{1}, hold.MaxSealed-8), fmt.Appendf(nil, "%08d", i)...)}
			})
			a.must(func(k *Keeper) error {
				h, err := k.hear(id)
				if err == nil {
					_, err = h.Send(w.actor("bob").id(), KindEvent, v.Bytes())
				}
				return err
			})
		}
		a.sync()
	}
	for _, name := range []string{"mallory", "erin"} {
		flood(name, 20)
	}
	w.all()
	if n := w.actor("bob").courseSize(id); n > 128<<10 {
		t.Errorf("bob keeps %d bytes", n)
	}
	w.pass(day)
	w.some("alice", "bob", "carol", "dave")
	if st := w.actor("bob").at(id, r); st != hold.Released {
		t.Errorf("bob sees %s", st)
	}
	w.expectOpen(id, "bank")
}

func (a *actor) courseSize(id vault.ID) (n int) {
	a.view(func(k *Keeper) error {
		r, err := k.tx().Get(vault.BoxZero, vault.Seals, courseKey(id), vault.Core)
		n = len(r.Plain)
		return err
	})
	return n
}

// TestFullCourse: what there is no room for is put aside, and the sync goes on.
func TestFullCourse(t *testing.T) {
	w := newStage(t, 108, "alice", "bob", "carol", "dave", "erin")
	id := w.seal(plan{custodians: []string{"carol", "dave", "erin"}})
	w.all()
	w.fills(id)
	v := w.actor("bob").signs(id, func(h hold.Head) hold.Event { return &hold.Request{Head: h, Version: 1, ReplyKey: []byte("key")} })
	w.says(id, "bob", "carol", KindEvent, v.Bytes())
	w.actor("carol").refuses("an event too many", 1, ErrFull)
	if n := len(w.actor("carol").state(id).Requests); n > 0 {
		t.Errorf("%d requests", n)
	}
}

func TestFiles(t *testing.T) {
	w := newStage(t, 109, "alice", "bob", "carol")
	id := w.seal(plan{custodians: []string{"carol"}})
	w.all()
	bob := w.actor("bob")
	sent := func(number uint64) File {
		var f File
		w.actor("alice").must(func(k *Keeper) error {
			way, _ := w.actor("alice").in(k, id).way(bob.id())
			p, err := post.SendParcel(k.Desk, k.tx().Rand(), k.Me, way.In, fmt.Appendf(nil, "file %d", number))
			f = File{Number: number, Hash: hold.Hash{byte(number)}, Parcels: []post.Parcel{p}}
			return err
		})
		body, err := f.bytes()
		if err != nil {
			t.Fatal(err)
		}
		w.says(id, "alice", "bob", KindFile, body)
		return f
	}
	has := func(want ...uint64) {
		t.Helper()
		var got []uint64
		for _, f := range bob.matter(id).Receiving.Files {
			got = append(got, f.Number)
		}
		parcels := 0
		bob.view(func(k *Keeper) error {
			all, err := k.Desk.Arriving(w.way(id, "bob", "alice"))
			parcels = len(all)
			return err
		})
		if fmt.Sprint(got) != fmt.Sprint(want) || parcels != len(want) {
			t.Errorf("bob has the files %v and %d parcels, not %v", got, parcels, want)
		}
	}
	sent(5)
	bob.sync()
	has(1, 5)
	sent(3) // an older one that comes late
	bob.sync()
	has(1, 5)
	sent(5) // another one of the same number
	bob.sync()
	has(1, 5)
	for n := uint64(6); n < 20; n++ {
		sent(n)
	}
	bob.sync()
	has(1, 5, 6, 7, 8, 9, 10, 19)
	w.pass(time.Hour)
	w.all()
	w.idle()
	body, err := File{Number: 30, Parcels: []post.Parcel{{ID: vault.ID{1}}}}.bytes()
	if err != nil {
		t.Fatal(err)
	}
	w.says(id, "carol", "bob", KindFile, body)
	bob.refuses("a file of a custodian", 1, ErrLetter)
	w.says(id, "alice", "carol", KindFile, body)
	w.actor("carol").refuses("a file for a custodian", 1, ErrLetter)
	for what, f := range map[string]File{
		"number 0":  {Parcels: []post.Parcel{{}}},
		"too high":  {Number: MaxNumber + 1, Parcels: []post.Parcel{{}}},
		"nothing":   {Number: 40},
		"too large": {Number: 40, Parcels: []post.Parcel{{Size: MaxFile + 1}}},
	} {
		body, err := f.bytes()
		if err != nil {
			t.Fatal(err)
		}
		w.says(id, "alice", "bob", KindFile, body)
		bob.refuses(what, 1, ErrLetter)
	}
	// Nobody spoke of those: what can be opened is the first one alone.
	r := w.asks(id)
	w.all()
	w.actor("alice").must(func(k *Keeper) error { return k.Allow(id, r) })
	w.all()
	w.expectOpen(id, "bank")
}

func (a *actor) in(k *Keeper, id vault.ID) *Matter {
	m, err := ReadMatter(k.tx(), id)
	if err != nil {
		a.t.Fatal(err)
	}
	return &m
}

// TestUnspokenFile: a file under a number that alice spoke of, with another hash.
func TestUnspokenFile(t *testing.T) {
	w := newStage(t, 110, "alice", "bob", "carol")
	id := w.seal(plan{custodians: []string{"carol"}})
	w.all()
	v := w.actor("alice").signs(id, func(h hold.Head) hold.Event { return &hold.Update{Head: h, Version: 2, File: hold.Hash{1}} })
	w.says(id, "alice", "bob", KindEvent, v.Bytes())
	body, err := File{Number: 2, Hash: hold.Hash{2}, Parcels: w.actor("bob").matter(id).Receiving.Files[0].Parcels}.bytes()
	if err != nil {
		t.Fatal(err)
	}
	w.says(id, "alice", "bob", KindFile, body)
	w.all()
	w.asks(id)
	w.all()
	w.pass(day)
	w.all()
	if _, _, err := w.opens(id); !errors.Is(err, ErrNotHere) {
		t.Errorf("bob opens a file that alice did not name: %v", err)
	}
	w.idle()
}

// TestTwoWordsOfOneNumber: alice's vault was set back, and she sealed a second
// file under a number: what is here is one of those that she spoke of.
func TestTwoWordsOfOneNumber(t *testing.T) {
	w := newStage(t, 111, "alice", "bob", "carol")
	id := w.seal(plan{custodians: []string{"carol"}})
	w.all()
	if err := w.updates(id, "bank 2"); err != nil {
		t.Fatal(err)
	}
	w.all()
	for i := range byte(8) { // whichever way they are sorted
		v := w.actor("alice").signs(id, func(h hold.Head) hold.Event {
			return &hold.Update{Head: h, Version: 2, File: hold.Hash{i}}
		})
		w.says(id, "alice", "bob", KindEvent, v.Bytes())
	}
	w.all()
	w.asks(id)
	w.all()
	w.pass(day)
	w.all()
	w.expectOpen(id, "bank 2")
}

// TestEventsOfOthers: of another matter, by nobody who may say that, signed by
// somebody else, for a seal that is not here; and those that anybody may carry.
func TestEventsOfOthers(t *testing.T) {
	w := newStage(t, 112, "alice", "bob", "carol", "dave")
	id := w.seal(plan{custodians: []string{"carol"}, vetoes: 3})
	other := w.seal(plan{custodians: []string{"dave"}, vetoes: 3})
	w.all()
	r := w.asks(id)
	w.all()
	carol, bob := w.actor("carol"), w.actor("bob")
	foreign := w.actor("alice").signs(other, func(h hold.Head) hold.Event { return &hold.Allow{Answer: hold.Answer{Head: h, Request: r}} })
	w.says(id, "bob", "carol", KindEvent, foreign.Bytes())
	carol.refuses("of another matter", 1, hold.ErrMatter)
	allow := w.actor("alice").signs(id, func(h hold.Head) hold.Event { return &hold.Allow{Answer: hold.Answer{Head: h, Request: r}} })
	forged := bytes.Clone(allow.Bytes())
	forged[len(forged)-1]++
	w.says(id, "bob", "carol", KindEvent, forged)
	carol.refuses("signed by somebody else", 1, hold.ErrSignature)
	w.says(id, "bob", "carol", KindEvent, []byte("?"))
	carol.refuses("no event", 1, hold.ErrEvent)
	w.expect(id, r, hold.Waiting, "carol", "bob")
	w.says(id, "bob", "carol", KindEvent, allow.Bytes())
	w.says(id, "bob", "carol", KindEvent, allow.Bytes()) // twice
	carol.sync()
	bob.sync()
	w.expect(id, r, hold.Released, "carol")
	if n := carol.heard("allow"); n != 1 {
		t.Errorf("carol heard of it %d times", n)
	}
	w.all()
	w.expect(id, r, hold.Released, "bob")
	// A seal that is not here, over the channel of a contact.
	w.sends("alice", "carol", KindEvent, allow.Bytes())
	carol.refuses("over the channel of a contact", 1, post.ErrKind)
}

func TestSealRefuses(t *testing.T) {
	w := newStage(t, 113, "alice", "bob", "carol")
	for what, p := range map[string]plan{
		"no custodian":         {},
		"one twice":            {custodians: []string{"carol", "carol"}},
		"the recipient":        {custodians: []string{"bob"}},
		"too few":              {custodians: []string{"carol"}, threshold: 2},
		"a label not to show":  {custodians: []string{"carol"}, label: "a\nb"},
		"a label with a blank": {custodians: []string{"carol"}, label: " a"},
		"a wait without end":   {custodians: []string{"carol"}, grace: 400 * day},
	} {
		if _, err := w.trySeal(p); err == nil {
			t.Errorf("%s: sealed", what)
		}
	}
	o := w.ordered(plan{custodians: []string{"carol"}})
	o.Files = [][]byte{{1}}
	err := w.actor("alice").try(func(k *Keeper) error { _, err := k.Make("alice", o, w.contacts("alice")); return err })
	if err == nil {
		t.Error("sealed with a file that no attachment names")
	}
	if n := len(w.actor("alice").matters()); n > 0 {
		t.Errorf("%d seals were made", n)
	}
	for _, name := range []string{"bob", "carol"} {
		if r := w.actor("alice").sync(); r.Sent > 0 {
			t.Errorf("%s is told", name)
		}
	}
}

// TestCommitFails: a decision that was not kept was not made. What it destroyed
// is destroyed only once it is kept.
func TestCommitFails(t *testing.T) {
	w := newStage(t, 114, "alice", "bob")
	id := w.seal(plan{custodians: []string{"alice"}})
	w.all()
	alice, failed := w.actor("alice"), errors.New("the disk is full")
	wantErr(t, "withdraw", alice.try(func(k *Keeper) error { return errors.Join(k.Withdraw(id), failed) }), failed)
	if alice.state(id).Withdrawn || !alice.has(id) {
		t.Error("withdrawn by half")
	}
	alice.must(func(k *Keeper) error { return k.Withdraw(id) })
	w.all()
	w.gone(id, "alice")
	w.idle()
}

// fills leaves hardly any room in carol's course of a seal of three custodians.
func (w *stage) fills(id vault.ID) {
	w.t.Helper()
	given := func(i, length int) hold.Verified {
		who := w.actor([]string{"carol", "dave", "erin"}[i%3])
		return who.signs(id, func(head hold.Head) hold.Event {
			return &hold.Share{Answer: hold.Answer{Head: head, Request: hold.Hash{byte(i), byte(i >> 8), 1}},
				Against: []hold.Hash{{1}}, Sealed: bytes.Repeat([]byte{1}, length)}
		})
	}
	over := len(given(0, hold.MaxSealed).Bytes()) - hold.MaxSealed
	var all []hold.Verified
	for left := matter.MaxCourse; left > 1000; {
		v := given(len(all), min(hold.MaxSealed, left-over-50))
		all, left = append(all, v), left-len(v.Bytes())
	}
	w.actor("carol").must(func(k *Keeper) error {
		h, err := k.hear(id)
		if err != nil {
			return err
		}
		for _, v := range all {
			if err := h.Course.Set.Add(v); err != nil {
				return err
			}
		}
		h.Course.Changed = true
		return h.save()
	})
}

// TestGoneWithoutReason: the only custodian says that its share is gone although
// nobody withdrew anything. The seal is over, and no sync stumbles over it.
func TestGoneWithoutReason(t *testing.T) {
	w := newStage(t, 115, "alice", "bob", "carol")
	id := w.seal(plan{custodians: []string{"carol"}})
	w.all()
	if err := w.updates(id, "bank 2"); err != nil {
		t.Fatal(err)
	}
	w.all()
	body, err := File{Number: 3, Parcels: []post.Parcel{{ID: vault.ID{3}}}}.bytes()
	if err != nil {
		t.Fatal(err)
	}
	w.says(id, "alice", "bob", KindFile, body)
	update := w.actor("alice").signs(id, func(h hold.Head) hold.Event { return &hold.Update{Head: h, Version: 3} })
	w.says(id, "alice", "bob", KindEvent, update.Bytes())
	gone := w.actor("carol").signs(id, func(h hold.Head) hold.Event { return &hold.Gone{Head: h} })
	w.actor("carol").must(func(k *Keeper) error {
		h, err := k.hear(id)
		if err != nil {
			return err
		}
		return h.take(gone)
	})
	w.says(id, "carol", "alice", KindEvent, gone.Bytes())
	w.says(id, "carol", "bob", KindEvent, gone.Bytes())
	w.pass(time.Hour)
	w.all()
	w.pass(31 * day)
	w.all()
	for _, a := range w.actors {
		if n := len(a.matter(id).Ways); n > 0 {
			t.Errorf("%s keeps %d mailboxes", a.name, n)
		}
	}
	if files := w.actor("bob").matter(id).Receiving.Files; len(files) > 0 {
		t.Errorf("bob keeps %d files that nothing opens", len(files))
	}
	w.idle()
	wantErr(t, "withdraw", w.actor("alice").try(func(k *Keeper) error { return k.Withdraw(id) }), hold.ErrNotNow)
	wantErr(t, "break", w.actor("bob").try(func(k *Keeper) error { _, err := k.Break(id); return err }), hold.ErrNotNow)
	wantErr(t, "update", w.updates(id, "bank 4"), hold.ErrNotNow)
	w.idle()
}

// TestSharesAreForBob: who carries shares of crooked custodians to honest ones does
// not fill their courses, so that there is no room for a veto.
func TestSharesAreForBob(t *testing.T) {
	w := newStage(t, 116, "alice", "bob", "carol", "mallory")
	id := w.seal(plan{custodians: []string{"carol", "mallory"}, threshold: 2})
	w.all()
	r := w.asks(id)
	w.all()
	v := w.actor("mallory").signs(id, func(h hold.Head) hold.Event {
		return &hold.Share{Answer: hold.Answer{Head: h, Request: r}, Against: []hold.Hash{{1}}, Sealed: []byte("share")}
	})
	for _, name := range []string{"carol", "alice"} {
		w.says(id, "bob", name, KindEvent, v.Bytes())
		w.actor(name).refuses("a share for bob", 1, errShareOfOthers)
	}
}

// TestFarAhead: an envelope that cannot be taken in yet holds up nobody but those
// who could say no by it.
func TestFarAhead(t *testing.T) {
	w := newStage(t, 117, "alice", "bob", "carol", "dave")
	id := w.seal(plan{custodians: []string{"alice", "carol", "dave"}, threshold: 2})
	w.all()
	w.actor("carol").must(func(k *Keeper) error {
		way, _ := w.actor("carol").in(k, id).way(w.actor("alice").id())
		ch, err := k.Desk.Channel(way.In)
		if err != nil {
			return err
		}
		ch.Sent.Seq += 100_000
		if err := k.Desk.PutChannel(ch); err != nil {
			return err
		}
		_, err = post.Send(k.Desk, k.Me, way.In, post.Letter{Kind: KindEvent, Body: []byte("far")})
		return err
	})
	w.actor("carol").sync()
	r := w.asks(id)
	w.some("alice", "bob", "dave")
	w.pass(day)
	w.some("alice", "bob", "dave")
	w.expect(id, r, hold.Released, "bob")
	w.expectOpen(id, "bank")
}

// TestOneIsStuck: a seal of which the share or the course cannot be read keeps no
// other seal from going on.
func TestOneIsStuck(t *testing.T) {
	t.Run("its share", func(t *testing.T) {
		oneIsStuck(t, errUnreadable, func(carol *actor, id vault.ID) { carol.shares[id] = []byte(unreadable) })
	})
	t.Run("its course", func(t *testing.T) {
		oneIsStuck(t, matter.ErrCourse, func(carol *actor, id vault.ID) {
			err := carol.home().Update(func(d post.Desk) error {
				plain, err := codec.Marshal([]int{1})
				if err == nil {
					_, err = carol.keeper(d).tx().Put(vault.BoxZero, vault.Seals, courseKey(id), vault.Core, plain)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	})
}

func oneIsStuck(t *testing.T, why error, spoil func(carol *actor, id vault.ID)) {
	w := newStage(t, 119, "alice", "bob", "carol")
	damaged, well := w.seal(plan{custodians: []string{"carol"}}), w.seal(plan{custodians: []string{"carol"}})
	w.all()
	w.asks(damaged)
	w.asks(well)
	w.all()
	carol := w.actor("carol")
	spoil(carol, damaged)
	for range 3 {
		w.pass(40 * day)
		for _, a := range w.actors {
			_, err := a.trySync(false)
			if a == carol && !errors.Is(err, why) || a != carol && err != nil {
				t.Fatalf("%s: %v", a.name, err)
			}
		}
	}
	if st := w.actor("bob").state(well); st.Requests[0].Stage != hold.Released {
		t.Errorf("the other seal is %s", st.Requests[0].Stage)
	}
}
