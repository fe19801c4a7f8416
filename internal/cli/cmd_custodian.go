package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) custodianCommand() *cobra.Command {
	var all bool
	ls := noArgs("ls", "list the seals whose key is withheld here", func(ctx context.Context) error {
		return c.listSeals(ctx, (*app.App).Held, all)
	})
	ls.Example = "  coffer custodian ls\n  coffer custodian ls --json"
	cmd := noun("custodian", "withhold the keys of seals", ls, c.custodianRunCommand())
	for _, of := range []*cobra.Command{ls, cmd} {
		of.Flags().BoolVar(&all, "all", false, "what was withdrawn, too")
	}
	return cmd
}

func (c *cli) custodianRunCommand() *cobra.Command {
	var every string
	var once, confirm bool
	cmd := noArgs("run", "only keep shares, day and night", func(ctx context.Context) error {
		interval, err := app.ParseSpan(every)
		if err == nil && confirm {
			err = c.runConfirmClock(ctx)
		}
		if err != nil {
			return err
		}
		return c.runCustodian(ctx, interval, once)
	})
	cmd.Long = `Keep shares of seals and do what their protocol asks for, on a machine that is always on. It takes a vault of its own,
which holds nothing else, with a contact or more and a post, and a password file; between two rounds it holds neither key nor
file. Shares and seals that are meant for itself are put aside: it holds no item and can read none. As a
trustee it passes on who asks; approving takes a person, with coffer ticket.

  coffer --dir DIR init --name "my home server" --password-file FILE
  coffer --dir DIR post set dir:/srv/post --password-file FILE
  coffer --dir DIR contact request alice.card --password-file FILE
  coffer --dir DIR custodian run --password-file FILE

docs/systemd/coffer-custodian.service runs it with the password as a credential of the service.`
	cmd.Example = `  coffer --dir /srv/custodian --password-file /srv/password custodian run --every 1h
  coffer --dir /srv/custodian --password-file /srv/password custodian run --once`
	f := cmd.Flags()
	f.StringVar(&every, "every", "15m", "how long to wait between two rounds")
	f.BoolVar(&once, "once", false, "one round, for a timer")
	f.BoolVar(&confirm, "confirm-clock", false, "say first that date and time are right: see coffer sync")
	return cmd
}

// runCustodian makes round after round. What is wrong with the first one ends it;
// later a post may be away, or somebody else at the vault: then it goes on.
func (c *cli) runCustodian(ctx context.Context, every time.Duration, once bool) error {
	if every < time.Minute && !once {
		return app.Fail(app.Usage, "", "wait at least a minute between two rounds")
	}
	if c.passwordFD >= 0 && !once {
		return app.Fail(app.Usage, "give --password-file", "each round reads the password anew, and a descriptor can be read once")
	}
	c.catchSignals()
	for first := true; ; first = false {
		err := c.custodianRound(ctx)
		switch {
		case once || ctx.Err() != nil:
			return err
		case err != nil && first && app.Explain(err).Kind != app.Network:
			return err
		case err != nil:
			c.tell("%s", app.Explain(err).What)
		}
		if err := c.wait(ctx, every); err != nil {
			return err
		}
	}
}

func (c *cli) custodianRound(ctx context.Context) error {
	return c.with(ctx, func(a *app.App) error {
		r, err := a.CustodianRound(ctx)
		if err != nil {
			return c.syncFailed(r, err)
		}
		c.noteClock(a)
		if err := c.reportSync(r); err != nil {
			return err
		}
		if len(r.Failed) > 0 {
			return app.Fail(app.Network, "the next round tries again", "%s", r.Failed[0])
		}
		return nil
	})
}
