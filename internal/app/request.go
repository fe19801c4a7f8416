package app

import (
	"context"
	"errors"

	"coffer/box/contact"
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

// RequestContact keeps somebody as asked, under a name or the one on their card.
// A card with the keys of a contact is theirs, and a newer one takes the place of
// the older.
func (a *App) RequestContact(ctx context.Context, card Card, name string) (met Met, err error) {
	text := name
	if text == "" {
		text = card.Name()
	}
	err = a.update(ctx, "contact.request", text, func(tx *vault.Tx) error {
		met, err = contact.Meet(tx, card, contact.Request, name)
		switch {
		case errors.Is(err, contact.ErrBlocked):
			return Fail(Refused, "coffer contact unblock takes that back", "this card belongs to %q, whom you blocked", host.Safe(met.Contact.Name))
		case errors.Is(err, contact.ErrOther):
			return Fail(Refused, "", "this is your own card")
		case errors.Is(err, contact.ErrExists):
			return &Error{Kind: Exists, What: oneLine(err), Hint: "choose another name with --as", Err: err}
		}
		return err
	})
	return met, err
}
