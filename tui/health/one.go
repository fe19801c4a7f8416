package health

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// one looks up a password that is in no vault.
type one struct {
	ask.Form
	d     *screen.Desk
	named bool // a file of breach data

	password widget.Input
	where    *widget.FormRow
	answer   []widget.Fact
}

const inFile, onServer = "in your file of breach data", "online"

func newOne(d *screen.Desk, named bool) *one {
	o := &one{d: d, named: named, password: widget.Input{Hidden: true, Most: app.MaxPassword}}
	o.where = &widget.FormRow{Name: "look it up", Options: []string{inFile, onServer}}
	if !named {
		o.where.Options = []string{"not yet: ← → chooses", onServer}
	}
	o.Below = o.below
	o.Rows = []*widget.FormRow{{Name: "password", Input: &o.password, Help: "it is not shown, not kept, and not written anywhere"}, o.where}
	return o
}

// Title is where this is.
func (o *one) Title() string { return "one password" }

// Keys are what can be done here.
func (o *one) Keys() []screen.Key {
	return []screen.Key{{Press: []string{"enter"}, Does: "look the password up", Short: "look it up", Why: o.why(), Do: o.look}}
}

func (o *one) why() string {
	switch {
	case o.password.Empty():
		return "type a password first"
	case !o.online() && !o.named:
		return "say where; no file of breach data is named (setting hibp.data)"
	}
	return ""
}

func (o *one) online() bool { return o.where.Choice() == onServer }

func (o *one) look() tea.Cmd {
	password, online := o.password.Secret(), o.online()
	o.answer = nil
	return screen.Wiping(password, screen.Call(o.d, "looking up", func(ctx context.Context, a *app.App) (app.BreachAnswer, error) {
		in, err := o.d.Machine.Breaches(online)
		if err != nil {
			return app.BreachAnswer{}, err
		}
		return a.LookUp(ctx, in, password)
	}, func(a app.BreachAnswer) tea.Cmd {
		o.password.Wipe()
		o.answer = answer(a)
		return nil
	}))
}

func answer(a app.BreachAnswer) []widget.Fact {
	if a.Found() {
		return []widget.Fact{{Text: "This password was " + app.SeenText(a) + ".", Tone: widget.Alarm}, {Text: "Use it nowhere; where it is in use, change it."}}
	}
	return []widget.Fact{{Text: "This password was " + app.SeenText(a) + ".", Tone: widget.Good},
		{Text: "That alone does not make it strong: it was only not in what these data have.", Tone: widget.Quiet}}
}

// below draws what came of it, and what leaves the machine.
func (o *one) below(cells int, l *look.Look) []string {
	lines := widget.Facts(o.answer, cells, l)
	if o.online() {
		return append(widget.Facts([]widget.Fact{{Text: leaves + ". Nothing is sent before enter.", Tone: widget.Quiet}, {}}, cells, l), lines...)
	}
	return lines
}

// Wipe overwrites what was typed.
func (o *one) Wipe() { o.Form.Wipe(); o.answer = nil }
