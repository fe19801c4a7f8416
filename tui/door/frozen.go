package door

import (
	"context"
	"errors"

	"coffer/internal/app"
	"coffer/vault/secret"
)

// Thaw begins the owner's wait for the freeze that trustees put on the vault, and tells
// how it stands; nil for one that is not frozen any more.
func (d *Door) Thaw(ctx context.Context, password secret.Text) (f *app.Frozen, err error) {
	a, err := app.Open(ctx, d.env)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	a.Thawing()
	if err := a.Unlock(ctx, password); err != nil {
		return nil, err
	}
	return a.Thaw(ctx)
}

// Carried is what a sync of a frozen vault brought.
type Carried struct {
	app.SyncReport
	Frozen *app.Frozen      // how it stands after it; nil: it opens again
	Asked  []app.TicketInfo // tickets that wait for the owner
}

// Carry syncs a frozen vault, which the master password opens for that alone.
func (d *Door) Carry(ctx context.Context, password secret.Text, progress func(string, int, int)) (c Carried, err error) {
	env := d.env
	env.Progress = progress
	a, err := app.Open(ctx, env)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if _, err := a.Spare(ctx); err != nil {
		return c, err
	}
	if err := a.Unlock(ctx, password); err != nil {
		return c, err
	}
	if c.SyncReport, err = a.Sync(ctx, false); err != nil {
		return c, err
	}
	if c.Asked, err = a.Asked(ctx); err == nil {
		c.Frozen, err = a.Frozen(ctx)
	}
	return c, err
}

// shut tells that trustees ordered the vault shut: what was opened before is closed then,
// by whom it was. Mark is that of the file, which is read where it is another one.
func (d *Door) shut(ctx context.Context, a *app.App, mark string) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if mark == d.judged {
		return d.ordered, nil
	}
	f, err := a.Frozen(ctx)
	if err == nil {
		d.judged, d.ordered = mark, f != nil
	}
	return f != nil, err
}
