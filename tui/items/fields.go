package items

import (
	"slices"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// turnTier puts the field into the other tier.
func (e *editor) turnTier() tea.Cmd {
	f := e.current()
	if f.tier == app.Core {
		f.tier = app.Companion
	} else {
		f.tier = app.Core
	}
	e.layout()
	return nil
}

// dropField takes the field out of the form, and asks where it has a value.
func (e *editor) dropField() tea.Cmd {
	f := e.current()
	drop := func() tea.Cmd {
		if !f.extra && e.ref != "" {
			e.gone = append(e.gone, f.name)
		}
		e.cover()
		f.row.Input.Wipe()
		e.made = nil
		e.fields = slices.DeleteFunc(e.fields, func(g *editField) bool { return g == f })
		e.layout()
		return nil
	}
	if !f.filled && f.before == "" && f.row.Input.Empty() {
		return drop()
	}
	return screen.Send(screen.Ask{Question: "The field " + look.Safe(f.name) + " goes with its value once you save; the history keeps what was saved before.",
		Does: "remove it", Do: drop})
}

// addField asks for the name of a new field and its kind.
func (e *editor) addField() tea.Cmd {
	return screen.Send(screen.Open{Screen: newFieldForm(func(name string, kind app.FieldKind) string {
		if name = strings.TrimSpace(name); e.field(name) != nil {
			return "there is a field of that name"
		}
		f := newField(name, kind, kind.UsualTier(), false)
		f.extra = true
		e.gone = slices.DeleteFunc(e.gone, func(s string) bool { return s == name })
		e.fields = append(e.fields, f)
		e.layout()
		e.form.Go(f.row)
		return ""
	})})
}

// fieldForm asks for a new field.
type fieldForm struct {
	ask.Form
	name, kind *widget.FormRow
	add        func(name string, kind app.FieldKind) (fault string)
}

func newFieldForm(add func(string, app.FieldKind) string) *fieldForm {
	f := &fieldForm{add: add, name: &widget.FormRow{Name: "name", Input: &widget.Input{}}, kind: &widget.FormRow{Name: "kind"}}
	for _, k := range app.Kinds() {
		f.kind.Options = append(f.kind.Options, string(k))
	}
	f.Heard = func(bool) { f.name.Fault = "" }
	f.Rows = []*widget.FormRow{f.name, f.kind}
	return f
}

// Title is where this is.
func (f *fieldForm) Title() string { return "new field" }

// Typing always holds: no letter is a key in a form.
func (f *fieldForm) Typing() bool { return true }

func (f *fieldForm) Keys() []screen.Key {
	why := ""
	if f.name.Input.Empty() {
		why = "it has no name yet"
	}
	return []screen.Key{{Press: []string{"enter", "ctrl+s"}, Does: "put the field into the form", Short: "add", Why: why, Do: f.done}}
}

func (f *fieldForm) done() tea.Cmd {
	if f.name.Fault = f.add(f.name.Input.Text(), app.FieldKind(f.kind.Choice())); f.name.Fault != "" {
		f.Go(f.name)
		return nil
	}
	return screen.Send(screen.Back{})
}

// View draws the form, and says where a field of that kind lies.
func (f *fieldForm) View(s screen.Size, l *look.Look) []string {
	tier := app.FieldKind(f.kind.Choice()).UsualTier()
	f.kind.Help = "fields of this kind are in the " + tier.String() + " tier, unless ctrl+t puts them into the other one"
	return f.Form.View(s, l)
}

// candidates are folders that go on from what is typed as the path.
func (e *editor) candidates() (all []string) {
	if e.ref != "" {
		return nil
	}
	text := e.path.Input.Text()
	for _, folder := range e.folders {
		if rest, ok := strings.CutPrefix(folder+"/", text); ok && rest != "" && strings.IndexByte(rest, '/') == len(rest)-1 {
			all = append(all, folder+"/")
		}
	}
	return all
}

// completed is the path as far as all candidates go on alike; nothing where they do not.
func (e *editor) completed() string {
	all := e.candidates()
	if len(all) == 0 {
		return ""
	}
	common := all[0]
	for _, c := range all[1:] {
		for !strings.HasPrefix(c, common) {
			_, last := utf8.DecodeLastRuneInString(common)
			common = common[:len(common)-last]
		}
	}
	if len(common) <= len(e.path.Input.Text()) {
		return ""
	}
	return common
}

func (e *editor) complete() tea.Cmd {
	e.path.Input.Set(e.completed())
	e.path.Fault = ""
	return nil
}

// below are the candidates, where the cursor is on the path.
func (e *editor) below(cells int, l *look.Look) (lines []string) {
	all := e.candidates()
	if e.form.Current() != e.path || len(all) == 0 {
		return nil
	}
	text := "there is " + look.Safe(strings.Join(all[:min(len(all), 30)], "  "))
	for _, line := range look.Wrap(text, cells-4) {
		lines = append(lines, "   "+l.Dim.Render(line))
	}
	return lines[:min(len(lines), 4)]
}
