package app

import (
	"context"
	"errors"

	"coffer/box/contact"
	"coffer/box/post"
	"coffer/internal/host"
	"coffer/vault"
)

// Met is what came of a card that was taken.
type Met = contact.Meeting

// ReadCard reads and checks a card as bytes, text or a scan.
func ReadCard(data []byte) (Card, error) { return contact.ParseCard(data) }

// Resembles names the contacts that a card looks like, though its keys are
// others: an alarm.
func (a *App) Resembles(ctx context.Context, card Card) (names []string, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		all, err := contact.List(tx)
		if err != nil {
			return err
		}
		for _, c := range contact.Judge(card, all).Claims {
			names = append(names, c.Name)
		}
		return nil
	})
	return names, err
}

// RequestContact keeps somebody as asked, under a name or the one on their card,
// and writes to them: the next sync sends it. A card with the keys of a contact is
// theirs, and a newer one takes the place of the older. Who asked already is
// accepted.
func (a *App) RequestContact(ctx context.Context, card Card, name, message string) (met Met, err error) {
	text := name
	if text == "" {
		text = card.Name()
	}
	err = a.meet(ctx, "contact.request", text, func(m *meeting) error {
		if err := m.introduce(); err != nil {
			return err
		}
		met, err = contact.Meet(m.tx, card, contact.Request, name)
		switch {
		case errors.Is(err, contact.ErrBlocked):
			return Fail(Refused, "coffer contact unblock takes that back", "this card belongs to %q, whom you blocked", host.Safe(met.Contact.Name))
		case errors.Is(err, contact.ErrOther):
			return Fail(Refused, "", "this is your own card")
		case errors.Is(err, contact.ErrExists):
			return &Error{Kind: Exists, What: oneLine(err), Hint: "choose another name with --as", Keys: "call them something else", Err: err}
		case err != nil:
			return err
		}
		return m.ask(&met.Contact, message)
	})
	return met, err
}

// meet runs f in a transaction in which the owner can write to others.
func (a *App) meet(ctx context.Context, action, text string, f func(*meeting) error) error {
	return a.update(ctx, action, text, func(tx *vault.Tx) error {
		own, err := contact.EnsureOwn(tx)
		if err != nil {
			return err
		}
		m := &meeting{tx: tx, desk: post.NewVaultDesk(tx), own: own}
		defer func() { m.own.Wipe() }()
		if err := f(m); err != nil {
			return err
		}
		return m.desk.Flush()
	})
}

// AcceptContact connects with somebody who asked. The next sync tells them.
func (a *App) AcceptContact(ctx context.Context, name string) (Contact, error) {
	return a.meetContact(ctx, "contact.accept", name, contact.Accept, (*meeting).accept)
}

// RefuseContact declines what somebody asked. The next sync tells them.
func (a *App) RefuseContact(ctx context.Context, name string) (Contact, error) {
	return a.meetContact(ctx, "contact.refuse", name, contact.Refuse, func(m *meeting, c *Contact) error {
		return m.part(c, contact.KindRefuse)
	})
}

// EndContact breaks off with a contact. The next sync tells them.
func (a *App) EndContact(ctx context.Context, name string) (Contact, error) {
	return a.meetContact(ctx, "contact.end", name, contact.End, func(m *meeting, c *Contact) error {
		return m.part(c, contact.KindEnd)
	})
}

// BlockContact takes nothing from this contact any more, nor from a card with
// one of their keys or addresses. They are not told.
func (a *App) BlockContact(ctx context.Context, name string) (Contact, error) {
	return a.meetContact(ctx, "contact.block", name, contact.Block, func(m *meeting, c *Contact) error {
		return m.part(c, "")
	})
}

// meetContact moves a contact by a step and writes what follows from it.
func (a *App) meetContact(ctx context.Context, action, name string, step contact.Step, then func(*meeting, *Contact) error) (c Contact, err error) {
	err = a.meet(ctx, action, name, func(m *meeting) error {
		if c, err = findContact(m.tx, name); err != nil {
			return err
		}
		if err := c.Step(step, m.tx.Now()); err != nil {
			return err
		}
		if err := contact.Put(m.tx, &c); err != nil {
			return err
		}
		return then(m, &c)
	})
	return c, err
}
