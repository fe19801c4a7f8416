package app

import (
	"context"
	"errors"

	"coffer/box/contact"
	"coffer/vault"
)

// OwnCard returns the owner's card, which says the name and the address that
// [App.Owner] has. The first one makes the identity; a newer one is made when it
// would say something else.
func (a *App) OwnCard(ctx context.Context) (card Card, err error) {
	current := false
	err = a.view(ctx, func(tx *vault.Tx) error {
		s, err := readOwner(tx)
		if err != nil {
			return err
		}
		o, err := contact.ReadOwn(tx)
		if errors.Is(err, contact.ErrNotFound) {
			return nameForCard(s)
		}
		if err != nil {
			return err
		}
		defer o.Wipe()
		card, current = o.Card, o.Introduced(s.Name, s.Email)
		return nameForCard(s)
	})
	if err != nil || current {
		return card, err
	}
	err = a.update(ctx, "contact.card", "", func(tx *vault.Tx) error {
		s, err := readOwner(tx)
		if err != nil {
			return err
		}
		o, err := contact.Introduce(tx, s.Name, s.Email)
		if err != nil {
			return err
		}
		defer o.Wipe()
		card = o.Card
		return nil
	})
	return card, err
}

// nameForCard tells how the owner's data come to fit on a card.
func nameForCard(s storedOwner) error {
	if s.Name == "" {
		return orKeys(Fail(Refused, "coffer vault edit --name NAME gives it one", "your card has no name yet"),
			"the account place gives it one")
	}
	if _, err := contact.CleanName(s.Name); err != nil {
		return &Error{Kind: Input, What: "your name does not fit on a card: " + oneLine(err), Hint: "coffer vault edit --name NAME changes it", Err: err}
	}
	if _, err := contact.CleanEmail(s.Email); err != nil {
		return &Error{Kind: Input, What: "your address does not fit on a card: " + oneLine(err),
			Hint: "coffer vault edit --email ADDRESS changes it", Err: err}
	}
	return nil
}
