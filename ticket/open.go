package ticket

import (
	"errors"
	"fmt"
	"slices"

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
	trust, err := k.atDesk(l.Mailbox, o.Ask.Terms)
	if err != nil {
		return err
	}
	h, fresh, err := k.admit(trust, o.Ask, KindOpen, hold.Fingerprint(l.Sender))
	if h != nil {
		defer h.trust.wipe()
	}
	if err != nil || !fresh {
		return err
	}
	if err := h.begin(o); err != nil {
		return err
	}
	k.tell(News{Kind: KindOpen, Trust: trust, Ticket: h.t, By: hold.Fingerprint(l.Sender)})
	return nil
}

// atDesk finds the trust at whose desk of ours a ticket was opened, in good time.
func (k *Keeper) atDesk(desk post.Mailbox, terms Terms) (*Trust, error) {
	trust, err := ReadTrust(k.tx(), idOf(terms.Notice))
	if errors.Is(err, ErrNotFound) {
		return nil, post.Refuse(errors.New("of trustees that are not known here"))
	}
	if err != nil {
		return nil, err
	}
	at := trust.Notice.Index(k.me())
	if at < 0 || !trust.holds() || desk != trust.Notice.Deciders[at].Desk {
		return nil, post.Refuse(errors.New("of a deposit that is not here"))
	}
	switch now := k.Desk.Now().Unix(); {
	case terms.Number > now+maxAhead:
		return nil, post.Refuse(errors.New("a ticket from the future"))
	case terms.Number < now-openFor:
		return nil, post.Refuse(errors.New("a ticket that is too old; a new one can be opened"))
	}
	return &trust, nil
}

// begin makes a ticket one that is to be decided here, and opens its mailboxes.
func (h *hearing) begin(o opening) error {
	h.t.Personal, h.t.Since, h.t.Came = o.Personal, h.k.Desk.Now(), h.k.credited()
	h.t.Deciding = &Deciding{Way: []matter.Way{{Peer: hold.Fingerprint(o.Ask.Requester.Fingerprint()), In: o.In, Out: o.Out}}}
	besides, err := h.k.reading()
	if err != nil {
		return err
	}
	people := []matter.Person{{Keys: o.Ask.Requester}}
	err = matter.OpenWays(h.k.Desk, h.t.ID, h.t.Deciding.Way, people, besides...)
	if errors.Is(err, matter.ErrPeople) {
		return post.Refuse(err)
	}
	if err != nil {
		return err
	}
	return h.save()
}

// reading lists the mailboxes that are read here and belong to no channel: that of the
// card, and the desks.
func (k *Keeper) reading() ([]post.Mailbox, error) {
	own, err := contact.ReadOwn(k.tx())
	if err != nil {
		return nil, err
	}
	own.Wipe()
	desks, err := Desks(k.tx(), k.me())
	return append(desks, post.Mailbox(own.Mailbox)), err
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
	h, fresh, err := k.admit(&trust, a, KindAsk, hold.Fingerprint(l.Sender))
	if h != nil {
		defer h.trust.wipe()
	}
	if err != nil {
		return err
	}
	if !fresh {
		if err := h.sayAgain(hold.Fingerprint(l.Sender)); err != nil {
			return err
		}
		return h.save()
	}
	if err := h.save(); err != nil {
		return err
	}
	k.tell(News{Kind: KindAsk, Trust: &trust, Ticket: h.t, By: hold.Fingerprint(l.Sender)})
	return nil
}

// admit begins a ticket, unless it is here already: kind is that of the letter by which
// somebody tells of it. The caller wipes the trust of what comes, and saves it.
func (k *Keeper) admit(trust *Trust, a ask, kind string, by hold.Fingerprint) (h *hearing, fresh bool, err error) {
	w := wireTicket{Trust: trust.ID, Terms: a.Terms, Requester: a.Requester, Since: k.Desk.Now().Unix(), Came: k.credited(), By: []hold.Fingerprint{by}}
	t, err := w.ticket(trust.Notice)
	if err != nil {
		return nil, false, post.Refuse(err)
	}
	if err := k.mayCome(&t, kind); err != nil {
		return nil, false, err
	}
	there, err := k.tx().Has(vault.BoxZero, vault.Tickets, ticketKey(t.ID), vault.Core)
	if err != nil {
		return nil, false, err
	}
	if there {
		return k.again(t.ID, kind, by)
	}
	v, err := a.request(t.Policy)
	if err != nil {
		return nil, false, post.Refuse(err)
	}
	if err := k.room(&t, kind, by); err != nil {
		return nil, false, err
	}
	if h, err = k.hearing(&t); err != nil {
		return nil, false, err
	}
	h.rewrite = true
	if _, err = h.Add(v); err == nil {
		err = h.recall()
	}
	return h, err == nil, err
}

