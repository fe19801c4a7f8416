package main

import (
	"context"
	"fmt"

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

// failedText says what remains of failed tries.
func failedText(f app.Failed) string {
	text := counted(f.Count, "try failed", "tries failed")
	if word := f.Word.String(); word != "" {
		return text + ": " + word
	}
	return text + "; what was tried cannot be told"
}

// loginText says when and where a session began.
func loginText(l *app.Login) string {
	text := localTime(l.Time)
	if l.Host != "" {
		text += " on " + l.Host
	}
	if l.Terminal != "" {
		text += ", " + l.Terminal
	}
	return fmt.Sprintf("%q, %s", l.Session, text)
}
