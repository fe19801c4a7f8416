package app

import (
	"context"

	"coffer/box/hold"
	"coffer/box/post"
	"coffer/ticket"
	"coffer/ticket/order"
	"coffer/vault"
)

// trustHandlers take in what comes for trustees, deposits and tickets.
func (s *syncing) trustHandlers(handlers map[string]post.Handler) {
	type take = func(*ticket.Keeper, post.Received) error
	fromContact := func(take take) func(post.Desk, post.Received) error {
		return s.trusting(func(d *trustDesk, l post.Received) error {
			if _, err := (&meeting{tx: d.tx}).talking(l); err != nil {
				return err
			}
			return take(d.k, l)
		})
	}
	plain := func(take take) func(post.Desk, post.Received) error {
		return s.trusting(func(d *trustDesk, l post.Received) error { return take(d.k, l) })
	}
	handlers[ticket.KindDeposit] = post.Handler{Over: post.OfContact, Take: fromContact((*ticket.Keeper).TakeDeposit)}
	handlers[ticket.KindWatch] = post.Handler{Over: post.OfContact, Take: fromContact((*ticket.Keeper).TakeWatch)}
	handlers[ticket.KindUnwatch] = post.Handler{Over: post.OfContact, Take: fromContact((*ticket.Keeper).TakeUnwatch)}
	handlers[ticket.KindOpen] = post.Handler{Take: plain((*ticket.Keeper).TakeOpening)}
	for kind, take := range map[string]take{
		ticket.KindAnswer: (*ticket.Keeper).TakeAnswer, ticket.KindDrill: (*ticket.Keeper).TakeDrill,
		ticket.KindProof: (*ticket.Keeper).TakeProof, ticket.KindEnd: (*ticket.Keeper).TakeEnd,
		ticket.KindAsk: (*ticket.Keeper).TakeAsk, ticket.KindEvent: (*ticket.Keeper).TakeEvent,
		ticket.KindOrder: (*ticket.Keeper).TakeOrder, ticket.KindReplies: (*ticket.Keeper).TakeReplies,
	} {
		handlers[kind] = post.Handler{Over: post.OfMatter, Take: plain(take)}
	}
}

// trusting makes a handler of what a keeper does.
func (s *syncing) trusting(take func(*trustDesk, post.Received) error) func(post.Desk, post.Received) error {
	return func(desk post.Desk, l post.Received) error {
		d, err := s.trustDesk(desk)
		if err != nil {
			return err
		}
		return refusable(take(d, l))
	}
}

func (s *syncing) trustDesk(desk post.Desk) (*trustDesk, error) {
	v, ok := desk.(*post.VaultDesk)
	if !ok {
		return nil, errNoVaultDesk
	}
	d := s.app.trustDesk(v, s.own)
	d.k.Tell = func(n ticket.News) { s.trustNews(d, n) }
	d.k.Place = func(_ *ticket.Trust, o order.Signed) error { return placeOrder(d.tx, s.app.v.ID(), o, s.app.Now()) }
	return d, nil
}

// introductions are the mailboxes in which anybody may introduce themselves: that of
// the owner's card, and their desks as a trustee.
func (s *syncing) introductions() (all []post.Mailbox, err error) {
	if !s.own.Card.IsZero() {
		all = append(all, post.Mailbox(s.own.Mailbox))
	}
	err = s.home().View(func(desk post.Desk) error {
		d, err := s.trustDesk(desk)
		if err != nil {
			return err
		}
		desks, err := ticket.Desks(d.tx, d.me())
		all = append(all, desks...)
		return err
	})
	return all, err
}

