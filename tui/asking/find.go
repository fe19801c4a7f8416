package asking

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// find opens a ticket file that is there.
type find struct {
	ask.Form
	d              *desk
	path, password widget.Input
}

func newFind(d *desk) screen.Screen {
	f := &find{d: d}
	f.password.Hidden, f.password.Most = true, app.MaxPassword
	f.Rows = []*widget.FormRow{
		{Name: "ticket file", Input: &f.path, Help: "the file that was made when the ticket was opened; tab completes its path"},
		{Name: "ticket password", Input: &f.password, Help: "the one that was chosen for this ticket; it is no password of a vault"},
	}
	return f
}

// Title is where this is.
func (f *find) Title() string { return "a ticket of yours" }

func (f *find) Keys() []screen.Key {
	why := ""
	if f.path.Empty() {
		why = "which ticket file?"
	}
	return []screen.Key{
		{Press: []string{"enter"}, Does: "go on to the next line, and from the last one open the ticket", Short: "go on", Why: why, Do: func() tea.Cmd { return f.Onward(f.open) }},
		f.d.tab(&f.Form, &f.path),
	}
}

func (f *find) open() tea.Cmd {
	path, password := f.d.Path(f.path.Text()), f.password.Secret()
	f.password.Wipe()
	return screen.Run(f.d.Jobs, "opening the ticket file", func(ctx context.Context, _ screen.Progress) (*news, error) {
		defer password.Wipe()
		q, err := app.OpenTicketFile(ctx, f.d.env, path, password)
		if err != nil {
			return nil, err
		}
		return arrived(ctx, q)
	}, f.d.shown)
}