// mayCome refuses a ticket that was forgotten at this desk.
func (k *Keeper) mayCome(t *Ticket, kind string) error {
	if kind != KindOpen {
		return nil
	}
	a, err := readAbsent(k.tx(), t.Trust)
	if err == nil && a.forgot(t.ID) {
		err = post.Refuse(errors.New("a ticket that was forgotten here; a new one can be opened"))
	}
	return err
}

// request reads the event of a request.
func (a *ask) request(p hold.Policy) (v hold.Verified, err error) {
	u, err := hold.Parse(a.Request)
	if err != nil {
		return v, err
	}
	if v, err = u.Verify(p); err != nil {
		return v, err
	}
	if v.Event().Kind() != hold.KindRequest {
		err = ErrLetter
	}
	return v, err
}

// again is for a ticket that is here: as a trustee's who watches, too, and first heard
// of it from another trustee, it becomes one to decide; with whoever is only told of it,
// it stays for as long as one of those who passed it on has room for it.
func (k *Keeper) again(id vault.ID, kind string, by hold.Fingerprint) (h *hearing, fresh bool, err error) {
	if h, err = k.hear(id); err != nil || h.t.Deciding != nil {
		return h, false, err
	}
	switch {
	case kind == KindOpen:
		fresh, h.rewrite = true, true
		err = k.room(h.t, kind, by)
	case !slices.Contains(h.t.By, by):
		if err = k.room(h.t, kind, by); errors.Is(err, ErrFull) {
			return h, false, nil // it is here by others
		}
		h.t.By, h.rewrite = append(h.t.By, by), true
	}
	return h, fresh, err
}

// sayAgain says once more to a trustee who passes on what is known here already what
// was said of it: they may not have had it at that time. Of each sort once is enough.
func (h *hearing) sayAgain(to hold.Fingerprint) error {
	said := map[hold.Kind]bool{}
	for _, v := range h.Course.Set.Events() {
		_, author := v.Event().About()
		kind := v.Event().Kind()
		ours := author == h.Myself() && (kind == hold.KindKnown || kind == hold.KindVeto)
		if said[kind] || !ours && kind != hold.KindCancel {
			continue
		}
		said[kind] = true
		if err := h.PassAgain(v, to); err != nil {
			return err
		}
	}
	return nil
}

// room makes sure that nobody fills the vault with tickets. The oldest that nobody
// confirmed makes room: at a desk once it has had a day to be confirmed, so that no
// flood washes away what has just come; and with whoever is only told of tickets the
// oldest that the same trustee passed on. No trustee crowds out what another one passes
// on, and what is confirmed is passed on once more.
func (k *Keeper) room(t *Ticket, kind string, by hold.Fingerprint) error {
	all, err := Tickets(k.tx())
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(o Ticket) bool {
		return o.Trust != t.Trust || (o.Deciding != nil) != (kind == KindOpen) || kind == KindAsk && !slices.Contains(o.By, by)
	})
	if kind == KindOpen {
		if all, err = k.toDecide(all); err != nil {
			return err
		}
	}
	if len(all) < MaxTickets {
		return nil
	}
	for i := range all {
		if left, err := k.leaves(&all[i], by); left || err != nil {
			return err
		}
	}
	return post.Later(fmt.Errorf("%w: more than %d tickets about one vault", ErrFull, MaxTickets))
}

// toDecide leaves out of the tickets at a desk those that are only watched there by now, up
// to as many: a trustee who confirms a great many keeps nobody away from another one's desk.
func (k *Keeper) toDecide(all []Ticket) (rest []Ticket, err error) {
	watched, hs := 0, k.hearings()
	defer hs.end()
	for i := range all {
		if k.credited() >= all[i].Came+mayBeConfirmed && watched < maxWatched {
			h, err := hs.of(&all[i])
			if err != nil {
				return nil, err
			}
			if h.watches() {
				watched++
				continue
			}
		}
		rest = append(rest, all[i])
	}
	return rest, nil
}

// leaves forgets a ticket that is to make room, if it is one. What other trustees passed
// on, too, is theirs from then on.
func (k *Keeper) leaves(t *Ticket, by hold.Fingerprint) (left bool, err error) {
	if d := t.Deciding; d != nil && (d.Confirmed > 0 || k.credited() < t.Came+mayBeConfirmed) {
		return false, nil
	}
	h, err := k.hearing(t)
	if err != nil {
		return false, err
	}
	defer h.trust.wipe()
	switch {
	case t.Deciding == nil && h.confirmed(), h.watches():
		return false, nil
	case t.Deciding == nil && len(t.By) > 1:
		t.By = slices.DeleteFunc(t.By, func(who hold.Fingerprint) bool { return who == by })
		return true, t.save(k.tx())
	case h.spoken():
		return true, h.drop()
	}
	return true, h.forget()
}
