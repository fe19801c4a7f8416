package ticket

import (
	"errors"
	"testing"
	"time"

	"coffer/box/hold"
	"coffer/ticket/order"
	"coffer/vault/split"
)

func (q *asker) order(papers ...split.Share) (s order.Signed, err error) {
	q.w.t.Helper()
	q.must(func(r *Requester) error { s, err = r.Order(papers...); return nil })
	return s, err
}

// TestOrder brings each kind of order to its end: what trustees signed is the order
// that the ticket asked for, and not before the wait was over.
func TestOrder(t *testing.T) {
	for i, wish := range []Wish{{Kind: Freeze}, {Kind: Thaw}, {Kind: Delete}, {Kind: Email, Email: "alice@acme.example"}} {
		t.Run(string(wish.Kind), func(t *testing.T) {
			w := newStage(t, uint64(20+i), "alice", "bob", "carol", "dave")
			w.appoint(2, nil, "bob", "carol", "dave")
			w.all()
			w.accept("bob", "carol", "dave")
			q := w.asks(w.actors["bob"].trust().Pack, wish)
			w.all()
			w.approve(q, "bob", "carol")
			w.all()
			if _, err := q.order(); !errors.Is(err, order.ErrTooFew) {
				t.Fatalf("before the wait: %v", err)
			}
			w.pass(3 * 24 * hour)
			w.all()
			if s := q.stage(); s != hold.Released {
				t.Fatal(s)
			}
			s, err := q.order()
			if err != nil {
				t.Fatal(err)
			}
			a := q.r.Asking
			o := s.Unverified()
			if string(o.Kind) != string(wish.Kind) || o.Ticket != a.Policy.Matter() || o.Vault != a.Notice.Vault ||
				o.Number != uint64(a.Terms.Number) || o.Email != wish.Email {
				t.Errorf("%+v", o)
			}
			if o.Kind == order.Freeze && o.Until != o.Number+uint64(a.Notice.Wait)+30*24*3600 {
				t.Errorf("it lapses at %d", o.Until)
			}
			if err := s.Check(a.Notice.Recover); err != nil {
				t.Error(err)
			}
			if err := s.Check(a.Notice.Reset); !errors.Is(err, order.ErrAltered) {
				t.Errorf("by the other shares: %v", err)
			}
			shares, _ := q.r.Answers()
			if len(shares) != 0 {
				t.Errorf("%d shares came with it", len(shares))
			}
		})
	}
}

// TestOrderWithPaper: a sheet in the requester's hands signs, too.
func TestOrderWithPaper(t *testing.T) {
	w := newStage(t, 31, "alice", "bob", "carol")
	w.appoint(2, nil, "bob", "paper", "carol")
	w.all()
	w.accept("bob", "carol")
	var sheet split.Share
	w.actors["alice"].view(func(k *Keeper) (err error) {
		sheet, _, err = Paper(k.tx(), w.actors["alice"].trust().ID, 1)
		return err
	})
	q := w.asks(w.actors["carol"].trust().Pack, Wish{Kind: Freeze})
	q.must(func(r *Requester) error { return r.Prove(sheet) })
	w.all()
	w.approve(q, "carol")
	w.all()
	w.pass(3 * 24 * time.Hour)
	w.all()
	s, err := q.order(sheet)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Check(q.r.Asking.Notice.Recover); err != nil {
		t.Error(err)
	}
	if _, err := q.order(); !errors.Is(err, order.ErrTooFew) {
		t.Errorf("without the sheet: %v", err)
	}
}

// TestOrderAltered: what a trustee signed for one ticket is nothing in another one.
func TestOrderAltered(t *testing.T) {
	w := newStage(t, 32, "alice", "bob", "carol")
	w.appoint(2, nil, "bob", "carol")
	w.all()
	w.accept("bob", "carol")
	q := w.asks(w.actors["bob"].trust().Pack, Wish{Kind: Thaw})
	w.all()
	w.approve(q, "bob", "carol")
	w.all()
	w.pass(3 * 24 * time.Hour)
	w.all()
	_, signatures := q.r.Answers()
	if len(signatures) != 2 {
		t.Fatalf("%d signatures", len(signatures))
	}
	a := *q.r.Asking
	for name, change := range map[string]func(*Asking){
		"another kind":   func(a *Asking) { a.Terms.Kind = Freeze },
		"another number": func(a *Asking) { a.Terms.Number++ },
		"another ticket": func(a *Asking) { a.Policy.Of[0]++ },
	} {
		other := a
		change(&other)
		if orderSigned(&other, 1, signatures[1]) {
			t.Errorf("%s: taken", name)
		}
	}
	if !orderSigned(&a, 1, signatures[1]) || orderSigned(&a, 2, signatures[1]) || orderSigned(&a, 1, signatures[1][1:]) || orderSigned(&a, 9, signatures[1]) {
		t.Error("the genuine one is not told from others")
	}
}
