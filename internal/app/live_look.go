package app

import (
	"context"
	"errors"

	"coffer/box/contact"
	"coffer/vault"
)

// LiveNow is how far a live introduction has come; that none goes on is no error. It
// changes nothing.
func (a *App) LiveNow(ctx context.Context, name string) (s LiveState, goesOn bool, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		c, err := findContact(tx, name)
		if err != nil {
			return err
		}
		s.ContactInfo = ContactInfo{Contact: c}
		l, err := contact.GetLive(tx, c.ID)
		if errors.Is(err, contact.ErrNotFound) {
			return nil
		}
		s.Words, goesOn = liveWords(l), err == nil
		return err
	})
	return s, goesOn, err
}
