package ticket

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/ticket/order"
	"coffer/vault"
	"coffer/vault/secret"
	"coffer/vault/split"
)

// TestTwoTickets: what is said of one counts for no other one, and shares of two
// tickets do not add up, nor do signatures of two orders.
func TestTwoTickets(t *testing.T) {
	for _, kind := range []Kind{Recover, Freeze} {
		w, _ := ready(t, 110, 2, nil, []string{"bob", "carol", "dave"})
		one, two := w.asks(w.pack(), Wish{Kind: kind}), w.asks(w.pack(), Wish{Kind: kind})
		w.all()
		if one.r.Asking.Code(cheap) == two.r.Asking.Code(cheap) {
			t.Fatal("two tickets with one code")
		}
		w.actors["bob"].must(func(k *Keeper) error {
			ok, left, err := k.Confirm(one.r.Asking.ID, two.r.Asking.Code(cheap))
			if ok || left != MaxCodes-1 {
				t.Errorf("the code of another ticket: %v, %d left", ok, left)
			}
			return err
		})
		w.approve(one, "bob")
		w.approve(two, "carol")
		w.all()
		w.pass(4 * 24 * hour)
		w.all()
		one.unreleased("one trustee for each of two tickets")
		two.unreleased("one trustee for each of two tickets")
	}
}

// TestTwoOrders: signatures for two tickets of one kind do not make one order.
func TestTwoOrders(t *testing.T) {
	w, _ := ready(t, 111, 2, nil, []string{"bob", "carol", "dave", "erin"})
	one, two := w.asks(w.pack(), Wish{Kind: Freeze}), w.asks(w.pack(), Wish{Kind: Freeze})
	w.all()
	w.approve(one, "bob", "carol")
	w.approve(two, "dave", "erin")
	w.all()
	w.pass(3 * 24 * hour)
	w.all()
	_, first := one.r.Answers()
	if len(first) != 2 {
		t.Fatalf("%d signatures", len(first))
	}
	_, second := two.r.Answers()
	if len(second) != 2 {
		t.Fatalf("%d signatures", len(second))
	}
	a := one.r.Asking
	o, err := orderOf(a.Notice, a.Terms, a.Policy)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := order.Collect(a.Notice.Recover, o, map[int][]byte{1: first[1], 3: second[3]}); err == nil {
		t.Error("signatures of two tickets make an order")
	}
	for index, signature := range second {
		if orderSigned(a, index, signature) {
			t.Errorf("signature %d of the other ticket holds", index)
		}
	}
}

// TestWrongDesk: a ticket that is put on the desk of another trustee, or signed by
// another key, or from the future.
func TestWrongDesk(t *testing.T) {
	w, _ := ready(t, 112, 2, nil, []string{"bob", "carol"}, "mallory")
	q := w.asks(w.pack(), Wish{Kind: Recover})
	late := w.holdBack("bob", "carol")
	q.sync()
	late.keep()
	// For bob, and into the desk of carol: it is not for her to read.
	w.introduces(q, "bob", func(_ *opening, at *post.Mailbox) { *at = w.decider("carol").Desk })
	w.actors["carol"].refuses("of bob's desk", "")
	// In an envelope that mallory signed.
	mallory := w.asks(w.pack(), Wish{Kind: Recover})
	mallory.sync()
	late.keep()
	w.introduces(mallory, "bob", func(o *opening, _ *post.Mailbox) { o.Ask = q.opening("bob").Ask })
	w.actors["bob"].refuses("by another key", "not from whom")
	// From the future.
	ahead := w.actors["alice"].clock
	ahead.wall = 25 * hour
	future := w.asks(w.pack(), Wish{Kind: Recover})
	ahead.wall = 23 * hour
	soon := w.asks(w.pack(), Wish{Kind: Recover})
	ahead.wall = 0
	w.all()
	if bob := w.actors["bob"]; bob.knows(future.r.Asking.ID) || !bob.knows(soon.r.Asking.ID) || bob.tickets() != 1 {
		t.Errorf("%d tickets, from the future %v, of a clock that is ahead %v", bob.tickets(), bob.knows(future.r.Asking.ID), bob.knows(soon.r.Asking.ID))
	}
	late.release() // of q's, and of mallory's own
	w.all()
	if bob := w.actors["bob"]; !bob.knows(q.r.Asking.ID) || !bob.knows(mallory.r.Asking.ID) {
		t.Error("what is genuine does not get through any more")
	}
}

// TestOldGeneration: a desk is closed once the trust ended.
func TestOldGeneration(t *testing.T) {
	w, _ := ready(t, 113, 2, nil, []string{"bob", "carol"})
	q := w.asks(w.pack(), Wish{Kind: Recover})
	w.all()
	w.approve(q, "bob", "carol")
	w.all()
	ended, held := w.actors["alice"].trust().ID, w.actors["bob"].trust().ID
	w.actors["alice"].must(func(k *Keeper) error { return k.End(ended, w.contacts) })
	w.all()
	w.pass(10 * 24 * hour)
	w.all()
	shares, _ := q.r.Answers()
	if len(shares) > 0 {
		t.Errorf("%d shares of a trust that ended", len(shares))
	}
	err := w.actors["bob"].try(func(k *Keeper) error { return k.Answer(held, Accepted, "") })
	if !errors.Is(err, ErrState) {
		t.Errorf("accepting it once more: %v", err)
	}
}

