package asking

import (
	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// twice is a new password that is typed twice, and judged while it is.
type twice struct {
	fresh, again widget.Input
	judge        app.Judge
	strength     app.Strength
}

func (t *twice) rows(name, help string) []*widget.FormRow {
	for _, in := range []*widget.Input{&t.fresh, &t.again} {
		in.Hidden, in.Most = true, app.MaxPassword
	}
	return []*widget.FormRow{{Name: name, Input: &t.fresh, Help: help, Gap: true}, {Name: "once more", Input: &t.again, Help: help}}
}

// judged judges what is typed.
func (t *twice) judged() {
	t.strength = app.Strength{}
	if t.fresh.Empty() {
		return
	}
	fresh := t.fresh.Secret()
	defer fresh.Wipe()
	t.strength = t.judge.Strength(fresh)
}

// fault is why it cannot be taken; empty where it can.
func (t *twice) fault(check func(secret.Text) error) string {
	fresh, again := t.fresh.Secret(), t.again.Secret()
	defer fresh.Wipe()
	defer again.Wipe()
	if err := check(fresh); err != nil {
		return app.Told(err).Error()
	}
	if !fresh.Equal(again) {
		return "the two passwords are not the same; nothing was done"
	}
	return ""
}

// take hands the password out, and forgets it here.
func (t *twice) take() secret.Text {
	fresh := t.fresh.Secret()
	t.wipe()
	return fresh
}

func (t *twice) wipe() {
	t.fresh.Wipe()
	t.again.Wipe()
	t.strength = app.Strength{}
}

// below draws how strong it is, and what is wrong with the form.
func (t *twice) below(fault string, cells int, l *look.Look) (lines []string) {
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
