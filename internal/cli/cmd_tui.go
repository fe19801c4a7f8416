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
	cmd := noArgs("tui", "live in the vault: lists, forms and what waits for you, on the whole terminal", c.runTUI)
	cmd.Long = `Show the vault on the whole terminal: boxes and items, health, people, seals and tickets, settings. Every key is
shown by ?, and every command is found by its name with : . What a screen shows of a secret is covered again after ten
seconds; ctrl+l locks the vault, here and everywhere.

The screens are a program of their own, coffer-tui, which lies beside coffer or on the PATH. coffer alone, on a terminal,
shows them, too.`
	cmd.Example = "  coffer tui\n  coffer tui --dir ~/work-vault"
	return cmd
}

// runTUI shows the screens, or becomes the program that has them.
func (c *cli) runTUI(ctx context.Context) error {
	if !c.onTerminal() {
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
	return c.Show(ctx, screens.Options{
		Env: env, Name: c.vaultName(), In: c.Stdin, Out: c.Stdout, Environ: c.Environ, Machine: machine{c}, Clip: c.clipFor,
		Session: func() (app.SessionOptions, error) { return c.anew().sessionOptions(unlockFlags{}) },
	})
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
