package cli

import (
	"context"
	"errors"
	"slices"
	"time"

	"coffer/internal/app"
)

// runInboxWait looks into the inbox, and syncs, until something new is there. It
// opens the vault for each look, so that nothing of it is open while it waits.
func (c *cli) runInboxWait(ctx context.Context, o inboxFlags) error {
	every, most, err := o.spans()
	if err != nil {
		return err
	}
	if c.passwordFD >= 0 {
		return app.Fail(app.Usage, "coffer unlock, or --password-file", "--wait opens the vault more than once, and a descriptor is read once")
	}
	c.Terminal = false // nobody is asked while nobody is there
	c.catchSignals()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	over := make(<-chan time.Time)
	if most > 0 {
		timer := time.NewTimer(most)
		defer timer.Stop()
		over = timer.C
	}
	told := ""
	for {
		found, trouble, err := c.lookInbox(ctx)
		switch {
		case err != nil:
			return err
		case len(found) > 0:
			return c.printInbox(found)
		case trouble != "" && trouble != told:
			told = trouble
			c.tell("warning: %s; waiting all the same", trouble)
		}
		next := time.NewTimer(every)
		select {
		case <-ctx.Done():
			next.Stop()
			return ctx.Err()
		case <-over:
			next.Stop()
			return app.Fail(app.NotFound, "", "nothing new came in %s", o.timeout)
		case <-next.C:
		}
	}
}

// spans reads the lengths of time.
func (o inboxFlags) spans() (every, most time.Duration, err error) {
	if every, err = app.ParseSpan(o.every); err != nil {
		return 0, 0, err
	}
	if o.timeout != "" {
		most, err = app.ParseSpan(o.timeout)
	}
	if err == nil && every < time.Second {
		err = app.Fail(app.Usage, "", "between two looks there is a second at least")
	}
	return every, most, err
}

// lookInbox syncs and returns what is new. What kept the sync from being whole is
// no reason to stop waiting.
func (c *cli) lookInbox(ctx context.Context) (found []app.InboxEntry, trouble string, err error) {
	err = c.withAsIs(ctx, func(a *app.App) error {
		r, err := a.Sync(ctx, false)
		c.tellNotices(r) // nobody else tells of these any more
		switch {
		case err != nil && !errors.Is(err, app.ErrNoPost):
			return err
		case len(r.Failed) > 0:
			trouble = r.Failed[0]
		}
		found, err = a.Inbox(ctx, false)
		found = slices.DeleteFunc(found, func(e app.InboxEntry) bool { return !e.Fresh() })
		return err
	})
	if err == nil {
		return found, trouble, nil
	}
	if e := app.Explain(err); e.Kind == app.Network || e.Kind == app.Busy {
		return nil, e.What, nil
	}
	return nil, "", err
}
