package items

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// templates lists the forms that items are made from.
type templates struct {
	d    *screen.Desk
	list widget.Rows[app.Template]
}

// newTemplates makes the screen.
func newTemplates(d *screen.Desk) *templates {
	t := &templates{d: d}
	t.list.Key = func(x *app.Template) any { return x.Name }
	return t
}

// Title is where this is.
func (t *templates) Title() string { return "templates" }

// Start reads the templates.
func (t *templates) Start() tea.Cmd {
	return screen.Call(t.d, "", func(ctx context.Context, a *app.App) ([]app.Template, error) { return a.Templates(ctx) }, t.list.Set)
}

// Typing never holds.
func (t *templates) Typing() bool { return false }

const noTemplate = "there is no template"

// Keys are what can be done here.
func (t *templates) Keys() []screen.Key {
	none, builtIn := "", ""
	switch one := t.list.Current(); {
	case one == nil:
		none, builtIn = noTemplate, noTemplate
	case one.ID.IsZero():
		builtIn = "the template is built in"
	}
	return []screen.Key{
		{Press: []string{"enter", "l", "right"}, Does: "show the fields of the template", Short: "fields", Why: none, Do: t.show},
		{Press: []string{"a"}, Does: "make a template of your own, with the fields of this one or without", Short: "new", Why: none, Core: true, Do: t.add},
		{Press: []string{"d", "delete"}, Does: "put the template into the trash; items made from it stay", Short: "trash", Why: builtIn, Core: true, Do: t.remove},
	}
}

func (t *templates) show() tea.Cmd {
	one := t.list.Current()
	facts := []widget.Fact{{Name: one.Name, Tone: widget.Title}, {Text: one.Note, Tone: widget.Quiet}, {}}
	for _, f := range one.Fields {
		text := string(f.Kind) + ", " + f.Tier.String()
		if f.Name == one.Main {
			text += ", the main one"
		}
		facts = append(facts, widget.Fact{Name: f.Name, Text: text})
	}
	facts = append(facts, widget.Fact{}, widget.Fact{Text: "a in the list makes one of your own from it", Tone: widget.Quiet})
	return screen.Send(screen.Open{Screen: ask.NewText("template "+one.Name, facts)})
}

func (t *templates) add() tea.Cmd {
	var names []string
	for i := range t.list.All {
		names = append(names, t.list.All[i].Name)
	}
	return screen.Send(screen.Open{Screen: newTemplateForm(t.d, names, t.list.Current().Name)})
}

func (t *templates) remove() tea.Cmd {
	name := t.list.Current().Name
	return screen.Do(t.d, "", func(ctx context.Context, a *app.App) error { return a.RemoveTemplate(ctx, name) }, func() tea.Cmd {
		return tea.Batch(t.Start(), screen.Send(screen.Say{Text: "template " + look.Safe(name) + " is in the trash, which brings it back"}))
	})
}

// Update hears the cursor and the mouse.
func (t *templates) Update(msg tea.Msg) tea.Cmd {
	if t.list.Update(msg, 1) {
		return t.show()
	}
	return nil
}

// View draws the screen.
func (t *templates) View(s screen.Size, l *look.Look) []string {
	return t.list.View([]string{""}, noTemplate, s, l, func(x *app.Template, cells int) string {
		origin := "your own"
		if x.ID.IsZero() {
			origin = "built in"
		}
		name := min(24, cells/3)
		return look.Fit(x.Name, name) + look.Ends("  "+look.Cut(x.Note, cells-name-12), origin, cells-name)
	})
}

// Wipe forgets what came from the vault.
func (t *templates) Wipe() { *t = templates{d: t.d} }
