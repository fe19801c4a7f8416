package ticket

import (
	"errors"
	"fmt"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/vault"
)

// TakeOpening takes in a ticket that somebody opens at a desk of ours: see
// [post.Handler].
func (k *Keeper) TakeOpening(l post.Received) error {
	o, err := parseOpening(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	if err := l.VerifyBy(o.Ask.Requester); err != nil {
		return err
	}
	trust, err := ReadTrust(k.tx(), idOf(o.Ask.Terms.Notice))
	if errors.Is(err, ErrNotFound) {
		return post.Refuse(errors.New("of trustees that are not known here"))
	}
	if err != nil {
		return err
	}
	at := trust.Notice.Index(k.me())
	if at < 0 || !trust.holds() || l.Mailbox != trust.Notice.Deciders[at].Desk {
		return post.Refuse(errors.New("of a deposit that is not here"))
	}
	if o.Ask.Terms.Number > k.Desk.Now().Unix()+maxAhead {
		return post.Refuse(errors.New("a ticket from the future"))
	}
	h, fresh, err := k.admit(&trust, o.Ask)
	if err != nil || !fresh {
		return err
	}
	h.t.Personal = o.Personal
	h.t.Deciding = &Deciding{Way: []matter.Way{{Peer: hold.Fingerprint(o.Ask.Requester.Fingerprint()), In: o.In, Out: o.Out}}}
	own, err := contact.ReadOwn(k.tx())
	if err != nil {
		return err
	}
	own.Wipe()
	desks, err := Desks(k.tx(), k.me())
	if err != nil {
		return err
	}
	people := []matter.Person{{Keys: o.Ask.Requester}}
	err = matter.OpenWays(k.Desk, h.t.ID, h.t.Deciding.Way, people, append(desks, post.Mailbox(own.Mailbox))...)
	if errors.Is(err, matter.ErrPeople) {
		return post.Refuse(err)
	}
	if err != nil {
		return err
	}
	if err := h.save(); err != nil {
		return err
	}
	k.tell(News{Kind: KindOpen, Trust: &trust, Ticket: h.t, By: hold.Fingerprint(l.Sender)})
	return nil
}

// TakeAsk takes in a ticket that a trustee passes on: see [post.Handler].
func (k *Keeper) TakeAsk(l post.Received) error {
	a, err := parseAsk(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	trust, err := ReadTrust(k.tx(), l.Channel.Scope)
	if errors.Is(err, ErrNotFound) {
		return post.Refuse(errors.New("of trustees that are not known here"))
	}
	if err != nil {
		return err
	}
	if trust.Notice.Hash() != a.Terms.Notice || trust.Notice.Index(hold.Fingerprint(l.Sender)) < 0 {
		return post.Refuse(fmt.Errorf("%w: of other trustees", ErrTerms))
	}
	h, fresh, err := k.admit(&trust, a)
	if err != nil || !fresh {
		return err
	}
	if err := h.save(); err != nil {
		return err
	}
	k.tell(News{Kind: KindAsk, Trust: &trust, Ticket: h.t, By: hold.Fingerprint(l.Sender)})
	return nil
}

// admit begins a ticket, unless it is here already. The caller saves it.
func (k *Keeper) admit(trust *Trust, a ask) (h *hearing, fresh bool, err error) {
	w := wireTicket{Trust: trust.ID, Terms: a.Terms, Requester: a.Requester, Since: k.Desk.Now().Unix(), Came: k.credited()}
	t, err := w.ticket(trust.Notice)
	if err != nil {
		return nil, false, post.Refuse(err)
	}
	if there, err := k.tx().Has(vault.BoxZero, vault.Tickets, ticketKey(t.ID), vault.Core); err != nil {
		return nil, false, err
	} else if there {
		return k.again(&t)
	}
	if err := k.room(trust.ID); err != nil {
		return nil, false, err
	}
	u, err := hold.Parse(a.Request)
	if err != nil {
		return nil, false, post.Refuse(err)
	}
	v, err := u.Verify(t.Policy)
	if err != nil {
		return nil, false, post.Refuse(err)
	}
	if _, ok := v.Event().(*hold.Request); !ok {
		return nil, false, post.Refuse(ErrLetter)
	}
	if h, err = k.hearing(&t); err != nil {
		return nil, false, err
	}
	h.rewrite = true
	_, err = h.Add(v)
	return h, err == nil, err
}

// again is for a ticket that is here: as a trustee's who watches, too, and first heard
// of it from another trustee, it becomes one to decide.
func (k *Keeper) again(t *Ticket) (h *hearing, fresh bool, err error) {
	if h, err = k.hear(t.ID); err != nil {
		return nil, false, err
	}
	h.rewrite = true
	return h, h.t.Deciding == nil && h.trust.holds(), nil
}

// room makes sure that nobody fills the vault with tickets. There is room again when
// those that nobody confirmed are forgotten.
func (k *Keeper) room(trust vault.ID) error {
	all, err := Tickets(k.tx())
	if err != nil {
		return err
	}
	n := 0
	for i := range all {
		if all[i].Trust == trust {
			n++
		}
	}
	if n >= MaxTickets {
		return post.Later(fmt.Errorf("%w: more than %d tickets about one vault", ErrFull, MaxTickets))
	}
	return nil
}
