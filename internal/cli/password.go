package cli

import (
	"context"
	"fmt"
	"io"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

// passwordSource is where flags say that a password is.
type passwordSource struct {
	fd    int    // negative: none
	file  string // empty: none
	flags string // those that say it, for whoever has no terminal
}

// masterSource is where flags say that the master password is.
func (c *cli) masterSource() passwordSource {
	return passwordSource{c.passwordFD, c.passwordFile, "--password-file FILE or --password-fd N"}
}

func (c *cli) passwordGiven() bool { return c.masterSource().named() }

// named tells whether a flag says where it is.
func (s passwordSource) named() bool { return s.fd >= 0 || s.file != "" }

func (s passwordSource) String() string {
	if s.file != "" {
		return host.Safe(s.file)
	}
	return fmt.Sprintf("descriptor %d", s.fd)
}

// passwordFrom reads a password from a descriptor or a file; given tells
// whether a flag named one.
func (c *cli) passwordFrom(ctx context.Context, s passwordSource) (p secret.Text, given bool, err error) {
	switch {
	case s.fd >= 0 && s.file != "":
		err = app.Fail(app.Usage, "", "a password comes from a file or a descriptor, not from both")
	case s.fd >= 0:
		var b []byte
		if b, err = c.readFD(ctx, s.fd, app.MaxPassword+3); err == nil {
			p, err = oneLine(b, app.MaxPassword)
		}
	case s.file != "":
		p, err = c.passwordInFile(ctx, s.file)
	default:
		return p, false, nil
	}
	if err == nil && p.IsZero() {
		err = app.Fail(app.Input, "", "what should hold a password is empty: %s", s)
	}
	return p, true, err
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

// tries is how often a person may type a password.
const tries = 3

// unlockAsking unlocks with the password from where the flags say, or asks for
// it by name, and returns it. Whoever types it may be wrong twice.
func (c *cli) unlockAsking(ctx context.Context, a *app.App, name string) (secret.Text, error) {
	p, given, err := c.passwordFrom(ctx, c.masterSource())
	if given && err == nil {
		err = c.unlock(ctx, a, p)
	}
	if given {
		return p, err
	}
	t, err := c.hiddenTerminal()
	if err != nil {
		return secret.Text{}, &app.Error{Kind: app.Locked, Err: err, Hint: "give it with " + c.masterSource().flags,
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
	wait := app.PauseAfter(failed)
	fmt.Fprintf(t, "wait %s; what is typed before the next question does not count\r\n", app.FormatSpan(wait))
	if err := c.wait(ctx, wait); err != nil {
		return err
	}
	return t.Discard()
}