// TestManyOpenings: who has a pack can fill a desk, but no vault, and not keep others
// out for more than a day; and the owner hears of what is confirmed.
func TestManyOpenings(t *testing.T) {
	w, _ := ready(t, 114, 2, nil, []string{"bob", "carol"})
	bob := w.actors["bob"]
	for range MaxTickets + 3 {
		w.stranger().sync()
	}
	bob.sync()
	if n := bob.tickets(); n != MaxTickets {
		t.Errorf("%d tickets", n)
	}
	q := w.asks(w.pack(), Wish{Kind: Recover})
	w.all()
	if bob.knows(q.r.Asking.ID) {
		t.Error("more than there is room for")
	}
	w.pass(25 * hour)
	w.all() // what nobody confirmed for a day makes room for what was put off
	if !bob.knows(q.r.Asking.ID) {
		t.Error("what was put off did not come in after a day")
	}
	if n := bob.tickets(); n != MaxTickets {
		t.Errorf("%d tickets after a day", n)
	}
	if alice := w.actors["alice"]; !alice.knows(q.r.Asking.ID) || alice.tickets() > 2*MaxTickets {
		t.Errorf("alice has %d tickets, that which counts among them: %v", alice.tickets(), alice.knows(q.r.Asking.ID))
	}
}

// TestOpeningsEveryDay: strangers who open more tickets each day than a desk has room
// for keep nobody out, and what was confirmed stays, however many come.
func TestOpeningsEveryDay(t *testing.T) {
	w, _ := ready(t, 144, 1, nil, []string{"bob"})
	bob := w.actors["bob"]
	flood := func() {
		for range MaxTickets + 2 {
			w.stranger().sync()
		}
		bob.sync()
		w.pass(25 * hour)
	}
	flood()
	q := w.asks(w.pack(), Wish{Kind: Recover})
	q.sync()
	id, days := q.r.Asking.ID, 0
	for ; !bob.knows(id) && days < 10; days++ {
		flood()
	}
	if !bob.knows(id) {
		t.Fatalf("it is kept out for %d days", days)
	}
	bob.must(func(k *Keeper) error { _, _, err := k.Confirm(id, q.r.Asking.Code(cheap)); return err })
	flood()
	flood()
	if !bob.knows(id) || bob.tickets() > MaxTickets {
		t.Errorf("what was confirmed is crowded out: %d tickets", bob.tickets())
	}
	var gone absent
	bob.view(func(k *Keeper) (err error) { gone, err = readAbsent(k.tx(), bob.trust().ID); return err })
	if n := len(gone.Vanished); n != 0 {
		t.Errorf("%d tickets about which nobody said anything are remembered", n)
	}
}

// stranger is somebody who asks and is not heard of again.
func (w *stage) stranger() *asker {
	w.t.Helper()
	q := w.asks(w.pack(), Wish{Kind: Recover})
	w.asking = w.asking[:len(w.asking)-1]
	return q
}

// TestFloodedOwner: a trustee who passes on tickets that nobody confirmed, as many as
// they like, does not keep the owner from hearing of that which counts.
func TestFloodedOwner(t *testing.T) {
	w, _ := ready(t, 115, 2, nil, []string{"bob", "carol", "dave"})
	alice := w.actors["alice"]
	q := w.asks(w.pack(), Wish{Kind: Recover})
	w.all()
	w.pass(hour) // it is the oldest of those that come
	var lists [2][][]byte
	for i, n := range []int{MaxTickets + 2, 10} {
		for range n {
			lists[i] = append(lists[i], w.body(w.stranger().opening("bob").Ask))
		}
	}
	flood := func(from string, bodies [][]byte) {
		way, _ := matter.FindWay(alice.trust().Ways, w.actors[from].id())
		alice.must(func(k *Keeper) error {
			ch, err := k.Desk.Channel(way.In)
			if err != nil {
				return err
			}
			for _, body := range bodies {
				l := post.Received{Letter: post.Letter{Kind: KindAsk, Body: body}, Sender: contact.Fingerprint(w.actors[from].id()), Channel: &ch}
				if err := k.TakeAsk(l); err != nil {
					return err
				}
			}
			return nil
		})
	}
	flood("bob", lists[0])
	flood("dave", lists[1])
	if !alice.knows(q.r.Asking.ID) {
		t.Fatal("one trustee crowds out what others passed on, too")
	}
	flood("carol", lists[0])
	flood("dave", lists[0])
	if alice.knows(q.r.Asking.ID) {
		t.Fatal("the flood forgot nothing")
	}
	if n := alice.tickets(); n > 2*MaxTickets+1 {
		t.Errorf("%d tickets", n)
	}
	w.approve(q, "carol")
	w.all()
	if !alice.knows(q.r.Asking.ID) {
		t.Fatal("it is crowded out")
	}
	if s := alice.state(q.r.Asking.ID).Requests[0]; s.Stage != hold.Waiting {
		t.Errorf("alice sees: %s", s.Stage)
	}
	flood("bob", lists[1])
	flood("carol", lists[0])
	if !alice.knows(q.r.Asking.ID) {
		t.Error("what is confirmed is crowded out")
	}
	alice.must(func(k *Keeper) error { return k.Veto(q.r.Asking.ID, "no") })
	w.approve(q, "dave")
	w.all()
	w.pass(10 * 24 * hour)
	w.all()
	q.unreleased("after the veto")
}

