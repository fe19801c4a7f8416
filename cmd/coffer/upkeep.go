package main

import (
	"context"
	"errors"
	"io"
	"time"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

// upkept does what dates ask for, right after unlocking, and returns the vault;
// it closes it when there is no going on.
func (c *cli) upkept(ctx context.Context, a *app.App) (*app.App, error) {
	u, err := a.Upkeep(ctx)
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	c.remind(u.Due)
	if u.Late != nil {
		c.note("warning: what is due was put off: %s", app.Explain(u.Late).What)
	}
	if u.Rewritten {
		c.note("an earlier command ended before what it replaced was off the disk; that is done now")
	}
	if u.Purged > 0 {
		c.note("deleted for good what was due in the trash: %d", u.Purged)
	}
	return a, nil
}

// sweepMemory removes what edit left in clear in memory when it was killed.
func (c *cli) sweepMemory() {
	folders, err := host.FindFolders(c.getenv)
	if err != nil {
		return
	}
	for _, path := range host.SweepMemory(host.MemoryFolders(folders.Runtime)) {
		c.note("removed what an edit that was killed had left in clear: %s", host.Safe(path))
	}
}

// remind tells of a vault that is marked for deletion.
func (c *cli) remind(due time.Time) {
	if !due.IsZero() {
		c.note("this vault will be deleted from %s on; coffer vault restore takes that back", localTime(due))
	}
}

// withAsIs runs f on the unlocked vault, without what is due.
func (c *cli) withAsIs(ctx context.Context, f func(*app.App) error) error {
	return c.withUnreminded(ctx, func(a *app.App) error {
		if due, _, err := a.Removal(ctx); err == nil {
			c.remind(due)
		}
		return f(a)
	})
}

// withUnreminded is [cli.withAsIs] for who knows that the vault is marked for
// deletion.
func (c *cli) withUnreminded(ctx context.Context, f func(*app.App) error) error {
	a, err := c.openAsIs(ctx)
	if err != nil {
		return err
	}
	if err = a.Release(); err == nil { // f may wait for a person
		err = f(a)
	}
	return errors.Join(err, a.Close())
}

// withPassword runs f on the unlocked vault and with the password that opened
// it, for what must wrap keys anew. What is asked for has a name.
func (c *cli) withPassword(ctx context.Context, name string, f func(*app.App, secret.Text) error) error {
	defer c.dialogue()()
	a, err := c.openLocked(ctx)
	if err != nil {
		return err
	}
	password, err := c.unlockAsking(ctx, a, name)
	if err != nil {
		return err
	}
	defer password.Wipe()
	if err := c.entered(ctx, a); err != nil {
		return err
	}
	if a, err = c.upkept(ctx, a); err != nil {
		return err
	}
	c.sweepMemory()
	err = f(a, password)
	c.noteEnded(a)
	return errors.Join(err, a.Close())
}

// noteEnded says what else ended with the keys or the password that were changed.
func (c *cli) noteEnded(a *app.App) {
	if n := a.EndedOthers(); n > 0 {
		c.note("ended: %s of this vault", counted(n, "other session or token", "other sessions and tokens"))
	}
}

// completeFrom offers what f finds in the vault. Nobody is asked for a password
// while they type: there must be a session, or a flag that says where it is.
func (c *cli) completeFrom(ctx context.Context, f func(*app.App) ([]string, error)) []string {
	c.Terminal = false
	c.Stderr = io.Discard // nothing may stand in the line that they type
	var found []string
	err := c.withAsIs(ctx, func(a *app.App) (err error) {
		found, err = f(a)
		return err
	})
	if err != nil {
		return nil
	}
	return found
}
