package cli

import (
	"context"
	"errors"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

// open finds the vault, unlocks it and does what is due. The caller closes it.
func (c *cli) open(ctx context.Context) (*app.App, error) {
	a, err := c.openAsIs(ctx)
	if err != nil {
		return nil, err
	}
	return c.upkept(ctx, a)
}

// openAsIs finds the vault and unlocks it, and leaves to the command what is
// due.
func (c *cli) openAsIs(ctx context.Context) (*app.App, error) {
	a, err := c.openKeeping(ctx, true)
	if err != nil {
		return nil, err
	}
	if err := c.enter(ctx, a); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// enter opens the vault by what there is: a password that a flag names, a token,
// a session, or a person who types the password.
func (c *cli) enter(ctx context.Context, a *app.App) error {
	if !c.passwordGiven() {
		if ok, err := c.rejoin(ctx, a); ok || err != nil {
			return err
		}
	}
	return c.enterByPassword(ctx, a)
}

// enterByPassword opens the vault by a password that a flag names, or by a person
// who types it.
func (c *cli) enterByPassword(ctx context.Context, a *app.App) error {
	if err := a.Release(); err != nil { // this may take as long as a person does
		return err
	}
	c.catchSignals()
	password, err := c.unlockAsking(ctx, a, masterPassword)
	password.Wipe()
	if errors.Is(err, host.ErrNoTerminal) {
		err = app.Fail(app.Locked, "coffer unlock opens it for the commands to come; or give the password with "+c.masterSource().flags,
			"the vault is locked and there is no terminal to ask on")
	}
	if err != nil {
		return err
	}
	return c.entered(ctx, a)
}

// rejoin opens the vault without a password, if there is a token or a session.
func (c *cli) rejoin(ctx context.Context, a *app.App) (bool, error) {
	ok, err := true, error(nil)
	if c.getenv(tokenVariable) != "" {
		err = a.UseToken(ctx)
	} else {
		if ok, err = a.Resume(ctx); ok && err == nil {
			c.tellFailed(ctx, a, "before this")
		}
	}
	if ok && err == nil && c.companion {
		a.Narrow()
	}
	return ok, err
}

// entered tells of failed tries and records that a password opened the vault for
// this one command.
func (c *cli) entered(ctx context.Context, a *app.App) error {
	c.tellFailed(ctx, a, "before this")
	return a.NoteLogin(ctx, "")
}

func (c *cli) unlock(ctx context.Context, a *app.App, password secret.Text) error {
	defer c.tellDecided(a)
	if c.companion {
		return a.UnlockCompanion(ctx, password)
	}
	return a.Unlock(ctx, password)
}

// openLocked finds the vault.
func (c *cli) openLocked(ctx context.Context) (*app.App, error) { return c.openKeeping(ctx, false) }

func (c *cli) openKeeping(ctx context.Context, keep bool) (*app.App, error) {
	env, err := c.appEnv()
	if err != nil {
		return nil, err
	}
	env.Keep = keep
	return app.Open(ctx, env)
}

// with runs f on the unlocked vault.
func (c *cli) with(ctx context.Context, f func(*app.App) error) error {
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	c.sweepMemory()
	if err = a.Release(); err == nil { // f may wait for a person
		err = f(a)
	}
	return errors.Join(err, a.Close())
}

// reading runs read on the unlocked vault, as part of its opening, and closes
// it. It is for what reads once, and neither waits nor prints: writers are kept
// out meanwhile.
func (c *cli) reading(ctx context.Context, read func(*app.App) error) error {
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(read(a), a.Close())
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
		return errors.Join(err, a.Close())
	}
	defer password.Wipe()
	if err := c.entered(ctx, a); err != nil {
		return errors.Join(err, a.Close())
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

// openTier is the highest tier that is open: core, or companion alone.
func openTier(core bool) app.Tier {
	if core {
		return app.Core
	}
	return app.Companion
}