// TestFilledOwner: nor does one who says of as many that their wait runs.
func TestFilledOwner(t *testing.T) {
	w, _ := ready(t, 128, 2, nil, []string{"bob", "carol", "dave"})
	alice, bob := w.actors["alice"], w.actors["bob"]
	way, _ := matter.FindWay(alice.trust().Ways, bob.id())
	var asks, events [][]byte
	for range MaxTickets {
		q := w.stranger()
		asks = append(asks, w.body(q.opening("bob").Ask))
		events = append(events, bob.event(q.r.Asking.Policy, &hold.Seen{Answer: q.about(bob.id()), At: 1, Due: 2}).Bytes())
	}
	alice.must(func(k *Keeper) error {
		ch, err := k.Desk.Channel(way.In)
		if err != nil {
			return err
		}
		for i := range asks {
			l := post.Received{Letter: post.Letter{Kind: KindAsk, Body: asks[i]}, Sender: contact.Fingerprint(bob.id()), Channel: &ch}
			if err := k.TakeAsk(l); err != nil {
				return err
			}
			l.Letter = post.Letter{Kind: KindEvent, Body: events[i]}
			if err := k.TakeEvent(l); err != nil {
				return err
			}
		}
		return nil
	})
	q := w.asks(w.pack(), Wish{Kind: Recover})
	w.all()
	if !alice.knows(q.r.Asking.ID) {
		t.Error("what carol passes on is not taken in, because bob has passed on so much")
	}
}

// TestWatcherLeftOut: who may veto and is no trustee hears that a trust ended, from its
// owner alone, also where that overtakes the trust; one who cannot be written to keeps
// nobody from ending it.
func TestWatcherLeftOut(t *testing.T) {
	w, _ := ready(t, 131, 2, []string{"erin", "bob"}, []string{"bob", "carol"}, "mallory")
	alice, bob, erin := w.actors["alice"], w.actors["bob"], w.actors["erin"]
	first := erin.trust()
	w.tells("mallory", "erin", KindUnwatch, w.body(wireEnd{Version: bodyVersion, Notice: first.Notice.Hash()}))
	erin.refuses("an end from somebody else", "not known here")
	w.tells("alice", "erin", KindUnwatch, w.body(wireEnd{Version: bodyVersion, Notice: hold.Hash{1}}))
	erin.refuses("an end of other trustees", "not known here")
	w.tells("alice", "bob", KindUnwatch, w.body(wireEnd{Version: bodyVersion, Notice: first.Notice.Hash()}))
	bob.refuses("for a trustee, whose shares go with the other letter", "not known here")
	if erin.trust().Over != 0 || bob.trust().Over != 0 {
		t.Fatal("it ended")
	}
	w.pass(hour)
	w.appoint(2, nil, "bob", "carol")
	w.all()
	if erin.trust().Over == 0 {
		t.Error("erin does not know that it ended")
	}
	if last := erin.news[len(erin.news)-1]; last.Kind != KindUnwatch || last.Trust.ID != first.ID || last.By != alice.id() {
		t.Errorf("erin is told %+v", last)
	}
	w.pass(hour)
	w.appoint(2, []string{"erin"}, "bob", "carol")
	w.all()
	id := alice.trust().ID
	alice.must(func(k *Keeper) error {
		return k.End(id, func(matter.Person) (post.Mailbox, error) { return post.Mailbox{}, ErrNoWay })
	})
	w.all()
	if alice.trust().Over == 0 || erin.trust().Over != 0 || bob.trust().Over == 0 {
		t.Error("not ended for all but erin")
	}
	w.pass(retireAfter * time.Second)
	var retired []vault.ID
	erin.view(func(k *Keeper) (err error) { retired, err = k.Retired(); return err })
	if !slices.Equal(retired, []vault.ID{first.ID}) {
		t.Errorf("of what ended, %v is to be forgotten", retired)
	}
}

// TestStrangers: what somebody says who has no say in it is refused by name, and
// changes nothing.
func TestStrangers(t *testing.T) {
	w, _ := ready(t, 116, 2, []string{"erin"}, []string{"bob", "carol"}, "mallory")
	q := w.asks(w.pack(), Wish{Kind: Recover})
	w.all()
	trust := w.actors["alice"].trust()
	request, _ := q.r.Asking.course.Set.Get(q.state().Requests[0].ID)
	theAsk := ask{Version: bodyVersion, Terms: q.r.Asking.Terms, Requester: q.me.Public(), Request: request.Bytes()}
	end := wireEnd{Version: bodyVersion, Notice: trust.Notice.Hash()}
	for what, c := range map[string]struct {
		from, to, kind string
		body           any
		why            string
	}{
		"an end from a trustee":             {"bob", "alice", KindEnd, end, "somebody else"},
		"an end from who watches":           {"erin", "bob", KindEnd, end, "somebody else"},
		"an end of other trustees":          {"alice", "bob", KindEnd, wireEnd{Version: bodyVersion}, "of other trustees"},
		"an end of a newer version":         {"alice", "bob", KindEnd, wireEnd{Version: 2}, "newer version"},
		"an answer from who watches":        {"erin", "bob", KindAnswer, wireAnswer{Version: bodyVersion, Answer: Refused}, "not known here"},
		"an answer that is none":            {"bob", "alice", KindAnswer, wireAnswer{Version: bodyVersion, Answer: 9}, "newer version"},
		"no answer":                         {"bob", "alice", KindAnswer, wireAnswer{Version: bodyVersion}, "newer version"},
		"a reason that is too long":         {"bob", "alice", KindAnswer, wireAnswer{Version: bodyVersion, Answer: Refused, Reason: string(make([]byte, maxReason+1))}, "newer version"},
		"a drill from a trustee":            {"bob", "alice", KindDrill, wireDrill{Version: bodyVersion}, "somebody else"},
		"a drill from who watches":          {"erin", "bob", KindDrill, wireDrill{Version: bodyVersion}, "somebody else"},
		"a proof from the owner":            {"alice", "bob", KindProof, wireProof{Version: bodyVersion}, "not known here"},
		"a proof from who watches":          {"erin", "carol", KindProof, wireProof{Version: bodyVersion}, "not known here"},
		"an ask from the owner":             {"alice", "carol", KindAsk, theAsk, "of other trustees"},
		"an ask from who watches":           {"erin", "carol", KindAsk, theAsk, "of other trustees"},
		"an ask about another trust":        {"bob", "alice", KindAsk, withNotice(theAsk, hold.Hash{1}), "of other trustees"},
		"an ask with another request":       {"bob", "alice", KindAsk, withTerms(theAsk), "another matter"},
		"a deposit over a trust":            {"alice", "bob", KindDeposit, wireDeposit{Version: bodyVersion}, "does not belong here"},
		"an opening over a trust":           {"bob", "alice", KindOpen, q.opening("bob"), "does not belong here"},
		"an event that is none":             {"bob", "alice", KindEvent, []byte{1}, "not an event"},
		"an event of who may not say that":  {"bob", "alice", KindEvent, nil, ""},
		"an event over a channel of others": {"alice", "bob", KindEvent, nil, ""},
	} {
		if c.body == nil {
			continue
		}
		w.says(c.from, c.to, c.kind, w.body(c.body))
		w.actors[c.to].refuses(what, c.why)
	}
	if now := w.actors["alice"].trust(); now.Over != 0 || slices.ContainsFunc(now.Owning.Deciders, func(s Standing) bool { return s.Answer != Accepted || s.Confirmed > 0 }) {
		t.Errorf("it changed something: %+v", now.Owning.Deciders)
	}
	for _, name := range []string{"bob", "carol"} {
		if w.actors[name].trust().Over != 0 {
			t.Errorf("the trust of %s ended", name)
		}
	}
	// Over the channel of a contact none of it belongs.
	for _, kind := range []string{KindEnd, KindAnswer, KindDrill, KindProof, KindAsk, KindEvent} {
		w.tells("mallory", "bob", kind, w.body(end))
		w.actors["bob"].refuses(kind+" of a contact", "does not belong here")
	}
}

