package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

// clearerName is the command that a process started by [cli.clip] runs.
const clearerName = "clear-clipboard"

// clip puts a secret onto the clipboard, from where it goes again by itself if
// it is still there by then: a process of our own sees to that, or, where there
// is no display and the terminal's clipboard is used, this one, which waits.
func (c *cli) clip(ctx context.Context, s secret.Text) error {
	c.catchSignals() // what stands on the clipboard is taken away again
	config, err := c.machineSettings()
	if err != nil {
		return err
	}
	board, err := host.FindClipboard(c.Environ)
	if errors.Is(err, host.ErrNoClipboard) {
		return c.clipTerminal(ctx, s, config.ClipboardClear, err)
	}
	if err != nil {
		return err
	}
	if err := board.Copy(ctx, s); err != nil {
		return err
	}
	if err := c.clearLater(ctx, board, s, config.ClipboardClear); err != nil {
		return err
	}
	c.note("copied to the clipboard; it is cleared in %s", config.ClipboardClear)
	return nil
}

// clearLater starts what clears the clipboard; where that fails it is cleared now.
func (c *cli) clearLater(ctx context.Context, board *host.Clipboard, s secret.Text, after time.Duration) error {
	err := board.ClearLater(append(c.Self[:len(c.Self):len(c.Self)], clearerName), s, after, c.Rand)
	if err != nil {
		err = errors.Join(err, board.Clear(context.WithoutCancel(ctx)))
	}
	return err
}

// mayClip tells early whether there is a clipboard at all, for a command that
// does what cannot be undone first.
func (c *cli) mayClip() error {
	_, none := host.FindClipboard(c.Environ)
	if !errors.Is(none, host.ErrNoClipboard) {
		return none
	}
	t, err := c.terminal()
	if err != nil {
		return noClipboard(none)
	}
	return t.Close()
}

func noClipboard(none error) error {
	return app.Fail(app.Other, "without a display it needs a terminal", "%s", none)
}

// clipTerminal copies through the terminal, by OSC 52. Nobody else could clear
// that clipboard, so it counts down until it does.
func (c *cli) clipTerminal(ctx context.Context, s secret.Text, after time.Duration, none error) error {
	t, err := c.terminal()
	if err != nil {
		return noClipboard(none)
	}
	defer t.Close()
	if err := host.CopyOSC52(t, s); err != nil {
		return err
	}
	io.WriteString(t, "sent to the terminal's clipboard (it may refuse; in tmux: set -g set-clipboard on)\r\n")
	host.Forget() // of the vault nothing is needed any more
	err = c.countDown(ctx, t, after)
	return errors.Join(err, host.ClearOSC52(t))
}

// countDown says how long it takes until the clipboard is cleared. An interrupt
// ends it early, which is no failure.
func (c *cli) countDown(ctx context.Context, w io.Writer, left time.Duration) error {
	for ; left > 0; left -= time.Second {
		_, err := fmt.Fprintf(w, "\r\x1b[Kclearing in %d s, Ctrl-C clears now ", (left+time.Second-1)/time.Second)
		if err != nil {
			return err
		}
		if c.wait(ctx, min(left, time.Second)) != nil {
			break
		}
	}
	_, err := io.WriteString(w, "\r\x1b[Kasked the terminal to clear it\r\n")
	return err
}

// clearClipboardCommand is the body of the process that clears the clipboard.
// What it needs to know it reads from standard input.
func (c *cli) clearClipboardCommand() *cobra.Command {
	return &cobra.Command{
		Use:    clearerName,
		Short:  "clear the clipboard after a while; coffer starts this by itself",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return host.RunClearer(cmd.Context(), c.Stdin, c.Environ, c.wait)
		},
	}
}
