package cli

import (
	"context"

	"coffer/internal/app"
	"coffer/internal/host"
)

// The variables by which a shell or a script has a session or a token.
const (
	sessionVariable = "COFFER_SESSION"
	tokenVariable   = "COFFER_TOKEN"
)

// where is where this command runs.
func (c *cli) where() app.Where {
	w := app.Where{Host: host.Hostname(), Login: c.getenv("XDG_SESSION_ID")}
	if c.Terminal {
		w.Terminal = host.TerminalName(c.getenv)
	}
	return w
}

// startAgent starts the agent and returns when it listens.
func (c *cli) startAgent(ctx context.Context) error {
	if c.StartAgent != nil {
		env, err := c.appEnv()
		if err != nil {
			return err
		}
		return c.StartAgent(ctx, env)
	}
	argv := append(c.Self[:len(c.Self):len(c.Self)], "agent", "--background")
	return host.StartBackground(ctx, argv, c.Environ)
}

// tellFailed warns of failed tries, also a person who wants no notes: those
// before the password that was just given; and where a person looks, all that
// none was told of, such as what a script was told.
func (c *cli) tellFailed(ctx context.Context, a *app.App, since string) {
	failed := c.untold(a)
	if failed.Count > 0 {
		c.tell("warning: %s, %s; was that you? coffer login ls shows more; coffer passwd --compromised is for a password that somebody else may know",
			since, app.FailedText(failed))
	}
	c.told(ctx, a)
}

// untold is what failed and is to be told now.
func (c *cli) untold(a *app.App) app.Failed {
	if isTerminal(c.Stderr) {
		return a.Untold()
	}
	return a.Failed()
}

// told remembers that what is untold has been told, if a person looks.
func (c *cli) told(ctx context.Context, a *app.App) {
	if isTerminal(c.Stderr) {
		a.Told(ctx)
	}
}