func withNotice(a ask, notice hold.Hash) ask { a.Terms.Notice = notice; return a }
func withTerms(a ask) ask                    { a.Terms.Number++; return a }

// TestForeignEvents: events of a ticket come over the channels of its own parties.
func TestForeignEvents(t *testing.T) {
	w, _ := ready(t, 117, 2, nil, []string{"bob", "carol"})
	// bob has trustees of his own, among them alice.
	bob := w.actors["bob"]
	a := Appointment{Vault: bob.v.ID(), Recover: 2, Reset: 2, Wait: 3 * 24 * hour,
		Deciders: []matter.Person{w.actors["alice"].person(), w.actors["carol"].person()}}
	pack := w.pack()
	var bobs *Trust
	bob.must(func(k *Keeper) (err error) {
		bobs, _, err = k.Appoint(bob.own, a, func(p matter.Person) (post.Mailbox, error) { return w.between[[2]string{"bob", p.Name}], nil })
		return err
	})
	w.all()
	q := w.asks(pack, Wish{Kind: Recover})
	w.all()
	over := func(trust vault.ID, from, to string) post.Mailbox {
		var at post.Mailbox
		w.actors[from].view(func(k *Keeper) error {
			tr, err := ReadTrust(k.tx(), trust)
			if err != nil {
				return err
			}
			way, _ := matter.FindWay(tr.Ways, w.actors[to].id())
			at = way.In
			return nil
		})
		return at
	}
	v := bob.event(q.r.Asking.Policy, &hold.Seen{Answer: q.about(bob.id()), At: 1, Due: 2})
	w.puts("bob", over(bobs.ID, "bob", "alice"), KindEvent, v.Bytes())
	w.actors["alice"].refuses("over the channel of another trust", "of other people")
	w.puts("bob", over(bobs.ID, "bob", "carol"), KindEvent, v.Bytes())
	w.actors["carol"].refuses("over the channel of another trust", "of other people")
	request, _ := q.r.Asking.course.Set.Get(q.state().Requests[0].ID)
	w.puts("bob", over(bobs.ID, "bob", "alice"), KindAsk, w.body(ask{Version: bodyVersion, Terms: q.r.Asking.Terms, Requester: q.me.Public(), Request: request.Bytes()}))
	w.actors["alice"].refuses("an ask over the channel of another trust", "of other trustees")
	share := bob.event(q.r.Asking.Policy, &hold.Share{Answer: q.about(bob.id()), Against: []hold.Hash{{1}}, Sealed: []byte{1}})
	w.puts("bob", over(q.r.Asking.Notice.ID(), "bob", "alice"), KindEvent, share.Bytes())
	w.actors["alice"].refuses("a share", "for somebody else")
}

// TestPutBack: a trustee whose vault was put back waits anew; what it heard meanwhile
// it may have forgotten.
func TestPutBack(t *testing.T) {
	w, _ := ready(t, 118, 2, nil, []string{"bob", "carol"})
	q := w.asks(w.pack(), Wish{Kind: Recover})
	w.all()
	w.approve(q, "bob", "carol")
	w.all()
	w.pass(2 * 24 * hour)
	w.all()
	w.actors["carol"].must((*Keeper).WaitAnew)
	w.all()
	w.pass(24 * hour)
	w.all()
	q.unreleased("carol waits anew")
	if c := q.state().Requests[0].Custodians; c[0].Ready == (hold.Hash{}) || c[1].Ready != (hold.Hash{}) {
		t.Errorf("%+v", c)
	}
	w.pass(2 * 24 * hour)
	w.all()
	if s := q.stage(); s != hold.Released {
		t.Error(s)
	}
}

