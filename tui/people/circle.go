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

// circle shows who is in one.
type circle struct {
	d    *screen.Desk
	id   app.ID
	name string

	there bool
	info  app.CircleInfo
	rows  []circleRow
	list  widget.List
}

// circleRow is a member, or somebody who is reached by way of one.
type circleRow struct {
	ref, name, state string
	why              string // it cannot be taken out here
}

func newCircle(d *screen.Desk, id app.ID, name string) *circle {
	return &circle{d: d, id: id, name: name}
}

func (c *circle) ref() string { return "@" + c.id.String() }

// Title is where this is.
func (c *circle) Title() string { return c.name }

// Start reads the circle.
func (c *circle) Start() tea.Cmd {
	ref := c.ref()
	return screen.Call(c.d, "", func(ctx context.Context, a *app.App) (app.CircleInfo, error) { return a.Circle(ctx, ref) },
		func(info app.CircleInfo) tea.Cmd {
			c.info, c.name, c.there = info, info.Name, true
			c.rows = circleRows(&info)
			c.list.SetLen(len(c.rows))
			return nil
		})
}

func circleRows(info *app.CircleInfo) (rows []circleRow) {
	for _, in := range info.Inner {
		state := "circle, " + app.Counted(in.People, "contact", "contacts")
		if in.Removed {
			state = "circle in the trash: nobody is reached by way of it"
		}
		rows = append(rows, circleRow{ref: "@" + in.ID.String(), name: in.Name, state: state})
	}
	for _, p := range info.People {
		row := circleRow{ref: "@" + p.ID.String(), name: p.Name, state: p.State + throughText(&p)}
		if !p.Member {
			row.why = "they are in it by way of another circle alone"
		}
		rows = append(rows, row)
	}
	return rows
}

// throughText says how a circle comes to a contact, if it is not a member itself alone.
func throughText(p *app.CirclePerson) string {
	if len(p.Through) == 0 {
		return ""
	}
	text := ", in circle " + quotedList(p.Through)
	if p.Member {
		text = ", and" + strings.TrimPrefix(text, ",")
	}
	return text
}

func (c *circle) current() *circleRow {
	if c.list.At < len(c.rows) {
		return &c.rows[c.list.At]
	}
	return nil
}

// Typing never holds.
func (c *circle) Typing() bool { return false }

// Keys are what can be done here.
func (c *circle) Keys() []screen.Key {
	drop := "nobody is chosen"
	if now := c.current(); now != nil {
		drop = now.why
	}
	why := ""
	if !c.there {
		why = "the circle is being read"
	}
	return []screen.Key{
		{Press: []string{"a"}, Does: "put contacts or circles into it", Short: "add", Why: why, Do: c.add},
		{Press: []string{"d", "delete"}, Does: "take this one out of it", Short: "drop", Why: drop, Do: c.drop},
		{Press: []string{"e"}, Does: "call the circle something else", Short: "rename", Why: why, Do: func() tea.Cmd { return renameCircle(c.d, &c.info) }},
	}
}

func (c *circle) add() tea.Cmd {
	ref := c.ref()
	in := map[string]bool{ref: true}
	for _, r := range c.rows {
		in[r.ref] = r.why == ""
	}
	return pick(c.d, ask.Pick{Name: "put into " + quoted(c.name), Several: true, Empty: "there is nobody to put in",
		Read: func(ctx context.Context, a *app.App) (some []ask.Choice, err error) {
			all, err := people(ctx, a)
			for _, p := range all {
				if !in[p.Ref] {
					some = append(some, p)
				}
			}
			return some, err
		}, Done: func(chosen []ask.Choice) tea.Cmd {
			return screen.Call(c.d, "", func(ctx context.Context, a *app.App) ([]string, error) {
				return a.AddToCircle(ctx, ref, refs(chosen))
			},
				func(added []string) tea.Cmd {
					return tea.Batch(c.Start(), screen.Send(screen.Say{Text: "put " + quotedList(added) + " into circle " + quoted(c.name)}))
				})
		}})
}

func (c *circle) drop() tea.Cmd {
	ref, who := c.ref(), *c.current()
	do := func() tea.Cmd {
		return screen.Call(c.d, "", func(ctx context.Context, a *app.App) ([]app.StillIn, error) {
			return a.DropFromCircle(ctx, ref, []string{who.ref})
		},
			func(still []app.StillIn) tea.Cmd {
				text := "took " + quoted(who.name) + " out of circle " + quoted(c.name)
				for _, s := range still {
					text = "warning: " + quoted(s.Name) + " is still reached by circle " + quoted(c.name) + ": in circle " + quotedList(s.Through)
				}
				return tea.Batch(c.Start(), screen.Send(screen.Say{Text: text}))
			})
	}
	return screen.Call(c.d, "", func(ctx context.Context, a *app.App) ([]app.SealInfo, error) {
		return a.SealsWithout(ctx, ref, []string{who.ref})
	},
		func(ends []app.SealInfo) tea.Cmd {
			return screen.Send(screen.Ask{Does: "take out", Do: do,
				Question: quoted(who.name) + " gets no newer version of what is shared with circle " + quoted(c.name) + " by itself. What they took stays theirs." + withdrawn(ends)})
		})
}

// Update hears the cursor and the mouse.
func (c *circle) Update(msg tea.Msg) tea.Cmd {
	c.list.Update(msg, 1)
	return nil
}

// View draws the screen.
func (c *circle) View(s screen.Size, l *look.Look) []string {
	lines := []string{l.Dim.Render(look.Ends("", "stands for "+app.Counted(len(c.info.People), "contact", "contacts")+" ", s.Width))}
	if len(c.rows) == 0 {
		return append(lines, nothing(c.there, "nobody is in it; a puts somebody in", s.Width, l)...)
	}
	return append(lines, c.list.View(screen.Size{Width: s.Width, Height: max(1, s.Height-1)}, l, true, func(i, cells int) string {
		return columns(cells, []int{0, 0}, c.rows[i].name, c.rows[i].state)
	})...)
}

// Wipe forgets what came from the vault.
func (c *circle) Wipe() { *c = circle{d: c.d, id: c.id} }
