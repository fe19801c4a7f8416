package cli

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/internal/screens"
	"coffer/vault/secret"
)

// screensProgram is the helper with the screens, coffer-tui.
const screensProgram = "tui"

func (c *cli) tuiCommand() *cobra.Command {
	var plain bool
	cmd := noArgs("tui", "live in the vault: lists, forms and what waits for you, on the whole terminal", func(ctx context.Context) error {
		return c.runTUI(ctx, plain)
	})
	cmd.Long = `Show the vault on the whole terminal: boxes and items, health, people, seals and tickets, settings. Every key is
shown by ?, and what a screen can do is found by its name with : . What a screen shows of a secret is covered again after ten
seconds; ctrl+l locks the vault, here and everywhere.

With --plain the screens are lines alone, for screen readers and for terminals that cannot move their cursor: the chosen
row is said, keys are typed by their names, one a line, and ? lists them.

The screens are a program of their own, coffer-tui, which lies beside coffer or on the PATH. coffer alone, on a terminal,
shows them, too.`
	cmd.Example = "  coffer tui\n  coffer tui --plain"
	cmd.Flags().BoolVar(&plain, "plain", false, "lines alone, for screen readers")
	return cmd
}

// runTUI shows the screens, or becomes the program that has them.
func (c *cli) runTUI(ctx context.Context, plain bool) error {
	plain = plain || c.getenv("TERM") == "dumb" // it cannot move its cursor
	if !plain && !c.onTerminal() {
		return app.Fail(app.Usage, "coffer help lists the commands, which need none", "the screens need a terminal")
	}
	if c.Show == nil {
		return c.becomeScreens(ctx)
	}
	env, err := c.appEnv()
	if err != nil {
		return err
	}
	c.catchSignals()
	o := screens.Options{
		Env: env, Name: c.vaultName(), In: c.Stdin, Out: c.Stdout, Environ: c.Environ, Machine: machine{c}, Clip: c.clipFor,
		Session: func() (app.SessionOptions, error) { return c.anew().sessionOptions(unlockFlags{}) },
	}
	if !plain {
		return c.Show(ctx, o)
	}
	t, err := c.terminal()
	if err != nil {
		return err
	}
	defer t.Close()
	o.Ask = asks(t)
	return c.Show(ctx, o)
}

// asks reads lines from a terminal, those that are hidden without showing them.
func asks(t *host.Terminal) screens.Ask {
	return func(ctx context.Context, prompt string, hidden bool) (secret.Text, error) {
		if hidden {
			return t.ReadPassword(ctx, prompt)
		}
		line, err := t.ReadLine(ctx, prompt)
		return secret.New(line), err
	}
}

// onTerminal tells whether a person sits before both ends.
func (c *cli) onTerminal() bool { return c.Terminal && isTerminal(c.Stdin) && isTerminal(c.Stdout) }

// becomeScreens goes on as coffer-tui.
func (c *cli) becomeScreens(ctx context.Context) error {
	path, err := host.FindHelper(c.Environ, c.beside(), screensProgram)
	if errors.Is(err, fs.ErrNotExist) {
		return app.Fail(app.NotFound, "install it beside coffer or on the PATH: go install ./cmd/coffer-tui; all other commands work without it",
			"coffer-tui, the program with the screens, is not there")
	}
	if err != nil {
		return err
	}
	code, err := host.Become(ctx, path, c.args, c.Environ)
	if err != nil {
		return err
	}
	return childExit{code}
}

// vaultName is how a person named the vault; empty for the usual one.
func (c *cli) vaultName() string {
	if c.dir != "" {
		return c.dir
	}
	return c.getenv("COFFER_DIR")
}

// clipFor puts a secret onto the clipboard, and starts what clears it again.
func (c *cli) clipFor(ctx context.Context, s secret.Text) (time.Duration, error) {
	config, err := c.anew().machineSettings()
	if err != nil {
		return 0, err
	}
	board, err := host.FindClipboard(c.Environ)
	if err == nil {
		err = board.Copy(ctx, s)
	}
	if err == nil {
		err = c.clearLater(ctx, board, s, config.ClipboardClear)
	}
	return config.ClipboardClear, err
}