// TestVetoAtTheLastMoment counts as long as nobody was ready; what is later is late.
func TestVetoAtTheLastMoment(t *testing.T) {
	for _, c := range []struct {
		after    time.Duration
		released bool
	}{{3*24*hour - time.Second, false}, {3 * 24 * hour, true}} {
		w, _ := ready(t, 119, 2, nil, []string{"bob", "carol"})
		q := w.asks(w.pack(), Wish{Kind: Recover})
		id := q.r.Asking.ID
		w.all()
		w.approve(q, "bob", "carol")
		w.actors["bob"].sync()
		w.actors["carol"].sync()
		w.pass(c.after)
		if c.released {
			w.all()
			if s := q.stage(); s != hold.Released {
				t.Fatal(s)
			}
			if err := w.actors["alice"].try(func(k *Keeper) error { return k.Veto(id, "too late") }); err != nil && !errors.Is(err, hold.ErrNotNow) {
				t.Error(err)
			}
			continue
		}
		w.actors["alice"].sync()
		w.actors["alice"].must(func(k *Keeper) error { return k.Veto(id, "at the last moment") })
		w.actors["alice"].sync()
		w.pass(10 * time.Second)
		w.all()
		w.pass(10 * 24 * hour)
		w.all()
		if q.unreleased("a veto in the last second"); q.stage() != hold.Vetoed {
			t.Error(q.stage())
		}
	}
}

// TestRefusedByMany: as soon as too few are left it is refused, and nobody says a share.
func TestRefusedByMany(t *testing.T) {
	w, _ := ready(t, 120, 2, nil, []string{"bob", "carol", "dave"})
	q := w.asks(w.pack(), Wish{Kind: Recover})
	w.all()
	w.approve(q, "bob")
	for i, name := range []string{"carol", "dave"} {
		if s := q.stage(); s == hold.Refused {
			t.Errorf("after %d denials", i)
		}
		w.actors[name].must(func(k *Keeper) error { return k.Deny(q.r.Asking.ID, name) })
		w.all()
	}
	if s := q.stage(); s != hold.Refused {
		t.Error(s)
	}
	w.pass(2 * 24 * hour)
	w.all()
	w.pass(10 * 24 * hour)
	w.all()
	q.unreleased("too few are left")
}

// TestPersonalVanishes: what a requester says about themselves goes with the ticket, and
// nobody is told of it who does not decide.
func TestPersonalVanishes(t *testing.T) {
	const words = "born in Antwerp, it is me"
	w, _ := ready(t, 121, 2, []string{"erin"}, []string{"bob", "carol", "dave"})
	q := w.asks(w.pack(), Wish{Kind: Recover, Personal: words})
	w.all()
	holds := func(name string) (there bool) {
		a := w.actors[name]
		a.view(func(k *Keeper) error {
			for _, plain := range records(t, k.tx(), vault.Tickets) {
				there = there || bytes.Contains(plain, []byte(words))
			}
			return nil
		})
		return there
	}
	if !holds("bob") || !holds("carol") || holds("alice") || holds("erin") {
		t.Errorf("bob %v, carol %v, alice %v, erin %v", holds("bob"), holds("carol"), holds("alice"), holds("erin"))
	}
	w.approve(q, "bob", "carol")
	w.pass(3 * 24 * hour)
	w.all()
	if w.actors["dave"].knows(q.r.Asking.ID) || holds("dave") {
		t.Error("what dave did not confirm is there after three days")
	}
	w.pass(361 * 24 * hour)
	w.all()
	if !holds("bob") || !w.actors["alice"].knows(q.r.Asking.ID) {
		t.Error("what is confirmed is kept for a year")
	}
	w.pass(2*24*hour + 2*3*24*hour)
	w.all()
	if !w.actors["alice"].knows(q.r.Asking.ID) {
		t.Error("alice has forgotten by what ticket her shares left")
	}
	w.appoint(2, nil, "bob", "carol", "dave") // the shares that left are worthless now
	w.all()
	w.pass(24 * hour)
	w.all()
	for _, name := range []string{"alice", "bob", "carol", "erin"} {
		if holds(name) || w.actors[name].knows(q.r.Asking.ID) {
			t.Errorf("%s keeps it for more than a year and two waits", name)
		}
	}
	if len(w.actors["bob"].deskChannels(q.r.Asking.ID)) > 0 {
		t.Error("its mailboxes stay")
	}
}

func (a *actor) deskChannels(scope vault.ID) (all []post.Channel) {
	a.t.Helper()
	a.view(func(k *Keeper) error {
		channels, err := k.Desk.Channels()
		for _, ch := range channels {
			if ch.Scope == scope {
				all = append(all, ch)
			}
		}
		return err
	})
	return all
}

// records is what a space of core holds.
func records(t testing.TB, tx *vault.Tx, space vault.Space) (all [][]byte) {
	t.Helper()
	keys, err := tx.Keys(vault.BoxZero, space, vault.Core)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		if key == (vault.Key{}) { // the vault's own
			continue
		}
		r, err := tx.Get(vault.BoxZero, space, key, vault.Core)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r.Plain)
	}
	return all
}

