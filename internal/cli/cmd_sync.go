package cli

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

type syncFlags struct {
	out     string
	in      bool
	whole   bool
	again   bool
	confirm bool
	agentFD int
}

func (c *cli) syncCommand() *cobra.Command {
	var o syncFlags
	cmd := &cobra.Command{
		Use: "sync [FILE...]", Short: "carry envelopes to contacts, and take in theirs",
		Long: `Take in what lies in the post for you, and send what waits. What cannot be taken in stays where it is and is listed
with its reason; --again tries it once more.

Without a post envelopes travel by hand: --out DIR writes all that is not acknowledged yet as files into a folder, and --in
takes in the files that somebody handed to you. Handing over twice does no harm. With --whole the files are all that there is
of your mail: say so only if nothing was left out, since a custodian's wait ends only after such a look at all of it.

Waits, as of a seal, count the time of the machine: while it runs its boot clock, and from one run to the next the wall
clock. Whoever can set that clock ahead would shorten them, so a gap of more than a week between two runs counts as one
week, until --confirm-clock says that date and time are right. Compare them with another clock before, such as that
of a telephone: time that is counted by mistake is not taken back.`,
		Example: `  coffer sync
  coffer sync --again
  coffer sync --out /media/stick
  coffer sync --in /media/stick/*.coffer-envelope
  coffer sync --confirm-clock`,
		RunE: func(cmd *cobra.Command, files []string) (err error) {
			switch {
			case o.whole && !o.in:
				return app.Fail(app.Usage, "coffer sync --in FILE… --whole", "--whole goes with --in")
			case !o.in && len(files) > 0, o.in && len(files) == 0 && !o.whole:
				return app.Fail(app.Usage, "coffer sync --in FILE…", "files go with --in, and --in with files")
			case o.in && (o.out != "" || o.again), o.out != "" && o.again:
				return app.Fail(app.Usage, "", "--in, --out and --again do not go together")
			}
			if c.agent, err = agentConn(o.agentFD); err != nil {
				return err
			}
			if o.confirm {
				if err := c.runConfirmClock(cmd.Context()); err != nil {
					return err
				}
			}
			switch {
			case o.in:
				return c.runSyncIn(cmd.Context(), files, o.whole)
			case o.out != "":
				return c.runSyncOut(cmd.Context(), o.out)
			}
			return c.runSync(cmd.Context(), o.again)
		},
	}
	f := cmd.Flags()
	f.IntVar(&o.agentFD, agentFD, -1, "the descriptor of a connection to the agent that started this")
	if err := f.MarkHidden(agentFD); err != nil {
		panic(err) // the flag is there
	}
	f.StringVar(&o.out, "out", "", "write what is to be handed over as files into this folder")
	f.BoolVar(&o.in, "in", false, "take in the files")
	f.BoolVar(&o.whole, "whole", false, "with --in: the files are all that there is of the mail")
	f.BoolVar(&o.confirm, "confirm-clock", false, "say that date and time are right, so that a long gap between two runs of the machine counts in full")
	f.BoolVar(&o.again, "again", false, "try what was put aside once more")
	return cmd
}

type syncDoc struct {
	Taken    int         `json:"taken"`
	Repeated int         `json:"repeated"`
	Sent     int         `json:"sent"`
	Notices  []noticeDoc `json:"notices"`
	Aside    []asideDoc  `json:"aside"`
	Dropped  int         `json:"dropped"`
	Failed   []string    `json:"failed"`
	Hooks    []string    `json:"hooks_failed"`
}

type noticeDoc struct {
	Kind    string   `json:"kind"`
	Contact string   `json:"contact"`
	Message string   `json:"message,omitempty"`
	Alike   []string `json:"alike"`
	Seal    string   `json:"seal,omitempty"`
	Trust   string   `json:"trust,omitempty"`
	Ticket  string   `json:"ticket,omitempty"`
}

type asideDoc struct {
	Object string `json:"object"`
	Reason string `json:"reason"`
	Size   int64  `json:"size"`
	Found  string `json:"found,omitempty"`
}

func (c *cli) runSync(ctx context.Context, again bool) error {
	return c.withSpared(ctx, func(a *app.App) error {
		r, err := a.Sync(ctx, again)
		if err != nil {
			return c.syncFailed(r, err)
		}
		c.noteClock(a)
		if err := c.reportSync(r); err != nil {
			return err
		}
		if len(r.Failed) > 0 {
			return app.Fail(app.Network, "what was done stays done; run coffer sync again later", "%s", r.Failed[0])
		}
		if c.agent != nil && len(r.Hooks) > 0 { // nobody reads a warning here; coffer status shows this
			return app.Fail(app.Other, "", "%s", r.Hooks[0])
		}
		return nil
	})
}

func (c *cli) runSyncIn(ctx context.Context, paths []string, whole bool) error {
	files, err := readEnvelopes(ctx, paths)
	if err != nil {
		return err
	}
	return c.withSpared(ctx, func(a *app.App) error {
		r, err := a.SyncIn(ctx, files, whole)
		if err != nil {
			return c.syncFailed(r, err)
		}
		c.noteClock(a)
		return c.reportEnvelopes(r)
	})
}

func (c *cli) runSyncOut(ctx context.Context, dir string) error {
	return c.withSpared(ctx, func(a *app.App) error {
		return c.writeEnvelopes(dir, "all", func(write func(app.EnvelopeFile) error) error { return a.SyncOut(ctx, write) })
	})
}

func (c *cli) reportSync(r app.SyncReport) error {
	if c.json {
		return c.printJSON(newSyncDoc(r))
	}
	c.tellNotices(r)
	for i := range r.Aside {
		c.tell("put aside: %s", app.AsideText(&r.Aside[i]))
	}
	if text := app.DroppedText(r); text != "" {
		c.tell("%s", text)
	}
	for _, failed := range r.Hooks {
		c.note("warning: %s", failed)
	}
	c.note("%s", app.SyncText(r))
	return nil
}

// syncFailed says what a sync took in before it failed: no other one tells of that.
func (c *cli) syncFailed(r app.SyncReport, err error) error {
	if !c.json {
		c.tellNotices(r)
		return err
	}
	if len(r.Notices) > 0 {
		return errors.Join(err, c.printJSON(newSyncDoc(r)))
	}
	return err
}

// tellNotices tells what was taken in.
func (c *cli) tellNotices(r app.SyncReport) {
	for _, n := range r.Notices {
		c.tellNotice(n)
	}
}

func newSyncDoc(r app.SyncReport) syncDoc {
	doc := syncDoc{
		Taken: r.Taken, Repeated: r.Repeated, Sent: r.Sent, Dropped: r.Dropped,
		Notices: []noticeDoc{}, Aside: []asideDoc{}, Failed: append([]string{}, r.Failed...), Hooks: append([]string{}, r.Hooks...),
	}
	for _, n := range r.Notices {
		doc.Notices = append(doc.Notices, noticeDoc{n.Kind, n.Contact, n.Message, append([]string{}, n.Alike...), n.Seal, n.Trust, n.Ticket})
	}
	for _, a := range r.Aside {
		found := ""
		if a.Found != 0 {
			found = jsonTime(time.Unix(a.Found, 0))
		}
		doc.Aside = append(doc.Aside, asideDoc{a.Object, a.Reason, a.Size, found})
	}
	return doc
}
