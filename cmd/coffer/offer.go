package main

import (
	"context"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

// offerLookUp looks a new password up in passwords from breaches, where the owner
// switched that on (hibp.offer), and asks before one that was seen is kept. Without the
// wish nothing is sent. What cannot be looked up is told, and keeps nobody from going on.
func (c *cli) offerLookUp(ctx context.Context, passwords ...secret.Text) error {
	config, err := c.settings()
	if err != nil || config.HIBPOffer == host.OfferOff || len(passwords) == 0 {
		return err
	}
	place, err := c.rangePlace(rangeFlags{})
	if err != nil {
		return err
	}
	place.Brief = true
	if config.HIBPOffer == host.OfferFile {
		place.Online, place.File = false, config.HIBPData
		if place.File == "" {
			c.tell("the password was not looked up: the setting hibp.data names no file")
			return nil
		}
	}
	answers, err := c.lookUp(ctx, place, passwords)
	if err != nil {
		c.tell("the password was not looked up: %s", app.Explain(err))
		return nil
	}
	for _, a := range answers {
		switch {
		case a.Err != nil:
			c.tell("the password was not looked up: %s", app.Explain(a.Err))
		case a.Found():
			c.tell("this password was %s", seenText(a))
			return c.confirm(ctx, "keep it all the same?")
		}
	}
	return nil
}

// lookUp asks about some passwords, and keeps nothing of the answers on disk: they may
// be master passwords, of which even five digits would say too much.
func (c *cli) lookUp(ctx context.Context, place app.BreachPlace, passwords []secret.Text) ([]app.BreachAnswer, error) {
	env, err := c.appEnv()
	if err != nil {
		return nil, err
	}
	b, err := env.OpenBreaches(place, nil)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	var hashes []app.PasswordHash
	defer func() { clear(hashes) }()
	for _, p := range passwords {
		hashes = append(hashes, b.Hash(p.Bytes()))
	}
	return b.Look(ctx, hashes, nil)
}
