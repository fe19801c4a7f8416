package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

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
	if err := a.Release(); err != nil { // this may take as long as a person does
		return err
	}
	c.catchSignals()
	password, err := c.unlockAsking(ctx, a, masterPassword)
	password.Wipe()
	if errors.Is(err, host.ErrNoTerminal) {
		err = app.Fail(app.Locked, "coffer unlock opens it for the commands to come; or give the password with --password-file FILE or --password-fd N",
			"the vault is locked and there is no terminal to ask on")
	}
	if err != nil {
		return err
	}
	return c.entered(ctx, a)
}

func (c *cli) passwordGiven() bool { return c.passwordFD >= 0 || c.passwordFile != "" }

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

// tries is how often a person may type a password.
const tries = 3

// unlockAsking unlocks with the password from where the flags say, or asks for
// it by name, and returns it. Whoever types it may be wrong twice.
func (c *cli) unlockAsking(ctx context.Context, a *app.App, name string) (secret.Text, error) {
	p, given, err := c.passwordFrom(ctx, c.passwordFD, c.passwordFile)
	if given && err == nil {
		err = c.unlock(ctx, a, p)
	}
	if given {
		return p, err
	}
	t, err := c.hiddenTerminal()
	if err != nil {
		return secret.Text{}, &app.Error{Kind: app.Locked, Err: err, Hint: "give it with --password-file FILE or --password-fd N",
			What: "there is no terminal to ask for the " + name + " on"}
	}
	defer t.Close()
	if greeting := a.Greeting(); greeting != "" {
		io.WriteString(t, host.Safe(greeting)+"\n")
	}
	for left := tries - 1; ; left-- {
		p, err := t.ReadPassword(ctx, c.prompt(name))
		if err == nil {
			err = c.unlock(ctx, a, p)
		}
		if err == nil {
			return p, nil
		}
		p.Wipe()
		if left == 0 || app.Explain(err).Kind != app.Password {
			return secret.Text{}, err
		}
		fmt.Fprintf(t, "wrong password, %s left\r\n", counted(left, "try", "tries"))
		if err := c.pause(ctx, t, a.Tried()); err != nil {
			return secret.Text{}, err
		}
	}
}

// masterPassword is what a prompt calls it.
const masterPassword = "master password"

// prompt asks for something by name. Where the vault is not the usual one it says
// which: each has a password of its own.
func (c *cli) prompt(name string) string {
	folder := c.dir
	if folder == "" {
		folder = c.getenv("COFFER_DIR")
	}
	if folder == "" {
		return name + ": "
	}
	return name + " for " + host.Safe(folder) + ": "
}

// pause lets a person wait before the next try, the longer the more have failed.
// Whoever types meanwhile is asked again.
func (c *cli) pause(ctx context.Context, t *host.Terminal, failed int) error {
	wait := min(time.Second<<min(max(failed, 1)-1, 5), longestPause)
	fmt.Fprintf(t, "wait %s; what is typed before the next question does not count\r\n", app.FormatSpan(wait))
	if err := c.wait(ctx, wait); err != nil {
		return err
	}
	return t.Discard()
}

// longestPause is how long a person waits at most between two tries.
const longestPause = 30 * time.Second

// passwordFrom reads a password from a descriptor or a file; given tells
// whether a flag named one.
func (c *cli) passwordFrom(ctx context.Context, fd int, file string) (p secret.Text, given bool, err error) {
	switch {
	case fd >= 0 && file != "":
		err = app.Fail(app.Usage, "", "a password comes from a file or a descriptor, not from both")
	case fd >= 0:
		var b []byte
		if b, err = c.readFD(ctx, fd, app.MaxPassword+3); err == nil {
			p, err = oneLine(b, app.MaxPassword)
		}
	case file != "":
		p, err = c.passwordInFile(ctx, file)
	default:
		return p, false, nil
	}
	if err == nil && p.IsZero() {
		err = app.Fail(app.Input, "", "what should hold a password is empty: %s", passwordSource(fd, file))
	}
	return p, true, err
}

