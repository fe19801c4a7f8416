package main

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/tui"
	"coffer/tui/screen"
	"coffer/vault/secret"
)

func (c *cli) tuiCommand() *cobra.Command {
	return noArgs("tui", "the screens", c.runTUI)
}

func (c *cli) runTUI(ctx context.Context) error {
	env, err := c.appEnv()
	if err != nil {
		return err
	}
	return tui.Run(ctx, tui.Options{Env: env, In: os.Stdin, Out: os.Stdout, Environ: c.Environ, Machine: machine{c},
		Session: func() (app.SessionOptions, error) { return c.anew().sessionOptions(unlockFlags{}) },
		Clip: func(ctx context.Context, s secret.Text) (time.Duration, error) {
			config, err := c.anew().machineSettings()
			if err != nil {
				return 0, err
			}
			board, err := host.FindClipboard(c.Environ)
			if errors.Is(err, host.ErrNoClipboard) {
				return config.ClipboardClear, screen.ErrByTerminal
			}
			if err != nil {
				return 0, err
			}
			if err := board.Copy(ctx, s); err != nil {
				return 0, err
			}
			return config.ClipboardClear, board.ClearLater(append(c.Self[:len(c.Self):len(c.Self)], clearerName), s, config.ClipboardClear, c.Rand)
		}})
}
