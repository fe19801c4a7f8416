package ticket

import (
	"fmt"
	"slices"

	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/codec"
)

// due tells whether [Keeper.Advance] would change something.
func (h *hearing) due(l post.Look) (bool, error) {
	if h.lapsed() {
		return true, nil
	}
	h.Look(l)
	st, err := h.State()
	if err != nil || h.Course.Changed {
		return h.Course.Changed, err
	}
	return matter.Due(st, h.open)
}

// open tells whether something that must be done is not done yet.
func (h *hearing) open(a hold.Act) (bool, error) {
	if a.Deed == hold.GiveShare {
		_, ok := h.ReplyTo(a.Request)
		return ok && h.trust.accepted(), nil
	}
	return h.Open(a), nil
}

// do does one thing, and tells whether that changed anything.
func (h *hearing) do(a hold.Act) (did bool, err error) {
	if open, err := h.open(a); !open || err != nil {
		return false, err
	}
	switch a.Deed {
	case hold.Forward:
		return h.forward(a)
	case hold.GiveShare:
		return h.give(a)
	}
	did, known, err := h.Do(a)
	if !known && err == nil {
		err = fmt.Errorf("%w: %s", ErrState, a.Deed)
	}
	return did, err
}

// forward passes the request on, word for word, to all who may veto.
func (h *hearing) forward(a hold.Act) (did bool, err error) {
	v, ok := h.Course.Set.Get(a.Request)
	if !ok {
		return false, nil
	}
	body, err := codec.Marshal(ask{Version: bodyVersion, Terms: h.t.Terms, Requester: h.t.Requester, Request: v.Bytes()})
	if err != nil {
		return false, err
	}
	for _, to := range a.To {
		p := matter.Passage{To: to, Event: a.Request}
		if _, was := h.Course.Passed[p]; was {
			continue
		}
		slot, err := h.Send(to, KindAsk, body)
		if err != nil {
			return did, err
		}
		h.Course.Passed[p], h.Course.Changed, did = slot, true, true
	}
	return did, nil
}

// give hands over what the ticket asks for: the share, or an order signed with it.
func (h *hearing) give(a hold.Act) (did bool, err error) {
	s, err := h.trust.share(h.t.Terms.Kind)
	if err != nil {
		return false, err
	}
	defer s.Wipe()
	if h.t.Terms.Kind.IsOrder() {
		signature, err := signOrder(s, h.trust.Notice, h.t.Terms, h.Policy)
		if err != nil {
			return false, err
		}
		return h.Give(a, signature)
	}
	data, err := s.Encode()
	if err != nil {
		return false, err
	}
	defer vault.Wipe(data)
	return h.Give(a, data)
}

// lapsed tells whether a ticket is to be forgotten: one that nobody confirmed after
// three days at a trustee, and some more for those who only heard of it; any other, and
// one that a trustee still watches, after a year. Beside these, a wait may run twice. The owner keeps one for as long as
// shares that left by it are good.
func (h *hearing) lapsed() bool {
	age, waits := h.k.credited()-h.t.Came, 2*h.Policy.Grace
	switch {
	case h.trust.SharesOut(h.t, h.Course.Set.View()):
		return false
	case h.t.Deciding != nil && h.t.Deciding.Confirmed == 0 && !h.watches():
		return age >= unconfirmedFor
	case h.t.Deciding == nil && !h.confirmed():
		return age >= unheardFor+waits
	}
	return age >= keptFor+waits
}

// confirmed tells whether a trustee said that its wait runs, and so that the code was
// typed there.
func (h *hearing) confirmed() bool {
	for _, r := range h.Course.Set.View().Requests {
		for _, c := range r.Custodians {
			if c.Seen || c.Approved || c.Ready != (hold.Hash{}) {
				return true
			}
		}
	}
	return false
}

// watches tells whether a trustee who did not confirm a ticket may veto it, too, and it goes
// on with others or was stopped: then it must not be forgotten here with those that nobody
// confirmed.
func (h *hearing) watches() bool {
	d := h.t.Deciding
	return d != nil && d.Confirmed == 0 && h.trust.mayVeto(h.Myself()) && (h.confirmed() || h.spoken())
}

// drop forgets a ticket, and what its requester said about themselves. At a trustee
// it does not come back.
func (h *hearing) drop() error {
	if h.t.Deciding != nil {
		if err := h.k.vanish(h.t); err != nil {
			return err
		}
	}
	return h.forget()
}

// spoken tells whether somebody stopped a ticket, or tried codes: then it is not to come
// back as a new one, also where it only had to make room.
func (h *hearing) spoken() bool {
	for _, r := range h.Course.Set.View().Requests {
		denied := slices.ContainsFunc(r.Custodians, func(c hold.Progress) bool { return c.Denied })
		if denied || len(r.Vetoes) > 0 {
			return true
		}
	}
	return h.t.Deciding != nil && h.t.Deciding.Wrong > 0
}

// forget removes all that there is of a ticket.
func (h *hearing) forget() error {
	if h.t.Deciding != nil {
		for _, w := range h.t.Deciding.Way {
			if err := h.k.Desk.DropChannel(w.In); err != nil {
				return err
			}
		}
	}
	if err := h.k.tx().Delete(vault.BoxZero, vault.Tickets, courseKey(h.t.ID), vault.Core); err != nil {
		return err
	}
	return h.k.tx().Delete(vault.BoxZero, vault.Tickets, ticketKey(h.t.ID), vault.Core)
}