// advanceTickets does what is due for tickets, and forgets trusts that ended long ago.
// One that cannot go on keeps no other from it.
func (s *syncing) advanceTickets(ctx context.Context, look post.Look) error {
	var due, retired []vault.ID
	err := s.home().View(func(desk post.Desk) error {
		d, err := s.trustDesk(desk)
		if err != nil {
			return err
		}
		all, err := ticket.Tickets(d.tx)
		if err != nil {
			return err
		}
		due = d.k.Due(all, look)
		retired, err = d.k.Retired()
		return err
	})
	if err != nil {
		return err
	}
	var stuck []error
	for _, id := range due {
		stuck = append(stuck, s.onTrust(ctx, func(d *trustDesk) error { return d.k.Advance(id, look) }))
	}
	for _, id := range retired {
		stuck = append(stuck, s.onTrust(ctx, func(d *trustDesk) error { return d.k.Retire(id) }))
	}
	return firstError(stuck)
}

func (s *syncing) onTrust(ctx context.Context, f func(*trustDesk) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.home().Update(func(desk post.Desk) error {
		d, err := s.trustDesk(desk)
		if err != nil {
			return err
		}
		return f(d)
	})
}

// trustNews tells a person what happened to trustees or a ticket.
func (s *syncing) trustNews(d *trustDesk, n ticket.News) {
	kind := trustNewsKind(n, d)
	if kind == "" {
		return
	}
	notice := Notice{Kind: kind, Contact: d.call(&n.Trust.Pack, n.By), Message: n.Reason, Trust: "@" + n.Trust.ID.String()}
	if n.Ticket != nil {
		notice.Trust, notice.Ticket = "", "@"+n.Ticket.ID.String()
		if kind == "ticket.asked" {
			notice.Message = d.asked(n)
			if n.Ticket.Deciding != nil {
				notice.Kind = "ticket.deciding"
			}
		}
	}
	s.say(notice)
}

// asked says in short what a ticket is about.
func (d *trustDesk) asked(n ticket.News) string {
	owner := hold.Fingerprint(n.Trust.Notice.Owner.Fingerprint())
	if owner == d.me() {
		return string(n.Ticket.Terms.Kind) + ", of your vault"
	}
	return string(n.Ticket.Terms.Kind) + ", of the vault of " + d.call(&n.Trust.Pack, owner)
}

// trustNewsKind is the kind of a notice; empty for what nobody needs to hear.
func trustNewsKind(n ticket.News, d *trustDesk) string {
	switch n.Kind {
	case ticket.KindDeposit, ticket.KindWatch, ticket.KindUnwatch, ticket.KindEnd, ticket.KindProof, ticket.KindOrder, ticket.KindReplies:
		return n.Kind
	case ticket.KindAnswer:
		at := n.Trust.Notice.Index(n.By)
		if n.Trust.Owning == nil || at < 0 {
			return ""
		}
		return "trust." + n.Trust.Owning.Deciders[at].Answer.String()
	case ticket.KindOpen, ticket.KindAsk:
		return "ticket.asked"
	}
	switch hold.Kind(n.Kind) {
	case hold.KindSeen:
		return "ticket.confirmed"
	case hold.KindApprove:
		return "ticket.approved"
	case hold.KindDeny:
		return "ticket.denied"
	case hold.KindVeto:
		return "ticket.vetoed"
	case hold.KindCancel:
		return "ticket.withdrawn"
	case hold.KindReady:
		if n.Ticket.Policy.Roles(n.By).Is(hold.Paper) {
			return "ticket.paper"
		}
		return "ticket.ready"
	}
	return ""
}

// trustNotices are all kinds of these notices.
func trustNotices() []string {
	return []string{
		"trust.deposit", "trust.watch", "trust.unwatch", "trust.end", "trust.proof", "trust.accepted", "trust.refused", "trust.returned",
		"ticket.asked", "ticket.deciding", "ticket.confirmed", "ticket.approved", "ticket.denied", "ticket.vetoed", "ticket.withdrawn", "ticket.paper", "ticket.ready",
		"ticket.again", "ticket.released", "ticket.order", "ticket.questions", "ticket.answers",
	}
}
