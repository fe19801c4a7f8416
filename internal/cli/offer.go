package cli

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"coffer/internal/app"
	"coffer/vault/secret"
)

// candidate is a new password that is not kept yet.
type candidate struct {
	name     string
	value    func() secret.Text
	set      func(secret.Text) error     // puts another one in its place
	ask      func() (secret.Text, error) // has one typed; nil: this one was not typed
	generate func() (secret.Text, error) // nil: none is
}

// candidateIn is the password in a variable.
func candidateIn(in *secret.Text, name string) *candidate {
	return &candidate{
		name: name, value: func() secret.Text { return *in },
		set: func(value secret.Text) error {
			in.Wipe()
			*in = value
			return nil
		},
	}
}

// offerLookUp looks new passwords up in passwords from breaches, where the owner
// switched that on (hibp.offer), and asks before one that was seen is kept. Without the
// wish nothing is sent. What cannot be looked up is told, and keeps nobody from going on.
func (c *cli) offerLookUp(ctx context.Context, all ...*candidate) error {
	place, err := c.offerPlace()
	if err != nil || place == nil {
		return err
	}
	several := len(all) > 1
	for len(all) > 0 {
		answers, err := c.lookUp(ctx, *place, all)
		if err != nil {
			c.tell("the password was not looked up: %s", app.Explain(err))
			return nil
		}
		c.tellNotLookedUp(answers)
		var typed []*candidate // in place of others: they are looked up, too
		for i, a := range answers {
			if a.Err != nil || !a.Found() {
				continue
			}
			what := "this password"
			if several {
				what = all[i].name + ": " + what
			}
			c.tell("%s was %s", what, app.SeenText(a))
			another, err := c.keepOrExchange(ctx, all[i])
			if err != nil {
				return err
			}
			if another {
				typed = append(typed, all[i])
			}
		}
		all = typed
	}
	return nil
}

// offerPlace is where new passwords are looked up; nil is nowhere.
func (c *cli) offerPlace() (*app.BreachPlace, error) {
	config, err := c.settings()
	if err != nil {
		return nil, err
	}
	server, err := c.rangePlace(rangeFlags{})
	if err != nil {
		return nil, err
	}
	place, err := app.OfferedIn(config.Config, server)
	if err != nil {
		c.tell("the password was not looked up: %s", app.Explain(err))
	}
	return place, nil
}

// tellNotLookedUp says each reason once.
func (c *cli) tellNotLookedUp(answers []app.BreachAnswer) {
	var told []string
	for _, a := range answers {
		if a.Err == nil {
			continue
		}
		if why := app.Explain(a.Err).Error(); !slices.Contains(told, why) {
			told = append(told, why)
			c.tell("the password was not looked up: %s", why)
		}
	}
}

// keepOrExchange asks what is to become of a password that was seen. Whoever typed it,
// and much besides, may put another in its place; typed tells that this was typed, too.
func (c *cli) keepOrExchange(ctx context.Context, p *candidate) (typed bool, err error) {
	if c.yes || p.ask == nil || !c.Terminal {
		return false, c.confirm(ctx, "keep it all the same?")
	}
	for {
		answer, err := c.askInstead(ctx, p)
		switch {
		case err != nil:
			return false, err
		case answer == "k":
			return false, nil
		case answer == "q":
			return false, app.Fail(app.Interrupted, "", "not confirmed; nothing was changed")
		case answer == "g" && p.generate != nil:
			value, err := p.generate()
			if err == nil {
				err = p.set(value)
			}
			return false, err
		case answer == "":
			value, err := p.ask()
			if err != nil && !mistyped(err) {
				return false, err
			}
			if err == nil && !value.IsZero() {
				return true, p.set(value)
			}
		}
	}
}

// mistyped tells an error of whoever types from one that ends what they do.
func mistyped(err error) bool {
	kind := app.Explain(err).Kind
	return kind == app.Password || kind == app.Refused || kind == app.Input
}

// askInstead asks for one letter. What was typed before the question is no answer to it.
func (c *cli) askInstead(ctx context.Context, p *candidate) (string, error) {
	t, err := c.hiddenTerminal()
	if err != nil {
		return "", err
	}
	defer t.Close()
	if err := t.Discard(); err != nil {
		return "", err
	}
	question := "Enter for another one, g to generate one, k to keep it, q to give up: "
	if p.generate == nil {
		question = "Enter for another one, k to keep it, q to give up: "
	}
	answer, err := t.ReadPassword(ctx, question)
	defer answer.Wipe()
	return strings.ToLower(strings.TrimSpace(answer.Reveal())), err
}

// lookUp asks about some passwords, and keeps nothing of the answers on disk: they may
// be master passwords, of which even five digits would say too much.
func (c *cli) lookUp(ctx context.Context, place app.BreachPlace, all []*candidate) ([]app.BreachAnswer, error) {
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
	for _, p := range all {
		hashes = append(hashes, b.Hash(p.value().Bytes()))
	}
	defer c.waitingFor(place)()
	return b.Look(ctx, hashes, nil)
}

// waitingFor shows whom it waits for, on a terminal, until that is over.
func (c *cli) waitingFor(place app.BreachPlace) (end func()) {
	if place.Online {
		whom := "Have I Been Pwned"
		if u, err := url.Parse(place.URL); err == nil && u.Host != "" {
			whom = u.Host
		}
		c.waiting("asking " + whom)
	}
	return c.endProgress
}