// TestNotAccepted: who has not accepted a deposit passes a ticket on, and gives nothing.
func TestNotAccepted(t *testing.T) {
	w := newStage(t, 122, "alice", "bob", "carol", "dave")
	w.appoint(2, nil, "bob", "carol", "dave")
	w.all()
	w.accept("bob", "carol")
	w.all()
	q := w.asks(w.pack(), Wish{Kind: Recover})
	id := q.r.Asking.ID
	w.all()
	dave := w.actors["dave"]
	err := dave.try(func(k *Keeper) error { _, _, err := k.Confirm(id, q.r.Asking.Code(cheap)); return err })
	if !errors.Is(err, ErrState) {
		t.Errorf("it is confirmed: %v", err)
	}
	if err := dave.try(func(k *Keeper) error { return k.Approve(id) }); !errors.Is(err, ErrState) {
		t.Errorf("it is approved: %v", err)
	}
	trust := dave.trust().ID
	dave.must(func(k *Keeper) error { return k.Answer(trust, Refused, "not me") })
	w.all()
	if s := w.actors["alice"].trust().Owning.Deciders[2]; s.Answer != Refused || s.Reason != "not me" {
		t.Errorf("%+v", s)
	}
	w.actors["carol"].must(func(k *Keeper) error { return k.Answer(trust, Returned, "I move") })
	w.approve(q, "bob")
	w.all()
	w.pass(4 * 24 * hour)
	w.all()
	q.unreleased("one of two that are needed")
	if q.r.Asking.Notice.Recover.Threshold != 2 {
		t.Error("the threshold moved")
	}
}

