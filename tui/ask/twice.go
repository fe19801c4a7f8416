package ask

import (
	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// Twice is a new password that is typed twice, and judged while it is.
type Twice struct {
	fresh, again widget.Input
	first        *widget.FormRow
	judge        app.Judge
	strength     app.Strength
}

// Rows are those of a form into which it is typed, with a blank line before them.
func (t *Twice) Rows(name, help string) []*widget.FormRow {
	for _, in := range []*widget.Input{&t.fresh, &t.again} {
		in.Hidden, in.Most = true, app.MaxPassword
	}
	t.first = &widget.FormRow{Name: name, Input: &t.fresh, Help: help, Gap: true}
	return []*widget.FormRow{t.first, {Name: "once more", Input: &t.again, Help: help}}
}

// Empty tells that nothing is typed on one of the two lines.
func (t *Twice) Empty() bool { return t.fresh.Empty() || t.again.Empty() }

// Secret is what is typed; who takes it wipes it.
func (t *Twice) Secret() secret.Text { return t.fresh.Secret() }

// Judge judges what is typed; near are names of its owner, which make it no stronger.
func (t *Twice) Judge(near ...string) {
	t.strength = app.Strength{}
	if t.fresh.Empty() {
		return
	}
	fresh := t.fresh.Secret()
	defer fresh.Wipe()
	t.strength = t.judge.Strength(fresh, near...)
}

// Fault is why it cannot be taken; empty where it can. The cursor of the form goes to where
// it is typed. Where the two lines differ nobody sees which one was meant: both are empty then.
func (t *Twice) Fault(check func(secret.Text) error, form *widget.Form) (fault string) {
	fresh, again := t.fresh.Secret(), t.again.Secret()
	defer fresh.Wipe()
	defer again.Wipe()
	err := check(fresh)
	switch {
	case err != nil:
		fault = app.Told(err).Error()
	case !fresh.Equal(again):
		t.Wipe()
		fault = "what was typed twice is not the same; nothing was done: type it twice again"
	default:
		return ""
	}
	form.Go(t.first)
	return fault
}

// Take hands the password out, and forgets it here.
func (t *Twice) Take() secret.Text {
	fresh := t.fresh.Secret()
	t.Wipe()
	return fresh
}

// Wipe overwrites what was typed.
func (t *Twice) Wipe() {
	t.fresh.Wipe()
	t.again.Wipe()
	t.strength = app.Strength{}
}

// Below draws how strong it is, where something is typed, and what is wrong with the form.
func (t *Twice) Below(fault string, cells int, l *look.Look) (lines []string) {
	if !t.fresh.Empty() {
		for _, line := range widget.Meter(t.strength.Score, t.strength.Word(), t.strength.Text(), cells-4, l) {
			lines = append(lines, "   "+line)
		}
	}
	if fault != "" {
		for _, line := range look.Wrap(look.Safe(fault), cells-6) {
			lines = append(lines, "   "+l.Bad.Render(line))
		}
	}
	return lines
}
