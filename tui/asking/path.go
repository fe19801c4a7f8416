package asking

import (
	tea "charm.land/bubbletea/v2"

	"coffer/tui/ask"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

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
				return ask.Complete(d.Desk, in, func() { down(f) })
			}
		}
		down(f)
		return nil
	}}
}
