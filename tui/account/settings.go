package account

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// settings are those of the person and of the machine in one list, changed in place.
type settings struct {
	d     *screen.Desk
	all   []app.Setting
	there bool
	list  widget.List

	editing bool
	input   widget.Input
	fault   string
	notes   []string
}

func newSettings(d *screen.Desk) screen.Screen { return &settings{d: d} }

// readSettings reads all, those of the person first.
func readSettings(ctx context.Context, d *screen.Desk, a *app.App) ([]app.Setting, error) {
	all, err := a.Settings(ctx)
	if err != nil {
		return nil, err
	}
	machine, err := d.Machine.Settings()
	return append(all, machine...), err
}

func (c *settings) Title() string { return "settings" }

func (c *settings) Start() tea.Cmd {
	return screen.Call(c.d, "", func(ctx context.Context, a *app.App) ([]app.Setting, error) { return readSettings(ctx, c.d, a) },
		func(all []app.Setting) tea.Cmd {
			c.all, c.there = all, true
			c.list.SetLen(len(all))
			return nil
		})
}

func (c *settings) current() app.Setting {
	if c.list.At < len(c.all) {
		return c.all[c.list.At]
	}
	return app.Setting{}
}

// Unsaved tells that a value was typed and not kept.
func (c *settings) Unsaved() bool { return c.editing && c.input.Typed() }

func (c *settings) Typing() bool { return c.editing }

func (c *settings) Keys() []screen.Key {
	if c.editing {
		return []screen.Key{
			{Press: []string{"enter"}, Does: "keep the value", Short: "keep", Do: c.keep},
			{Press: []string{"esc"}, Does: "leave the setting as it was", Short: "leave it", Do: c.leave},
		}
	}
	why, unset, personal := "", "", app.IsPersonal(c.current().Key)
	if len(c.all) == 0 {
		why = "they are being read"
	}
	if unset = why; c.current().Origin == "default" {
		unset = "it has its default"
	}
	return []screen.Key{
		{Press: []string{"enter", "e"}, Does: "change the setting", Short: "change", Why: why, Core: personal, Do: c.edit},
		{Press: []string{"u"}, Does: "bring the default back", Short: "default", Why: unset, Core: personal, Do: c.unset},
	}
}

func (c *settings) edit() tea.Cmd {
	c.editing, c.fault, c.notes = true, "", nil
	c.input.Set(c.current().Value)
	return nil
}

func (c *settings) leave() tea.Cmd {
	c.editing, c.fault = false, ""
	c.input.Wipe()
	return nil
}

func (c *settings) keep() tea.Cmd {
	key, value := c.current().Key, c.input.Text()
	return c.change(func(ctx context.Context, a *app.App) ([]string, error) {
		if app.IsPersonal(key) {
			return app.PersonalNotes(key, value), a.SetSetting(ctx, key, value)
		}
		return c.d.Machine.Set(key, value)
	})
}

func (c *settings) unset() tea.Cmd {
	key := c.current().Key
	return c.change(func(ctx context.Context, a *app.App) ([]string, error) {
		if app.IsPersonal(key) {
			return nil, a.UnsetSetting(ctx, key)
		}
		return c.d.Machine.Unset(key)
	})
}

// change changes a setting; what is refused stays to be mended, with why.
func (c *settings) change(do func(context.Context, *app.App) ([]string, error)) tea.Cmd {
	return screen.Try(c.d, "", do, func(notes []string, err error) tea.Cmd {
		if err != nil {
			if app.Explain(err).Kind == app.Locked {
				return screen.Send(screen.Failed{Err: err})
			}
			c.fault = app.Told(err).Error()
			return nil
		}
		c.leave()
		c.notes = notes
		return c.Start()
	})
}

func (c *settings) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if c.editing {
			c.typed(msg)
		} else if c.list.Press(msg.String()) {
			c.fault, c.notes = "", nil
		}
	case tea.PasteMsg:
		if c.editing {
			c.typed(msg)
		}
	case screen.Mouse:
		if !c.editing && c.list.Mouse(msg.MouseMsg, msg.Y-1) {
			return screen.Send(screen.Press{Key: "enter"})
		}
	}
	return nil
}

func (c *settings) typed(msg tea.Msg) {
	if c.input.Update(msg) {
		c.fault = ""
	}
}

// belowHeight is the room below the list.
const belowHeight = 6

func (c *settings) View(s screen.Size, l *look.Look) []string {
	if !c.there {
		return look.Lines([]string{"", "  reading …"}, s.Width, s.Height)
	}
	room := screen.Size{Width: s.Width, Height: max(1, s.Height-1-belowHeight)}
	lines := append([]string{""}, c.list.View(room, l, !c.editing, func(i, cells int) string { return c.line(i, cells, l) })...)
	lines = append(lines, l.Dim.Render(strings.Repeat("─", s.Width)))
	return look.Lines(append(lines, widget.Facts(c.facts(), s.Width, l)...), s.Width, s.Height)
}

func (c *settings) line(i, cells int, l *look.Look) string {
	s := c.all[i]
	left := look.Fit(s.Key, 20)
	if c.editing && i == c.list.At {
		return left + c.input.View(max(1, cells-20), l, true)
	}
	return look.Ends(left+look.Cut(s.Value, max(1, cells-32)), s.Origin, cells)
}

func (c *settings) facts() []widget.Fact {
	s := c.current()
	where, may := "this machine, in config.toml", c.d.Machine.May(s.Key)
	if app.IsPersonal(s.Key) {
		where, may = "the vault; it travels with it", app.PersonalRule(s.Key)
	}
	if s.Origin == "default" {
		where += "; now it has its default"
	}
	facts := []widget.Fact{{Name: "it is", Text: app.SettingText(s.Key)}, {Name: "it may be", Text: may}, {Name: "lies in", Text: where}}
	if c.fault != "" {
		facts = append(facts, widget.Fact{Name: "refused", Text: c.fault, Tone: widget.Alarm})
	}
	for _, n := range c.notes {
		facts = append(facts, widget.Fact{Name: "note", Text: n})
	}
	return facts
}

func (c *settings) Wipe() { c.input.Wipe(); c.all = nil }
