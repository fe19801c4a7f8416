package ticket

import (
	"testing"

	"coffer/box/post"
	"coffer/ticket/order"
	"coffer/vault/split"
)

// signs makes a signed order of what some shares sign.
func signs(t testing.TB, set split.Set, o order.Order, shares ...split.Share) []byte {
	t.Helper()
	signatures := map[int][]byte{}
	for _, s := range shares {
		var err error
		if signatures[s.Index], err = o.Sign(s); err != nil {
			t.Fatal(err)
		}
	}
	signed, err := order.Collect(set, o, signatures)
	if err != nil {
		t.Fatal(err)
	}
	return must(t, signed.Encode)
}

// TestOrderDelivered: an order that is signed reaches the owner once by each trustee,
// and what was altered, or is of other trustees or of another ticket, does not.
func TestOrderDelivered(t *testing.T) {
	w, _ := ready(t, 160, 2, []string{"erin"}, []string{"bob", "carol", "dave"}, "mallory")
	alice, bob := w.actors["alice"], w.actors["bob"]
	q := w.asks(w.pack(), Wish{Kind: Freeze})
	other := w.asks(w.pack(), Wish{Kind: Freeze})
	w.all()
	w.approve(q, "bob", "carol")
	w.approve(other, "bob", "carol")
	w.all()
	w.pass(3 * 24 * hour)
	w.all()
	good, err := q.order()
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := other.order()
	if err != nil {
		t.Fatal(err)
	}
	data := must(t, good.Encode)
	altered := append([]byte(nil), data...)
	altered[len(altered)-1] ^= 1
	malice := w.mallorys()
	o := good.Unverified()
	forged, err := order.New(order.Freeze, malice.trust.Notice.Recover, o.Ticket, o.Asked(), 3*24*hour, "")
	if err != nil {
		t.Fatal(err)
	}
	foreigners := signs(t, malice.trust.Notice.Recover, forged, malice.d.recovers...)
	tells := func(from *asker, body []byte) {
		from.must(func(r *Requester) error {
			_, err := post.Send(r.Desk, r.Me, r.Asking.Ways[0].In, post.Letter{Kind: KindOrder, Body: body})
			return err
		})
		from.sync()
	}
	wire := func(data []byte) []byte { return w.body(wireOrder{Version: bodyVersion, Order: data}) }
	for what, body := range map[string][]byte{
		"altered":           wire(altered),
		"of other trustees": wire(foreigners),
		"none at all":       wire(nil),
		"a newer version":   w.body(wireOrder{Version: 2, Order: data}),
		"another ticket":    wire(must(t, foreign.Encode)),
	} {
		tells(q, body)
		bob.refuses(what, "")
	}
	w.says("bob", "alice", KindOrder, wire(altered))
	alice.refuses("altered by a trustee", "")
	w.says("bob", "alice", KindOrder, wire(foreigners))
	alice.refuses("of other trustees", "")
	w.says("erin", "bob", KindOrder, wire(data))
	bob.refuses("from who watches", "not known here")
	w.all()
	if len(alice.placed) > 0 {
		t.Fatalf("%d orders that are none reached alice", len(alice.placed))
	}
	for range 2 {
		q.must(func(r *Requester) error { return r.Deliver(good) })
	}
	w.all()
	if len(alice.placed) != 2 { // dave has forgotten the ticket, since nobody confirmed it there
		t.Errorf("%d orders reached alice by two trustees", len(alice.placed))
	}
	for _, s := range alice.placed {
		if s.Unverified() != o {
			t.Errorf("alice gets %+v", s.Unverified())
		}
	}
}

// TestOrderOfFormerTrustees: what trustees signed before others took their place orders
// nothing any more.
func TestOrderOfFormerTrustees(t *testing.T) {
	w, _ := ready(t, 161, 2, nil, []string{"bob", "carol"}, "dave", "erin")
	alice, bob := w.actors["alice"], w.actors["bob"]
	q := w.asks(w.pack(), Wish{Kind: Thaw})
	w.all()
	w.approve(q, "bob", "carol")
	w.all()
	w.pass(4 * 24 * hour)
	w.all()
	old, err := q.order()
	if err != nil {
		t.Fatal(err)
	}
	q.must(func(r *Requester) error { return r.Deliver(old) })
	q.sync()
	bob.sync() // it lies in the post, and she has not looked
	w.appoint(2, nil, "dave", "erin")
	alice.refuses("an order of former trustees", "none any more")
	if len(alice.placed) > 0 {
		t.Error("it is placed")
	}
}
