package app

import (
	"context"
	"errors"
	"slices"
	"strings"

	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/box/seal"
	"coffer/ticket"
	"coffer/vault"
)

// sealHandlers take in what comes for seals.
func (s *syncing) sealHandlers(handlers map[string]post.Handler) {
	fromContact := func(take func(*seal.Keeper, post.Received) error) func(post.Desk, post.Received) error {
		return s.sealing(func(d *sealDesk, l post.Received) error {
			if _, err := (&meeting{tx: d.tx}).talking(l); err != nil {
				return err
			}
			return take(d.k, l)
		})
	}
	ofSeal := func(take func(*seal.Keeper, post.Received) error) func(post.Desk, post.Received) error {
		return s.sealing(func(d *sealDesk, l post.Received) error { return take(d.k, l) })
	}
	handlers[seal.KindOffer] = post.Handler{Over: post.OfContact, Take: fromContact((*seal.Keeper).TakeOffer)}
	handlers[seal.KindDeposit] = post.Handler{Over: post.OfContact, Take: fromContact((*seal.Keeper).TakeDeposit)}
	handlers[seal.KindEvent] = post.Handler{Over: post.OfMatter, Take: ofSeal((*seal.Keeper).TakeEvent)}
	handlers[seal.KindHere] = post.Handler{Over: post.OfMatter, Take: ofSeal((*seal.Keeper).TakeHere)}
	handlers[seal.KindFile] = post.Handler{Over: post.OfMatter, Take: ofSeal((*seal.Keeper).TakeFile)}
}

// sealing makes a handler of what a keeper does.
func (s *syncing) sealing(take func(*sealDesk, post.Received) error) func(post.Desk, post.Received) error {
	return func(desk post.Desk, l post.Received) error {
		d, err := s.sealDesk(desk)
		if err != nil {
			return err
		}
		return refusable(take(d, l))
	}
}

// refusable refuses what somebody brought about by what they sent: it must not end a
// sync, which would keep everything else from being taken in and sent.
func refusable(err error) error {
	for _, theirs := range []error{hold.ErrNotNow, hold.ErrPolicy, hold.ErrEvent, hold.ErrMatter, hold.ErrAuthor, hold.ErrFull, matter.ErrPeople, matter.ErrFull, matter.ErrEnds} {
		if errors.Is(err, theirs) {
			return post.Refuse(err)
		}
	}
	return err
}

func (s *syncing) sealDesk(desk post.Desk) (*sealDesk, error) {
	v, ok := desk.(*post.VaultDesk)
	if !ok {
		return nil, errNoVaultDesk
	}
	d := newSealDesk(v, s.own)
	d.k.Reached = s.app.env.Reached
	var err error
	d.k.Tell = func(n seal.News) { s.sealNews(d, n) }
	d.k.Taken, err = ticket.Desks(d.tx, d.me())
	return d, err
}

// parcels tells whether what comes over a channel may be claimed: what a contact
// shares, and what is sealed for the owner. A custodian has no use for parcels, and
// so nobody to send them.
func (s *syncing) parcels(desk post.Desk, ch *post.Channel) (bool, error) {
	if ch.Kinds == post.OfContact {
		return true, nil
	}
	v, ok := desk.(*post.VaultDesk)
	if !ok {
		return false, errNoVaultDesk
	}
	return seal.TakesFiles(v.Tx, ch.Scope, ch.Peer.Fingerprint())
}

// advanceSeals does what is due for seals, and sends again what changed. One that
// cannot go on keeps no other from it.
func (s *syncing) advanceSeals(ctx context.Context, look post.Look) error {
	var due, renew []vault.ID
	err := s.home().View(func(desk post.Desk) error {
		d, err := s.sealDesk(desk)
		if err != nil {
			return err
		}
		all, err := seal.Matters(d.tx)
		if err != nil {
			return err
		}
		due = d.k.Due(all, look)
		renew, err = d.outdated(all)
		return err
	})
	if err != nil {
		return err
	}
	var stuck []error
	for _, id := range due {
		stuck = append(stuck, s.onSeal(ctx, func(d *sealDesk) error { return d.k.Advance(id, look) }))
	}
	for _, id := range renew {
		stuck = append(stuck, s.onSeal(ctx, func(d *sealDesk) error {
			m, err := seal.ReadMatter(d.tx, id)
			if err != nil {
				return err
			}
			return d.update(&m)
		}))
	}
	return firstError(stuck)
}

func (s *syncing) onSeal(ctx context.Context, f func(*sealDesk) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.home().Update(func(desk post.Desk) error {
		d, err := s.sealDesk(desk)
		if err != nil {
			return err
		}
		return f(d)
	})
}

// sealNews tells a person what happened to a seal.
func (s *syncing) sealNews(d *sealDesk, n seal.News) {
	kind := sealNewsKind(n.Kind, n.Matter.Policy.Roles(d.me()))
	if kind == "" {
		return
	}
	s.say(Notice{Kind: kind, Contact: d.call(n.Matter, n.By), Message: n.Reason, Seal: "@" + n.Matter.ID.String()})
}

// sealNewsKind is the kind of a notice; empty for what nobody needs to hear.
func sealNewsKind(kind string, me hold.Role) string {
	switch hold.Kind(kind) {
	case hold.KindRequest:
		return "seal.asked"
	case hold.KindSeen, hold.KindAgain, hold.KindReady:
		if me.Is(hold.Requester) {
			return "seal." + kind
		}
		return ""
	case hold.KindAllow:
		return "seal.allowed"
	case hold.KindVeto:
		return "seal.vetoed"
	case hold.KindLift:
		return "seal.lifted"
	case hold.KindUpdate:
		return "seal.updated"
	case hold.KindWithdraw:
		return "seal.withdrawn"
	case hold.KindReopen:
		return "seal.reopened"
	case hold.KindGone:
		return "seal.gone"
	case hold.KindShare:
		return "seal.released"
	}
	switch kind {
	case seal.KindOffer:
		return "seal.offered"
	case seal.KindDeposit:
		return "seal.deposit"
	}
	return ""
}

// noParcels refuses all of them.
func noParcels(post.Desk, *post.Channel) (bool, error) { return false, nil }

// onlyCustody leaves the handlers of what a custodian needs.
func onlyCustody(all map[string]post.Handler) map[string]post.Handler {
	some := map[string]post.Handler{}
	for kind, h := range all {
		family, _, _ := strings.Cut(kind, ".")
		if kind == seal.KindDeposit || kind == seal.KindEvent || slices.Contains([]string{"contact", "verify", "trust", "ticket"}, family) {
			some[kind] = h
		}
	}
	return some
}
