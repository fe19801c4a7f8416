package ask

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/host"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// Every path that is typed on a screen is completed here, and read by [screen.Desk.Path].

// completion is what the beginning of a path can be.
type completion struct {
	common string
	names  []string
}

// Complete completes a path that is typed. Where it is whole already, onward is done.
func Complete(d *screen.Desk, in *widget.Input, onward func()) tea.Cmd {
	start, home := in.Text(), d.Machine.Home()
	return screen.Run(d.Jobs, "", func(ctx context.Context, _ screen.Progress) (c completion, err error) {
		c.common, c.names, err = host.CompletePathAt(ctx, start, home)
		return c, err
	}, func(c completion, err error) tea.Cmd {
		switch {
		case in.Text() != start: // somebody has typed on
		case err != nil || len(c.names) == 0:
			return screen.Send(screen.Say{Text: "nothing here begins with " + look.Safe(start)})
		case len(c.names) == 1 && c.common == start:
			onward()
		default:
			in.Complete(c.common)
			if len(c.names) > 1 {
				return screen.Send(screen.Say{Text: look.Safe(strings.Join(c.names, "  "))})
			}
		}
		return nil
	})
}

// CompleteKey is the key that completes the path in a line.
func CompleteKey(d *screen.Desk, in *widget.Input) screen.Key {
	return screen.Key{Press: []string{"tab"}, Does: "complete the path", Short: "complete", Do: func() tea.Cmd {
		return Complete(d, in, func() {})
	}}
}
