package items

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// newTemplate is the form of a template of one's own.
type newTemplate struct {
	ask.Form
	d                        *screen.Desk
	name, from, fields, main *widget.FormRow
	note                     *widget.FormRow
}

// noBase stands for a template that begins empty.
const noBase = "(none)"

// newTemplateForm makes it, with the fields of one of some templates chosen.
func newTemplateForm(d *screen.Desk, names []string, from string) *newTemplate {
	t := &newTemplate{d: d,
		name:   &widget.FormRow{Name: "name", Input: &widget.Input{}, Help: "as it stands in the form of a new item"},
		from:   &widget.FormRow{Name: "fields of", Options: append([]string{noBase}, names...), Help: "it begins with the fields of this template"},
		fields: &widget.FormRow{Name: "more fields", Input: &widget.Input{}, Unset: "(NAME:KIND:TIER, …)", Help: "with commas between; kind and tier may be left out, and a field of the same name takes the place of that one"},
		main:   &widget.FormRow{Name: "main field", Input: &widget.Input{}, Unset: "(as in that template)", Help: "the field that is meant when none is named"},
		note:   &widget.FormRow{Name: "note", Input: &widget.Input{}, Help: "what the template is for; may be empty"}}
	t.from.At = max(0, slices.Index(t.from.Options, from))
	t.Heard = t.heard
	t.Rows = []*widget.FormRow{t.name, t.from, t.fields, t.main, t.note}
	return t
}

// Title is where this is.
func (t *newTemplate) Title() string { return "new template" }

// Typing always holds: no letter is a key in a form.
func (t *newTemplate) Typing() bool { return true }

// Keys are what can be done here.
func (t *newTemplate) Keys() []screen.Key {
	why := ""
	switch {
	case strings.TrimSpace(t.name.Input.Text()) == "":
		why = "it has no name yet"
	case t.from.At == 0 && strings.TrimSpace(t.fields.Input.Text()) == "":
		why = "a template needs fields"
	}
	return []screen.Key{{Press: []string{"ctrl+s"}, Does: "make the template", Short: "make", Why: why, Do: t.save}}
}

// change is what the form says.
func (t *newTemplate) change() (c app.TemplateChange, err error) {
	for text := range strings.SplitSeq(t.fields.Input.Text(), ",") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		f, err := app.ParseTemplateField(text)
		if err != nil {
			return c, err
		}
		c.Fields = append(c.Fields, f)
	}
	c.Main, c.Note = typedIn(t.main), typedIn(t.note)
	return c, nil
}

// typedIn is what was typed on a row, or nil.
func typedIn(r *widget.FormRow) *string {
	if text := strings.TrimSpace(r.Input.Text()); text != "" {
		return &text
	}
	return nil
}

func (t *newTemplate) save() tea.Cmd {
	c, err := t.change()
	if err != nil {
		t.fields.Fault = app.Told(err).Error()
		t.Go(t.fields)
		return nil
	}
	name, from := strings.TrimSpace(t.name.Input.Text()), ""
	if t.from.At > 0 {
		from = t.from.Choice()
	}
	return screen.Do(t.d, "", func(ctx context.Context, a *app.App) error { return a.NewTemplate(ctx, name, from, c) },
		func() tea.Cmd { return screen.Leave("made template " + look.Safe(name)) })
}

func (t *newTemplate) heard(decided bool) {
	if decided {
		t.fields.Fault = ""
	}
}

// Wipe forgets what was typed, and came from the vault.
func (t *newTemplate) Wipe() {
	t.Form.Wipe()
	t.from.Options = nil
}
