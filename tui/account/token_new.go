package account

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// newToken is the form of a token: what it opens, how far, and for how long.
type newToken struct {
	ask.Form
	d     *screen.Desk
	boxes *widget.FormRow
	tier  *widget.FormRow
	asks  *widget.FormRow
	lasts widget.Input
	name  widget.Input
	there bool
}

// tokenLasts is what stands there in the beginning, as with the command.
const tokenLasts = "8h"

func newTokenForm(d *screen.Desk) screen.Screen {
	t := &newToken{d: d}
	t.lasts.Set(tokenLasts)
	t.boxes = &widget.FormRow{Name: "boxes", Help: "space marks each box that whoever has the token reads"}
	t.tier = &widget.FormRow{Name: "tier", Options: []string{tier(true), tier(false)}, Help: "the companion tier lists and searches, and shows no secret"}
	t.asks = &widget.FormRow{Name: "reason", Options: []string{"may be given", "must be given"}, Help: "whether each command must say why, with --reason"}
	t.Below = t.effects
	t.Rows = []*widget.FormRow{
		t.boxes, t.tier,
		{Name: "lasts", Input: &t.lasts, Help: "like 30m or 8h, at most 7d; coffer lock ends it before, and so does suspend"},
		{Name: "name", Input: &t.name, Unset: "that of its boxes", Help: "what lists call it"}, t.asks,
	}
	return t
}

func (t *newToken) Title() string { return "a new token" }

// Start reads the boxes, once: what is marked stays marked.
func (t *newToken) Start() tea.Cmd {
	if t.there {
		return nil
	}
	return ask.Boxes(t.d, t.boxes, "there is none: add an item first", func() { t.there = true })
}

func (t *newToken) Keys() []screen.Key {
	why := ""
	if len(t.boxes.On()) == 0 {
		why = "mark a box that it opens"
	}
	return []screen.Key{{Press: []string{"enter", "ctrl+s"}, Does: "make the token", Short: "make it", Why: why, Do: t.make}}
}

// made is a token that nobody has yet.
type made struct {
	id   app.ID
	text secret.Text
}

// Wipe overwrites it.
func (m made) Wipe() { m.text.Wipe() }

func (t *newToken) make() tea.Cmd {
	o := app.TokenOptions{Name: t.name.Text(), Boxes: t.boxes.On(), Core: t.tier.At == 0, Reasoned: t.asks.At == 1}
	lasts := t.lasts.Text()
	return screen.Call(t.d, "", func(ctx context.Context, a *app.App) (m made, err error) {
		if o.Lasts, err = app.ParseSpan(lasts); err != nil {
			return m, err
		}
		m.id, m.text, err = a.NewToken(ctx, o)
		return m, err
	}, func(m made) tea.Cmd {
		return tea.Sequence(screen.Send(screen.Back{Again: true}), screen.Send(screen.Open{Screen: newTokenShown(t.d, m, o)}))
	})
}

// effects say what comes with it.
func (t *newToken) effects(cells int, l *look.Look) []string {
	return widget.Facts([]widget.Fact{
		{Name: "opens", Text: "its boxes on this machine, without the password, to whoever has it; it reads, and does nothing else"},
		{Name: "recorded", Text: "each use, by the agent"},
	}, cells, l)
}

// Wipe forgets what was typed, and came from the vault.
func (t *newToken) Wipe() { t.Form.Wipe(); t.boxes.Some = nil }