func passwordSource(fd int, file string) string {
	if file != "" {
		return host.Safe(file)
	}
	return fmt.Sprintf("descriptor %d", fd)
}

func (c *cli) passwordInFile(ctx context.Context, path string) (secret.Text, error) {
	f, err := host.OpenFile(ctx, path)
	if err != nil {
		return secret.Text{}, err
	}
	defer f.Close()
	if host.ReadableByOthers(f) {
		c.note("warning: others can read %s; chmod 600 keeps them out", host.Safe(path))
	}
	return readSecret(ctx, f, app.MaxPassword)
}

// readSecret reads to the end, at most so many bytes, less one newline at the
// end.
func readSecret(ctx context.Context, r io.Reader, most int) (secret.Text, error) {
	b, err := host.ReadAll(ctx, r, int64(most)+3)
	if err != nil {
		return secret.Text{}, err
	}
	return oneLine(b, most)
}

// oneLine takes one newline off the end of what was read.
func oneLine(b []byte, most int) (secret.Text, error) {
	b = bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("\n")), []byte("\r"))
	if len(b) > most {
		clear(b)
		return secret.Text{}, app.Fail(app.Input, "", "that is longer than %d bytes", most)
	}
	return secret.Take(b), nil
}

// newPassword takes a new password from where the flags say, or asks twice;
// flags names these for whoever has no terminal. The check comes as early as it
// can be: right after the first entry.
func (c *cli) newPassword(ctx context.Context, what string, fd int, file, flags string, check func(secret.Text) error) (secret.Text, error) {
	p, given, err := c.passwordFrom(ctx, fd, file)
	if given && err == nil {
		err = check(p)
	}
	if given {
		return p, err
	}
	t, err := c.hiddenTerminal()
	if err != nil {
		return secret.Text{}, app.Fail(app.Usage, "give it with "+flags, "there is no terminal to ask for the %s on", what)
	}
	defer t.Close()
	return askTwice(ctx, t, what, check)
}

// anyPassword is the check that lets everything pass.
func anyPassword(secret.Text) error { return nil }

// askTwice asks for something new until it passes the check and was typed the
// same again, three times at most. An empty answer that passes is not asked for
// again.
func askTwice(ctx context.Context, t *host.Terminal, what string, check func(secret.Text) error) (secret.Text, error) {
	for left := tries - 1; ; left-- {
		p, err := typeTwice(ctx, t, what, check)
		if err == nil || left == 0 {
			return p, err
		}
		switch e := app.Explain(err); e.Kind {
		case app.Password, app.Refused, app.Input:
			fmt.Fprintf(t, "%s, %s left\r\n", e.What, counted(left, "try", "tries"))
		default:
			return p, err
		}
	}
}

func typeTwice(ctx context.Context, t *host.Terminal, what string, check func(secret.Text) error) (secret.Text, error) {
	first, err := t.ReadPassword(ctx, what+": ")
	if err == nil {
		err = check(first)
	}
	if err != nil || first.IsZero() {
		first.Wipe()
		return secret.Text{}, err
	}
	again, err := t.ReadPassword(ctx, what+" again: ")
	defer again.Wipe()
	if err == nil && !first.Equal(again) {
		err = app.Fail(app.Password, "run the command again; nothing was changed", "the two are not the same")
	}
	if err != nil {
		first.Wipe()
		return secret.Text{}, err
	}
	return first, nil
}

// confirm asks before something that is hard to take back. Without a terminal
// the answer must be given by --yes.
func (c *cli) confirm(ctx context.Context, question string) error {
	if c.yes {
		return nil
	}
	t, err := c.terminal()
	if err != nil {
		return app.Fail(app.Usage, "say --yes", "this needs a confirmation and there is no terminal to ask on")
	}
	defer t.Close()
	yes, err := t.Confirm(ctx, question)
	if err == nil && !yes {
		err = app.Fail(app.Interrupted, "", "not confirmed; nothing was changed")
	}
	return err
}