// TestAlteredAnswers: shares that are altered, of somebody else, of another set, or not
// for this requester are left out.
func TestAlteredAnswers(t *testing.T) {
	w, keys := ready(t, 123, 2, nil, []string{"bob", "carol", "dave"})
	other := w.actors["bob"].trust().Pack
	q := w.asks(other, Wish{Kind: Recover})
	w.all()
	share := func(name string) split.Share {
		var s split.Share
		a := w.actors[name]
		a.view(func(k *Keeper) error {
			tr, err := readTrust(k.tx(), a.trust().ID)
			if err == nil {
				s, err = tr.share(Recover)
			}
			return err
		})
		return s
	}
	reset := func(name string) split.Share {
		var s split.Share
		a := w.actors[name]
		a.view(func(k *Keeper) error {
			tr, err := readTrust(k.tx(), a.trust().ID)
			if err == nil {
				s, err = tr.share(Reset)
			}
			return err
		})
		return s
	}
	encoded := func(s split.Share) []byte {
		data, err := s.Encode()
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	flipped := encoded(share("bob"))
	flipped[len(flipped)-1] ^= 1
	give := func(from string, data []byte, to contact.Public) {
		a := w.actors[from]
		sealed, err := to.Wrap(data)
		if err != nil {
			t.Fatal(err)
		}
		v := a.event(q.r.Asking.Policy, &hold.Share{Answer: q.about(a.id()), Against: []hold.Hash{{1}}, Sealed: sealed})
		w.puts(from, a.deciding(q.r.Asking.ID).Way[0].In, KindEvent, v.Bytes())
		q.sync()
		if shares, orders := q.r.Answers(); len(shares)+len(orders) > 0 {
			t.Errorf("%d shares and %d signatures that are not genuine", len(shares), len(orders))
		}
	}
	give("bob", flipped, q.me.Public())
	give("bob", encoded(share("carol")), q.me.Public())
	give("carol", encoded(reset("carol")), q.me.Public())
	give("carol", bytes.Repeat([]byte{1}, maxAnswer+1), q.me.Public())
	give("dave", encoded(share("dave")), w.actors["alice"].own.Public())
	give("dave", nil, q.me.Public())
	blamed := q.r.NotGenuine()
	for _, name := range []string{"bob", "carol", "dave"} {
		if !slices.ContainsFunc(blamed, func(b NotGenuine) bool { return b.By == w.actors[name].id() && b.Why != "" }) {
			t.Errorf("%s gave what is not genuine, and is not named: %v", name, blamed)
		}
	}
	if n := len(q.r.Asking.course.Set.Events()); n != 7 {
		t.Errorf("%d events", n)
	}
	before := q.state()
	a := w.actors["bob"]
	sealed, err := q.me.Public().Wrap(encoded(share("bob")))
	if err != nil {
		t.Fatal(err)
	}
	v := a.event(q.r.Asking.Policy, &hold.Share{Answer: q.about(a.id()), Against: []hold.Hash{{1}}, Sealed: sealed})
	err = q.try(func(r *Requester) error { return r.TakeEvent(post.Received{Letter: post.Letter{Body: v.Bytes()}}) })
	if !errors.Is(err, matter.ErrFull) || len(q.state().Requests) != len(before.Requests) {
		t.Errorf("a third share of one trustee: %v", err)
	}
	keys.Wipe()
}

// TestForgedDeposits: what an owner gives who changed their client.
func TestForgedDeposits(t *testing.T) {
	w, _ := ready(t, 124, 2, []string{"erin"}, []string{"bob", "carol"}, "mallory", "dave")
	mallory := w.actors["mallory"]
	made := w.mallorys()
	second := w.mallorys()
	for what, c := range map[string]struct {
		change func(d *wireDeposit)
		why    string
	}{
		"shares of another set":     {func(d *wireDeposit) { d.Recover = second.deposit("dave").Recover }, "another set"},
		"shares of another trustee": {func(d *wireDeposit) { d.Recover = made.deposit("bob").Recover }, "another trustee"},
		"one share twice":           {func(d *wireDeposit) { d.Reset = d.Recover }, "another set"},
		"no share":                  {func(d *wireDeposit) { d.Reset = nil }, "share"},
		"an altered share":          {func(d *wireDeposit) { d.Reset = append([]byte(nil), d.Reset...); d.Reset[len(d.Reset)-1] ^= 1 }, "altered"},
		"mailboxes of another":      {func(d *wireDeposit) { d.Ways = made.deposit("bob").Ways; d.Ways[0].Peer = hold.Fingerprint{1} }, "mailboxes"},
		"no mailboxes":              {func(d *wireDeposit) { d.Ways = nil }, "mailboxes"},
		"a mailbox that is in use":  {func(d *wireDeposit) { d.Ways = clone(d.Ways); d.Ways[0].In = w.between[[2]string{"dave", "alice"}] }, "in use"},
		"the mailbox of a card": {func(d *wireDeposit) {
			d.Ways = clone(d.Ways)
			d.Ways[0].In = post.Mailbox(w.actors["dave"].own.Mailbox)
		}, "in use"},
		"the mailbox of a desk":     {func(d *wireDeposit) { d.Ways = clone(d.Ways); d.Ways[0].In = made.trust.Notice.Deciders[1].Desk }, "in use"},
		"a name too few":            {func(d *wireDeposit) { d.Pack.Names.Deciders = d.Pack.Names.Deciders[:1] }, "a name for each"},
		"a name that does not show": {func(d *wireDeposit) { d.Pack.Names.Owner = "mal\u202elory" }, "a name that cannot be"},
		"the card of somebody else": {func(d *wireDeposit) { d.Pack.Card = w.actors["bob"].own.Card.Bytes() }, "the card of somebody else"},
		"a notice that is not signed": {func(d *wireDeposit) {
			d.Pack.Notice = append([]byte(nil), d.Pack.Notice...)
			d.Pack.Notice[len(d.Pack.Notice)-1] ^= 1
		}, "did not sign"},
		"a notice of alice's": {func(d *wireDeposit) { d.Pack = w.actors["alice"].trust().wire() }, "somebody else decides"},
		"a newer version":     {func(d *wireDeposit) { d.Version = 2 }, "newer version"},
	} {
		d := made.deposit("dave")
		c.change(&d)
		w.tells("mallory", "dave", KindDeposit, w.body(d))
		w.actors["dave"].refuses(what, c.why)
	}
	w.tells("bob", "dave", KindDeposit, w.body(made.deposit("dave")))
	w.actors["dave"].refuses("of another sender", "not the owner")
	w.tells("mallory", "erin", KindDeposit, w.body(made.deposit("dave")))
	w.actors["erin"].refuses("for another trustee", "somebody else decides")
	w.tells("mallory", "erin", KindWatch, w.body(wireWatch{Version: bodyVersion, Pack: made.trust.wire()}))
	w.actors["erin"].refuses("to somebody who does not watch", "somebody else watches")
	w.tells("mallory", "dave", KindDeposit, w.body(made.deposit("dave")))
	w.actors["dave"].sync()
	if tr := w.actors["dave"].trust(); tr.Notice.Owner.Fingerprint() != mallory.own.Public().Fingerprint() || !tr.holdsAny() {
		t.Error("the one that is in order is not kept")
	}
}

func (t *Trust) holdsAny() bool { return t.Holding != nil && len(t.Holding.Recover) > 0 }

func clone(ways []matter.Way) []matter.Way { return append([]matter.Way(nil), ways...) }

// mallorys is a trust that mallory makes without telling anybody, of bob and dave.
type madeTrust struct {
	w     *stage
	trust *Trust
	ways  map[hold.Fingerprint][]matter.Way
	d     divided
}

func (w *stage) mallorys() *madeTrust {
	w.t.Helper()
	m, made := w.actors["mallory"], &madeTrust{w: w}
	a := Appointment{Vault: vault.ID{7}, Recover: 2, Reset: 2, Wait: 3 * 24 * hour,
		Deciders: []matter.Person{w.actors["bob"].person(), w.actors["dave"].person()}}
	err := m.try(func(k *Keeper) (err error) {
		var keys Keys
		if keys.Recover, err = secret.NewKey(k.tx().Rand()); err != nil {
			return err
		}
		if keys.Reset, err = secret.NewKey(k.tx().Rand()); err != nil {
			return err
		}
		if made.d, err = a.divide(k.Me.Public(), 1, keys); err != nil {
			return err
		}
		if made.trust, err = k.found(m.own, a, 1, made.d); err != nil {
			return err
		}
		made.ways, err = k.draw(made.trust)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return made
}

func (m *madeTrust) deposit(to string) wireDeposit {
	m.w.t.Helper()
	who := m.w.actors[to].id()
	i := m.trust.Notice.Index(who)
	d := wireDeposit{Version: bodyVersion, Pack: m.trust.wire(), Ways: clone(m.ways[who])}
	var err error
	if d.Recover, err = m.d.recovers[i].Encode(); err == nil {
		d.Reset, err = m.d.resets[i].Encode()
	}
	if err != nil {
		m.w.t.Fatal(err)
	}
	return d
}

// TestManyDeposits: one owner gives as much as there is room for, and keeps nobody out.
func TestManyDeposits(t *testing.T) {
	w, _ := ready(t, 125, 2, nil, []string{"bob", "carol"}, "mallory", "dave")
	bob, ch := w.actors["bob"], &post.Channel{Scope: vault.ID{1}}
	kept, later := 0, 0
	for range maxTrusts + 4 {
		m := w.mallorys()
		l := post.Received{Letter: post.Letter{Kind: KindDeposit, Body: w.body(m.deposit("bob"))}, Sender: w.actors["mallory"].own.Public().Fingerprint(), Channel: ch}
		err := bob.try(func(k *Keeper) error { return k.TakeDeposit(l) })
		switch {
		case err == nil:
			kept++
		case errors.Is(err, ErrFull):
			later++
		default:
			t.Fatal(err)
		}
	}
	if kept != maxTrusts || later != 4 {
		t.Errorf("%d were kept, %d put off", kept, later)
	}
	w.pass(hour)
	w.appoint(2, nil, "bob", "dave")
	w.all()
	if n := bob.trust().Notice; n.Vault != w.actors["alice"].v.ID() || n.Generation != 2 {
		t.Errorf("alice's is not taken in: %s", fmt.Sprint(n.Generation))
	}
}

// TestForgedProof: a proof is of shares that are there, and of the nonce that was asked.
func TestForgedProof(t *testing.T) {
	w, _ := ready(t, 126, 2, nil, []string{"bob", "carol"})
	alice := w.actors["alice"]
	id := alice.trust().ID
	w.says("bob", "alice", KindProof, w.body(wireProof{Version: bodyVersion})) // none was asked for
	alice.sync()
	nonce := [32]byte{9}
	alice.must(func(k *Keeper) error { // as if the drill were on its way yet
		tr, err := readTrust(k.tx(), id)
		if err != nil {
			return err
		}
		tr.Owning.Nonce, tr.Owning.Asked = nonce, 1
		return tr.save(k.tx())
	})
	proof := func(by string, nonce [32]byte) (p wireProof) {
		p = wireProof{Version: bodyVersion, Nonce: nonce}
		w.actors[by].view(func(k *Keeper) error {
			tr, err := readTrust(k.tx(), id)
			if err != nil {
				return err
			}
			for kind, to := range map[Kind]*[]byte{Recover: &p.Recover, Reset: &p.Reset} {
				s, err := tr.share(kind)
				if err != nil {
					return err
				}
				if *to, err = s.Sign(drillPurpose, drillMessage(tr.Notice, nonce)); err != nil {
					return err
				}
			}
			return nil
		})
		return p
	}
	good := proof("bob", nonce)
	half := good
	half.Reset = nil
	swapped := good
	swapped.Recover, swapped.Reset = good.Reset, good.Recover
	for what, p := range map[string]wireProof{"of carol's shares": proof("carol", nonce), "of one share": half, "of the wrong sets": swapped} {
		w.says("bob", "alice", KindProof, w.body(p))
		alice.refuses(what, "does not hold")
	}
	w.says("bob", "alice", KindProof, w.body(proof("bob", [32]byte{1}))) // of an earlier drill
	alice.sync()
	if s := alice.trust().Owning.Deciders[0]; s.Confirmed != 0 {
		t.Fatalf("%+v", s)
	}
	w.says("bob", "alice", KindProof, w.body(good))
	alice.sync()
	if s := alice.trust().Owning.Deciders[0]; s.Confirmed == 0 {
		t.Errorf("the genuine one: %+v", s)
	}
}

// TestOvertaken: an answer that was overtaken by a later one changes nothing.
func TestOvertaken(t *testing.T) {
	w, _ := ready(t, 127, 2, nil, []string{"bob", "carol"})
	bob, alice := w.actors["bob"], w.actors["alice"]
	id := bob.trust().ID
	bob.must(func(k *Keeper) error { return k.Answer(id, Returned, "I move") })
	w.all()
	w.says("bob", "alice", KindAnswer, w.body(wireAnswer{Version: bodyVersion, Answer: Accepted}))
	alice.sync()
	if s := alice.trust().Owning.Deciders[0]; s.Answer != Returned {
		t.Errorf("%+v", s)
	}
	for _, a := range []Answer{Accepted, Returned, Refused} {
		if err := bob.try(func(k *Keeper) error { return k.Answer(id, a, "") }); !errors.Is(err, ErrState) {
			t.Errorf("%s after it was returned: %v", a, err)
		}
	}
	for _, a := range []Answer{Offered, 4, 255} {
		if err := w.actors["carol"].try(func(k *Keeper) error { return k.Answer(id, a, "") }); !errors.Is(err, ErrLetter) {
			t.Errorf("answer %d: %v", a, err)
		}
	}
}

// TestWatchingTrusteeKeeps: a trustee who may veto, too, and does not confirm a ticket that
// goes on with another one does not lose it: neither after the days in which it could be
// confirmed, nor to strangers who fill the desk. Nor does it fill the desk.
func TestWatchingTrusteeKeeps(t *testing.T) {
	flood := func(w *stage) {
		w.pass(25 * hour)
		for range MaxTickets + 2 {
			w.stranger().sync()
		}
	}
	for name, goes := range map[string]func(w *stage){
		"after days":   func(w *stage) { w.pass(25 * hour) },
		"to strangers": flood,
	} {
		t.Run(name, func(t *testing.T) {
			w, _ := ready(t, 174, 1, []string{"carol"}, []string{"bob", "carol"})
			carol := w.actors["carol"]
			q := w.asks(w.pack(), Wish{Kind: Recover, Personal: "it is me"})
			id := q.r.Asking.ID
			w.all()
			w.pass(48 * hour)
			w.approve(q, "bob") // whose wait is longer than the days that carol has
			w.all()
			goes(w)
			carol.sync()
			if !carol.knows(id) {
				t.Fatal("it is forgotten")
			}
			if n := carol.tickets(); n > MaxTickets+1 || name == "to strangers" && n <= MaxTickets {
				t.Errorf("%d tickets", n)
			}
			carol.must(func(k *Keeper) error { return k.Veto(id, "no") })
			w.all()
			w.pass(10 * 24 * hour)
			w.all()
			q.unreleased("after the veto")
			err := carol.try(func(k *Keeper) error { _, _, err := k.Confirm(id, q.r.Asking.Code(cheap)); return err })
			if !errors.Is(err, ErrState) {
				t.Errorf("confirmed after the days for that: %v", err)
			}
		})
	}
}
