package ask

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// Boxes reads the names of the boxes into a row in which some are marked. none is what stands there where there is
// no box; done is called once they are there.
func Boxes(d *screen.Desk, row *widget.FormRow, none string, done func()) tea.Cmd {
	return screen.Call(d, "", func(ctx context.Context, a *app.App) ([]string, error) { return a.BoxNames(ctx) }, func(names []string) tea.Cmd {
		done()
		for _, name := range names {
			row.Some = append(row.Some, widget.Option{Name: name})
		}
		if len(names) == 0 {
			row.Fixed = none
		}
		return nil
	})
}
