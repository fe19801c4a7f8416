package cli

import (
	"context"
	"fmt"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

// newPassword takes a new password from where the flags say, or asks twice. The
// check comes as early as it can be: right after the first entry.
func (c *cli) newPassword(ctx context.Context, what string, from passwordSource, check func(secret.Text) error) (secret.Text, error) {
	p, given, err := c.passwordFrom(ctx, from)
	if given && err == nil {
		err = check(p)
	}
	if given {
		return p, err
	}
	t, err := c.hiddenTerminal()
	if err != nil {
		return secret.Text{}, app.Fail(app.Usage, "give it with "+from.flags, "there is no terminal to ask for the %s on", what)
	}
	defer t.Close()
	return askTwice(ctx, t, what, check)
}

// anyPassword is the check that lets everything pass.
func anyPassword(secret.Text) error { return nil }

// askTwice asks for something new until it passes the check and was typed the
// same again, three times at most. An empty answer that passes is not asked for
// again.
func askTwice(ctx context.Context, t *host.Terminal, what string, check func(secret.Text) error) (secret.Text, error) {
	for left := tries - 1; ; left-- {
		p, err := typeTwice(ctx, t, what, check)
		if err == nil || left == 0 {
			return p, err
		}
		switch e := app.Explain(err); e.Kind {
		case app.Password, app.Refused, app.Input:
			fmt.Fprintf(t, "%s, %s left\r\n", e.What, counted(left, "try", "tries"))
		default:
			return p, err
		}
	}
}

func typeTwice(ctx context.Context, t *host.Terminal, what string, check func(secret.Text) error) (secret.Text, error) {
	first, err := t.ReadPassword(ctx, what+": ")
	if err == nil {
		err = check(first)
	}
	if err != nil || first.IsZero() {
		first.Wipe()
		return secret.Text{}, err
	}
	again, err := t.ReadPassword(ctx, what+" again: ")
	defer again.Wipe()
	if err == nil && !first.Equal(again) {
		err = app.Fail(app.Password, "run the command again; nothing was changed", "the two are not the same")
	}
	if err != nil {
		first.Wipe()
		return secret.Text{}, err
	}
	return first, nil
}
