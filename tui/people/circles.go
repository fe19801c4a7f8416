package people

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// circles lists the lists of contacts that items are shared with.
type circles struct {
	d *screen.Desk

	list    widget.Rows[app.CircleInfo]
	removed string // the name of the circle that was removed last
}

func newCircles(d *screen.Desk) *circles {
	c := &circles{d: d}
	c.list.Key = func(i *app.CircleInfo) any { return i.ID }
	return c
}

// Title is where this is.
func (c *circles) Title() string { return "circles" }

// Start reads them.
func (c *circles) Start() tea.Cmd {
	return screen.Call(c.d, "", func(ctx context.Context, a *app.App) ([]app.CircleInfo, error) { return a.Circles(ctx) }, c.list.Set)
}

// Typing never holds.
func (c *circles) Typing() bool { return false }

// Keys are what can be done here.
func (c *circles) Keys() []screen.Key {
	none, undo := "", ""
	now := c.list.Current()
	if now == nil {
		none = "no circle is chosen"
	}
	if c.removed == "" {
		undo = "nothing was removed just now"
	}
	return []screen.Key{
		{Press: []string{"enter", "l", "right"}, Does: "open the circle", Short: "open", Why: none, Do: c.open},
		{Press: []string{"a"}, Does: "make a circle", Short: "new", Do: c.add},
		{Press: []string{"e"}, Does: "call the circle something else", Short: "rename", Why: none, Do: func() tea.Cmd { return renameCircle(c.d, now) }},
		{Press: []string{"d", "delete"}, Does: "put the circle into the trash", Short: "trash", Why: none, Do: c.remove},
		{Press: []string{"u"}, Does: "bring back the circle that was removed last", Short: shortIf(undo, "undo"), Why: undo, Do: c.restore},
	}
}

func (c *circles) open() tea.Cmd {
	now := c.list.Current()
	return screen.Send(screen.Open{Screen: newCircle(c.d, now.ID, now.Name)})
}

func (c *circles) add() tea.Cmd {
	return prompt(ask.Line{Name: "new circle", Label: "name", Does: "make the circle", Short: "make it",
		Facts: []widget.Fact{{Text: "A circle stands for contacts, and for other circles. Its name is one that no contact has."}},
	}, func(name string) tea.Cmd {
		name = strings.TrimSpace(name)
		return screen.Call(c.d, "", func(ctx context.Context, a *app.App) (app.CircleInfo, error) {
			if err := a.NewCircle(ctx, name, nil); err != nil {
				return app.CircleInfo{}, err
			}
			return a.Circle(ctx, name)
		}, func(made app.CircleInfo) tea.Cmd {
			return tea.Sequence(screen.Send(screen.Back{Again: true}), screen.Send(screen.Open{Screen: newCircle(c.d, made.ID, made.Name)}),
				screen.Send(screen.Say{Text: "made circle " + quoted(made.Name) + "; a puts somebody in"}))
		})
	})
}

func renameCircle(d *screen.Desk, c *app.CircleInfo) tea.Cmd {
	ref, was := "@"+c.ID.String(), c.Name
	return prompt(ask.Line{Name: "rename", Label: "name", Given: was, Does: "give the circle this name", Short: "rename"}, func(to string) tea.Cmd {
		return screen.Do(d, "", func(ctx context.Context, a *app.App) error { return a.RenameCircle(ctx, ref, to) }, func() tea.Cmd {
			return screen.Leave("circle " + quoted(was) + " is named " + quoted(to) + " now")
		})
	})
}

// withdrawn says which seals a change of a circle ends, which cannot be taken back.
func withdrawn(seals []app.SealInfo) string {
	text := ""
	for _, i := range seals {
		text += " The seal of " + quoted(i.Title) + " for " + quoted(i.Recipient) + " is withdrawn with this, for ever."
	}
	return text
}

func (c *circles) remove() tea.Cmd {
	now := c.list.Current()
	ref := "@" + now.ID.String()
	do := func() tea.Cmd {
		return screen.Do(c.d, "", func(ctx context.Context, a *app.App) error { return a.RemoveCircle(ctx, ref) }, func() tea.Cmd {
			c.removed = now.Name
			return tea.Batch(c.Start(), screen.Send(screen.Say{Text: "circle " + quoted(now.Name) + " is in the trash; u brings it back"}))
		})
	}
	return screen.Call(c.d, "", func(ctx context.Context, a *app.App) ([]app.SealInfo, error) { return a.SealsWithout(ctx, ref, nil) },
		func(ends []app.SealInfo) tea.Cmd {
			return screen.Send(screen.Ask{Does: "put into the trash", Do: do,
				Question: "Circle " + quoted(now.Name) + " stands for " + app.Counted(len(now.People), "contact", "contacts") + ", who stay. Nobody is reached by way of it any more: what is shared with it by itself goes to nobody." + withdrawn(ends)})
		})
}

func (c *circles) restore() tea.Cmd {
	name := c.removed
	return screen.Do(c.d, "", func(ctx context.Context, a *app.App) error { return a.RestoreCircle(ctx, name) }, func() tea.Cmd {
		c.removed = ""
		return tea.Batch(c.Start(), screen.Send(screen.Say{Text: "circle " + quoted(name) + " is there again"}))
	})
}

// Update hears the cursor and the mouse.
func (c *circles) Update(msg tea.Msg) tea.Cmd {
	if c.list.Update(msg, 1) {
		return c.open()
	}
	return nil
}

// View draws the screen.
func (c *circles) View(s screen.Size, l *look.Look) []string {
	widths := []int{0, 14, 16}
	lines := []string{l.Dim.Render("  " + columns(s.Width-2, widths, "name", "stands for", "holds"))}
	if len(c.list.All) == 0 {
		return append(lines, nothing(c.list.Read, "no circles yet; a makes one", s.Width, l)...)
	}
	return c.list.View(lines, "", s, l, func(one *app.CircleInfo, cells int) string {
		inner := ""
		if n := len(one.Inner); n > 0 {
			inner = app.Counted(n, "circle", "circles")
		}
		return columns(cells, widths, one.Name, app.Counted(len(one.People), "contact", "contacts"), inner)
	})
}

// Wipe forgets what came from the vault.
func (c *circles) Wipe() { *c = circles{d: c.d} }
