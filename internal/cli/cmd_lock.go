package cli

import (
	"context"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) lockCommand() *cobra.Command {
	var all bool
	cmd := noArgs("lock", "end the sessions of the vault", func(ctx context.Context) error {
		return c.runLock(ctx, all)
	})
	cmd.Long = `End all sessions and tokens of the vault, those of other shells too. It is no
failure when there are none. With --all those of every vault, and the agent.`
	cmd.Example = "  coffer lock\n  coffer lock --all"
	hideGlobals(cmd, "companion", "password-fd", "password-file", "reason", "yes")
	cmd.Flags().BoolVar(&all, "all", false, "every vault, and the agent itself")
	return cmd
}

// lockBlindly is for a vault that cannot be read: what is open of it cannot be told
// from the rest, so that all of it is locked.
func (c *cli) lockBlindly(ctx context.Context, why error) error {
	e := *app.Explain(why)
	e.Hint = "coffer lock --all locks whatever there is"
	if env, err := c.appEnv(); e.Kind != app.NotFound && err == nil {
		if _, err := app.LockAll(ctx, env); err == nil {
			e.Hint = "every vault was locked instead"
		}
	}
	return &e
}

func (c *cli) runLock(ctx context.Context, all bool) error {
	if all {
		return c.runLockAll(ctx)
	}
	a, err := c.openLocked(ctx)
	if err != nil {
		return c.lockBlindly(ctx, err)
	}
	defer a.Close()
	n, err := a.Lock(ctx)
	if err != nil {
		return err
	}
	return c.tellLocked("locked", newLockDoc(false, n))
}

func (c *cli) runLockAll(ctx context.Context) error {
	env, err := c.appEnv()
	if err != nil {
		return err
	}
	n, err := app.LockAll(ctx, env)
	if err != nil {
		return err
	}
	return c.tellLocked("locked every vault", newLockDoc(true, n))
}

// lockDoc says what was locked.
type lockDoc struct {
	All   bool `json:"all"`   // every vault
	Ended *int `json:"ended"` // sessions and tokens; null where nobody told
}

// newLockDoc takes a negative number for one that nobody told.
func newLockDoc(all bool, n int) lockDoc {
	if n < 0 {
		return lockDoc{All: all}
	}
	return lockDoc{All: all, Ended: &n}
}

func (c *cli) tellLocked(what string, doc lockDoc) error {
	switch {
	case c.json:
		return c.printJSON(doc)
	case doc.Ended == nil:
		c.note("%s; an agent that could not be asked was ended, and all that it held with it", what)
	case *doc.Ended == 0:
		c.note("%s; there was no session", what)
	default:
		c.note("%s; ended: %s", what, counted(*doc.Ended, "session or token", "sessions and tokens"))
	}
	return nil
}
