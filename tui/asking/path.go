package asking

import (
	tea "charm.land/bubbletea/v2"

	"coffer/tui/ask"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// tab is the key that completes a path, and goes on from any other line.
func (d *desk) tab(f *ask.Form, paths ...*widget.Input) screen.Key {
	return screen.Key{Press: []string{"tab"}, Does: "complete the path, or go to the next line", Short: "complete", Do: func() tea.Cmd {
		for _, in := range paths {
			if r := f.Current(); r != nil && r.Input == in {
				return ask.Complete(d.Desk, in, func() { f.Down() })
			}
		}
		f.Down()
		return nil
	}}
}
