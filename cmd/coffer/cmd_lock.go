package main

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
	cmd.Flags().BoolVar(&all, "all", false, "every vault, and the agent itself")
	return cmd
}

// lockBlindly is for a vault that cannot be read: what is open of it cannot be told
// from the rest, so that all of it is locked.
func (c *cli) lockBlindly(ctx context.Context, why error) error {
	e := *app.Explain(why)
	e.Hint = "coffer lock --all locks whatever there is"
	if env, err := c.appEnv(); e.Kind != app.NotFound && err == nil && app.LockAll(ctx, env) == nil {
		e.Hint = "every vault was locked instead"
	}
	return &e
}

func (c *cli) runLock(ctx context.Context, all bool) error {
	if all {
		env, err := c.appEnv()
		if err == nil {
			err = app.LockAll(ctx, env)
		}
		if err == nil {
			c.note("locked every vault")
		}
		return err
	}
	a, err := c.openLocked(ctx)
	if err != nil {
		return c.lockBlindly(ctx, err)
	}
	defer a.Close()
	n, err := a.Lock(ctx)
	switch {
	case err != nil:
		return err
	case n == 0:
		c.note("locked; there was no session")
	default:
		c.note("locked; ended: %s", counted(n, "session or token", "sessions and tokens"))
	}
	return nil
}
