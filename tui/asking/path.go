package asking

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/host"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// completion is what the beginning of a path can be.
type completion struct {
	common string
	names  []string
}

// complete completes a path that is typed. One that is whole already is left for the next
// line.
func (d *desk) complete(f *widget.Form, in *widget.Input) tea.Cmd {
	start := in.Text()
	return screen.Run(d.Jobs, "", func(ctx context.Context, _ screen.Progress) (c completion, err error) {
		c.common, c.names, err = host.CompletePath(ctx, start)
		return c, err
	}, func(c completion, err error) tea.Cmd {
		switch {
		case in.Text() != start: // somebody has typed on
		case err != nil || len(c.names) == 0:
			return screen.Send(screen.Say{Text: "nothing here begins with " + look.Safe(start)})
		case len(c.names) == 1 && c.common == start:
			down(f)
		default:
			in.Set(c.common)
			if len(c.names) > 1 {
				return screen.Send(screen.Say{Text: look.Safe(strings.Join(c.names, "  "))})
			}
		}
		return nil
	})
}

// down goes to the next line of a form.
func down(f *widget.Form) { f.Update(tea.KeyPressMsg{Code: tea.KeyDown}) }

// onward goes to the next line, and from the last one does what the form is for.
func onward(f *widget.Form, done func() tea.Cmd) tea.Cmd {
	if f.Current() == f.Rows[len(f.Rows)-1] {
		return done()
	}
	down(f)
	return nil
}

// tab is the key that completes a path, and goes on from any other line.
func (d *desk) tab(f *widget.Form, paths ...*widget.Input) screen.Key {
	return screen.Key{Press: []string{"tab"}, Does: "complete the path, or go to the next line", Short: "complete", Do: func() tea.Cmd {
		for _, in := range paths {
			if r := f.Current(); r != nil && r.Input == in {
				return d.complete(f, in)
			}
		}
		down(f)
		return nil
	}}
}
