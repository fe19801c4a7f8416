package ticket

import (
	"fmt"
	"io"
	"time"

	"coffer/box/hold"
	"coffer/ticket/order"
	"coffer/vault/split"
)

// orderOf is what trustees sign for a ticket that asks for an order: all of them the
// same.
func orderOf(n *Notice, t Terms, p hold.Policy) (order.Order, error) {
	return orderBy(n, t, p.Matter())
}

// orderBy is the order that terms ask for, by what names it.
func orderBy(n *Notice, t Terms, by hold.Hash) (order.Order, error) {
	return order.New(order.Kind(t.Kind), *n.Set(t.Kind), by, time.Unix(t.Number, 0), time.Duration(n.Wait)*time.Second, t.Email)
}

// OrderOnPaper makes an order that sheets alone sign, where every share is on paper: there is
// nobody to ask, and so no ticket, in whose place the hash of the terms stands. Errors:
// [ErrState] for a notice with trustees who decide, [ErrTerms], [order.ErrTooFew].
func OrderOnPaper(n *Notice, rand io.Reader, now time.Time, w Wish, sheets []split.Share) (order.Signed, error) {
	if n.papers() < len(n.Deciders) {
		return order.Signed{}, fmt.Errorf("%w: trustees who decide", ErrState)
	}
	t, err := newTerms(n, rand, now, w)
	if err != nil {
		return order.Signed{}, err
	}
	by, err := t.Hash()
	if err != nil {
		return order.Signed{}, err
	}
	o, err := orderBy(n, t, by)
	if err != nil {
		return order.Signed{}, err
	}
	signatures := map[int][]byte{}
	for _, s := range sheets {
		if signatures[s.Index], err = o.Sign(s); err != nil {
			return order.Signed{}, err
		}
	}
	return order.Collect(*n.Set(t.Kind), o, signatures)
}

// signOrder is what a trustee gives for an order.
func signOrder(s split.Share, n *Notice, t Terms, p hold.Policy) ([]byte, error) {
	o, err := orderOf(n, t, p)
	if err != nil {
		return nil, err
	}
	return o.Sign(s)
}

// orderSigned tells whether it is what the trustee with that share had to give.
func orderSigned(a *Asking, index int, signature []byte) bool {
	o, err := orderOf(a.Notice, a.Terms, a.Policy)
	return err == nil && o.SignedBy(*a.Notice.Set(a.Terms.Kind), index, signature)
}

// Order puts together what trustees gave for an order, with what the shares on paper
// sign, which are in the requester's hands. [order.ErrTooFew] until it is enough.
func (r *Requester) Order(papers ...split.Share) (order.Signed, error) {
	a := r.Asking
	o, err := orderOf(a.Notice, a.Terms, a.Policy)
	if err != nil {
		return order.Signed{}, err
	}
	_, signatures := r.Answers()
	for _, s := range papers {
		if signatures[s.Index], err = o.Sign(s); err != nil {
			return order.Signed{}, err
		}
	}
	return order.Collect(*a.Notice.Set(a.Terms.Kind), o, signatures)
}
