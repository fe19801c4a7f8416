package items

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// halve splits the secret of a field: the vault keeps one half and says where the other one
// lies, which is shown here and kept nowhere.
type halve struct {
	ask.Form
	d          *screen.Desk
	ref, field string
	kept, hint *widget.FormRow

	busy  bool
	other secret.Text // the half that is not kept, until somebody has it
	until time.Time   // so long it is shown
	page  widget.Page
}

// The halves that a vault may keep, as [app.ParseSide] reads them, and in more words.
var (
	halves    = []string{"odd", "even", "first", "last"}
	halvesAre = []string{"every other letter, from the first", "every other letter, from the second", "the first half", "the last half"}
)

func newHalve(d *screen.Desk, ref, path, field string) *halve {
	h := &halve{d: d, ref: ref, field: field,
		kept: &widget.FormRow{Name: "the vault keeps", Options: halvesAre, Help: "← → choose; the other half is shown once you save, and is kept nowhere"},
		hint: &widget.FormRow{Name: "other half", Input: &widget.Input{}, Help: "where it will lie, or who has it, such as: with ann. Whoever opens the companion tier reads this"}}
	h.Below = h.stays
	h.Rows = []*widget.FormRow{{Name: "item", Fixed: path}, {Name: "field", Fixed: field}, h.kept, h.hint}
	return h
}

// Title is where this is.
func (h *halve) Title() string {
	if h.split() {
		return "the other half"
	}
	return "keep one half"
}

// split tells that it is done.
func (h *halve) split() bool { return !h.other.IsZero() }

// Typing holds on the line that is typed.
func (h *halve) Typing() bool { return !h.split() && h.Form.Typing() }

// Unsaved tells that the form was filled in, or that nobody has the other half yet.
func (h *halve) Unsaved() bool { return h.split() || h.Changed() }

// Keys are what can be done here.
func (h *halve) Keys() []screen.Key {
	if h.split() {
		return []screen.Key{
			{Press: []string{"space", "v"}, Does: "show the other half for ten seconds, or cover it", Short: "show", Do: h.turn},
			{Press: []string{"c", "y"}, Does: "copy the other half; the clipboard is cleared after", Short: "copy", Do: h.copy},
			{Press: []string{"enter"}, Does: "forget the other half here: it lies where it belongs", Short: "forget it", Do: h.done},
		}
	}
	why := ""
	switch {
	case h.busy:
		why = "wait a moment"
	case strings.TrimSpace(h.hint.Input.Text()) == "":
		why = "nobody would know where the other half lies"
	}
	return []screen.Key{{Press: []string{"ctrl+s"}, Does: "keep this half, and show the other one", Short: "keep half", Why: why, Do: h.save}}
}

// other is what is split off a secret.
type other struct{ secret.Text }

// Wipe overwrites it.
func (o other) Wipe() { o.Text.Wipe() }

func (h *halve) save() tea.Cmd {
	ref, c := h.ref, app.Change{Half: &app.Half{Field: h.field, Hint: strings.TrimSpace(h.hint.Input.Text())}}
	var err error
	if c.Half.Kept, err = app.ParseSide(halves[h.kept.At]); err != nil {
		return screen.Send(screen.Failed{Err: err})
	}
	h.busy = true
	return screen.Try(h.d, "", func(ctx context.Context, a *app.App) (other, error) {
		done, err := a.Edit(ctx, ref, c)
		return other{done.Other}, err
	}, func(o other, err error) tea.Cmd {
		h.busy = false
		if err != nil {
			o.Wipe()
			return screen.Send(screen.Failed{Err: err})
		}
		h.other = o.Text
		return h.turn()
	})
}

func (h *halve) shown() bool { return h.d.Now().Before(h.until) }

func (h *halve) turn() tea.Cmd {
	if h.shown() {
		h.until = time.Time{}
	} else {
		h.until = h.d.Now().Add(revealFor)
	}
	return nil
}

func (h *halve) copy() tea.Cmd {
	half := h.other.Clone()
	return screen.Wiping(half, screen.Copy(h.d, "the other half", func(context.Context, *app.App) (secret.Text, error) { return half.Clone(), nil }))
}

func (h *halve) done() tea.Cmd {
	field := h.field
	h.other.Wipe()
	h.other = secret.Text{}
	return screen.Leave("the vault keeps one half of " + look.Safe(field))
}

// Update hears the form, and covers the half when it is not looked at.
func (h *halve) Update(msg tea.Msg) tea.Cmd {
	if _, hidden := msg.(screen.Hidden); hidden {
		h.until = time.Time{}
	}
	if h.split() {
		return nil
	}
	return h.Form.Update(msg)
}

// View draws the form, or the other half.
func (h *halve) View(s screen.Size, l *look.Look) []string {
	if !h.split() {
		return h.Form.View(s, l)
	}
	facts := []widget.Fact{{}, {Name: "other half", Text: covered}, {}, {Text: "It is kept nowhere, and shown on this screen alone: put it where you said.", Tone: widget.Alarm}}
	if h.shown() {
		facts[1].Text = h.other.Reveal()
		facts = append(facts, widget.Fact{Text: "covered again in " + look.Left(h.until.Sub(h.d.Now())), Tone: widget.Quiet})
	}
	return h.page.View(widget.Facts(facts, s.Width, l), s, l)
}

// stays says what is left of the whole secret.
func (h *halve) stays(cells int, l *look.Look) []string {
	return widget.Facts([]widget.Fact{{Text: "The history keeps the whole secret as long as it keeps the revision before.", Tone: widget.Quiet}}, cells, l)
}

// Wipe overwrites the half, and forgets what was typed.
func (h *halve) Wipe() {
	h.other.Wipe()
	h.Form.Wipe()
	*h = halve{d: h.d, kept: &widget.FormRow{}, hint: &widget.FormRow{Input: &widget.Input{}}}
}

// whyNotHalved is why the field under the cursor is not split.
func (it *Item) whyNotHalved(f field) string {
	switch past := it.whyPast(); {
	case past != "":
		return past
	case !f.secret || f.code || f.content || f.file:
		return "the cursor is on no secret of letters"
	case f.half != "":
		return "it is one half already"
	}
	return ""
}

func (it *Item) halve() tea.Cmd {
	return screen.Send(screen.Open{Screen: newHalve(it.d, it.ref, it.facts.path, it.current().name)})
}
