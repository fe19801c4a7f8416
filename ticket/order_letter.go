package ticket

import (
	"errors"

	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/ticket/order"
	"coffer/vault/codec"
)

// An order that enough trustees have signed reaches the owner's client by way of them:
// the requester hands it to each trustee, who passes it on. Whoever has the vault file
// can also put it there.

// KindOrder is the envelope of an order, from the requester to trustees and from them to
// the owner.
const KindOrder = "ticket.order"

type wireOrder struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Order   []byte // as [order.Signed.Encode]
}

func parseOrderLetter(body []byte) (order.Signed, error) {
	w, err := unmarshal(body, func(w *wireOrder) uint64 { return w.Version })
	if err != nil {
		return order.Signed{}, err
	}
	return order.ParseSigned(w.Order)
}

// Deliver hands a signed order to every trustee, for the owner.
func (r *Requester) Deliver(s order.Signed) error {
	data, err := s.Encode()
	if err != nil {
		return err
	}
	body, err := codec.Marshal(wireOrder{Version: bodyVersion, Order: data})
	if err != nil {
		return err
	}
	h := r.hearing()
	for _, w := range r.Asking.Ways {
		if _, err := h.Send(w.Peer, KindOrder, body); err != nil {
			return err
		}
	}
	return nil
}

// TakeOrder passes an order on to the owner, or hands it to [Keeper.Place] where this is
// the owner: see [post.Handler]. It is checked against the trustees in either case.
func (k *Keeper) TakeOrder(l post.Received) error {
	s, err := parseOrderLetter(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	h, err := k.hear(l.Channel.Scope)
	if errors.Is(err, ErrNotFound) {
		return k.takeOrder(l, s)
	}
	if err != nil {
		return err
	}
	defer h.trust.wipe()
	if err := s.Check(*h.trust.Notice.Set(h.t.Terms.Kind)); err != nil {
		return post.Refuse(err)
	}
	if o := s.Unverified(); o.Ticket != h.Policy.Matter() {
		return post.Refuse(errors.New("an order of another ticket"))
	}
	to := hold.Fingerprint(h.trust.Notice.Owner.Fingerprint())
	p := matter.Passage{To: to, Event: h.Policy.Matter()} // once, whoever has signed it
	if _, did := h.Course.Passed[p]; did {
		return nil
	}
	slot, err := h.Send(to, KindOrder, l.Body)
	if err != nil {
		return err
	}
	h.Course.Passed[p], h.Course.Changed = slot, true
	return h.save()
}

// takeOrder takes an order in at the owner's. Trustees who were replaced order nothing.
func (k *Keeper) takeOrder(l post.Received, s order.Signed) error {
	t, _, err := k.fromTrustee(l)
	if err != nil {
		return err
	}
	defer t.wipe()
	if t.Over != 0 {
		return post.Refuse(errors.New("an order of trustees who are none any more"))
	}
	if err := s.Check(t.Notice.Recover); err != nil {
		return post.Refuse(err)
	}
	if k.Place == nil {
		return nil
	}
	if err := k.Place(t, s); err != nil {
		return err
	}
	k.tell(News{Kind: KindOrder, Trust: t, By: hold.Fingerprint(l.Sender), Reason: string(s.Unverified().Kind)})
	return nil
}
