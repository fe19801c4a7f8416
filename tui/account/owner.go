package account

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// owner is what the owner says of themselves, as a form.
type owner struct {
	ask.Form
	d      *screen.Desk
	inputs [4]widget.Input
	there  bool
	before app.Owner
}

func newOwner(d *screen.Desk) screen.Screen {
	o := &owner{d: d}
	helps := [...][2]string{
		{"name", "for those whom you send something; it stands on your card"},
		{"e-mail", "the same; it may be empty"},
		{"question", "a control question that those who help you ask, to know that it is you"},
		{"greeting", "shown before your password is asked: only your own vault knows it. It lies in clear on this machine"},
	}
	for i := range o.inputs {
		o.Rows = append(o.Rows, &widget.FormRow{Name: helps[i][0], Help: helps[i][1], Input: &o.inputs[i]})
	}
	return o
}

func (o *owner) Title() string { return "you" }

// Start reads the data once: what is typed is not lost when something else changes.
func (o *owner) Start() tea.Cmd {
	if o.there {
		return nil
	}
	return screen.Call(o.d, "", func(ctx context.Context, a *app.App) (app.Owner, error) { return a.Owner(ctx) },
		func(own app.Owner) tea.Cmd {
			o.there, o.before = true, own
			for i, s := range []string{own.Name, own.Email, own.Question, own.Greeting} {
				o.inputs[i].Set(s)
			}
			return nil
		})
}

func (o *owner) typed() app.Owner {
	return app.Owner{Name: o.inputs[0].Text(), Email: o.inputs[1].Text(), Question: o.inputs[2].Text(), Greeting: o.inputs[3].Text()}
}

func (o *owner) Keys() []screen.Key {
	why := ""
	switch {
	case !o.there:
		why = "it is being read"
	case o.typed() == o.before:
		why = "nothing was changed"
	}
	return []screen.Key{{Press: []string{"enter", "ctrl+s"}, Does: "keep what was changed", Short: "keep", Why: why, Do: o.keep}}
}

func (o *owner) keep() tea.Cmd {
	own := o.typed()
	return screen.Do(o.d, "", func(ctx context.Context, a *app.App) error { return a.SetOwner(ctx, own) }, func() tea.Cmd {
		return screen.Leave("kept")
	})
}

// View draws the form, once it was read.
func (o *owner) View(s screen.Size, l *look.Look) []string {
	if !o.there {
		return look.Lines([]string{"", "  reading …"}, s.Width, s.Height)
	}
	return o.Form.View(s, l)
}

// Wipe forgets what was typed, and came from the vault.
func (o *owner) Wipe() { o.Form.Wipe(); o.before = app.Owner{} }
