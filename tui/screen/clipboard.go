package screen

import (
	"context"
	"errors"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

// Clipboard is what the screens have put onto the clipboard.
type Clipboard struct {
	Until      time.Time // when it is cleared
	ByTerminal bool      // nobody but this program clears it
}

// clearTerminal asks a terminal to clear its clipboard: it writes a blank first, since
// some pass over the request to clear.
const clearTerminal = "\x1b]52;c;IA==\a\x1b]52;c;!\a"

// Copy reads a secret and puts it onto the clipboard; name is that of its field.
func Copy(d *Desk, name string, read func(context.Context, *app.App) (secret.Text, error)) tea.Cmd {
	return Call(d, "", func(ctx context.Context, a *app.App) (*copied, error) {
		s, err := read(ctx, a)
		if err != nil {
			return nil, err
		}
		lasts, err := d.Clip(ctx, s)
		if errors.Is(err, host.ErrNoClipboard) {
			return &copied{s, lasts}, nil
		}
		s.Wipe()
		return &copied{lasts: lasts}, err
	}, func(c *copied) tea.Cmd {
		d.Clipboard = &Clipboard{d.Now().Add(c.lasts), !c.s.IsZero()}
		said := Send(Say{"copied " + name + "; the clipboard is cleared in " + app.FormatSpan(c.lasts)})
		if c.s.IsZero() {
			return said
		}
		defer c.s.Wipe()
		return tea.Batch(tea.SetClipboard(c.s.Reveal()), said)
	})
}

// copied is a secret that the terminal is to be given, or none.
type copied struct {
	s     secret.Text
	lasts time.Duration
}

// Wipe overwrites it.
func (c *copied) Wipe() {
	if c != nil {
		c.s.Wipe()
	}
}

// ClearClipboard forgets what was copied when its time is over, or now. Where nobody else
// does, it clears the clipboard.
func (d *Desk) ClearClipboard(now bool) tea.Cmd {
	c := d.Clipboard
	if c == nil || !now && d.Now().Before(c.Until) {
		return nil
	}
	d.Clipboard = nil
	if !c.ByTerminal {
		return nil
	}
	return tea.Raw(clearTerminal)
}

// EndClipboard clears the clipboard of a terminal by itself, where nothing else is drawn any
// more.
func (d *Desk) EndClipboard(terminal io.Writer) {
	if d.Clipboard != nil && d.Clipboard.ByTerminal {
		io.WriteString(terminal, clearTerminal)
	}
	d.Clipboard = nil
}
