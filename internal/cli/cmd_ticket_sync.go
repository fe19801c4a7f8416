package cli

import (
	"context"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) ticketSyncCommand() *cobra.Command {
	var o ticketFileFlags
	var in []string
	var out string
	cmd := noArgs("sync", "carry what a ticket of your own says, and take in the answers", func(ctx context.Context) error {
		return c.runTicketSync(ctx, o, in, out)
	})
	cmd.Long = `Send what your ticket says to the trustees and take in what they answer. Without a post it travels by hand: --out DIR writes all
that is not acknowledged yet as files, which every trustee takes in with coffer sync --in; --in takes in what they hand to you.`
	cmd.Example = `  coffer ticket sync --ticket alice.ticket
  coffer ticket sync --ticket alice.ticket --out /media/stick
  coffer ticket sync --ticket alice.ticket --in /media/stick/1.coffer-envelope`
	o.register(cmd)
	cmd.Args = ticketByFlag
	cmd.Flags().StringArrayVar(&in, "in", nil, "take in this file; may be repeated")
	cmd.Flags().StringVar(&out, "out", "", "write what is to be handed over as files into this folder")
	return cmd
}

// trySync looks into the post, and goes on without one.
func (c *cli) trySync(ctx context.Context, q *app.Asking) error {
	r, err := q.Sync(ctx)
	switch {
	case err != nil && app.Explain(err).Kind == app.Refused: // no post is known
		c.note("nothing was sent: %s; coffer ticket sync --ticket FILE --out DIR writes files to hand over, --post names a post", app.Explain(err).What)
		return nil
	case err != nil:
		c.tellNotices(r)
		return err
	}
	c.tellNotices(r)
	for _, failed := range r.Failed {
		c.tell("warning: the post failed: %s; coffer ticket sync --ticket FILE tries again", failed)
	}
	return nil
}

func (c *cli) runTicketSync(ctx context.Context, o ticketFileFlags, in []string, out string) error {
	if len(in) > 0 && out != "" {
		return app.Fail(app.Usage, "", "--in and --out do not go together")
	}
	return c.asking(ctx, o, func(q *app.Asking) error {
		switch {
		case out != "":
			return c.askingOut(ctx, q, out)
		case len(in) > 0:
			return c.askingIn(ctx, q, in)
		}
		r, err := q.Sync(ctx)
		if err != nil {
			return c.syncFailed(r, err)
		}
		if err := c.reportSync(r); err != nil {
			return err
		}
		if len(r.Failed) > 0 {
			return app.Fail(app.Network, "what was done stays done; run it again later", "%s", r.Failed[0])
		}
		return nil
	})
}

func (c *cli) askingIn(ctx context.Context, q *app.Asking, paths []string) error {
	files, err := readEnvelopes(ctx, paths)
	if err != nil {
		return err
	}
	r, err := q.SyncIn(ctx, files)
	if err != nil {
		return c.syncFailed(r, err)
	}
	return c.reportEnvelopes(r)
}

func (c *cli) askingOut(ctx context.Context, q *app.Asking, dir string) error {
	return c.writeEnvelopes(dir, "all trustees", func(write func(app.EnvelopeFile) error) error { return q.SyncOut(ctx, write) })
}
