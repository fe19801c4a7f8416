package people

import (
	"context"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// compare shows the safety number that both compare.
type compare struct {
	d    *screen.Desk
	id   app.ID
	name string

	there bool
	info  app.ContactInfo
	page  widget.Page
}

func newCompare(d *screen.Desk, id app.ID, name string) *compare {
	return &compare{d: d, id: id, name: name}
}

// Title is where this is.
func (c *compare) Title() string { return "safety number" }

// Start reads the number, and makes the owner's keys where there are none.
func (c *compare) Start() tea.Cmd {
	ref := "@" + c.id.String()
	return screen.Call(c.d, "", func(ctx context.Context, a *app.App) (app.ContactInfo, error) { return a.ToCompare(ctx, ref) },
		func(info app.ContactInfo) tea.Cmd {
			c.info, c.there, c.name = info, true, info.Name
			return nil
		})
}

// Typing never holds.
func (c *compare) Typing() bool { return false }

// Keys are what can be done here.
func (c *compare) Keys() []screen.Key {
	why := ""
	if !c.there {
		why = "the number is being read"
	}
	return []screen.Key{
		{Press: []string{"y"}, Does: "record that both see the same number", Short: "the same", Why: why, Do: c.same},
		{Press: []string{"n"}, Does: "record that the numbers are not the same", Short: "not the same", Why: why, Do: c.differs},
		{Press: []string{"i"}, Does: "type the number that they see, and let it be compared", Short: "type it", Why: why, Do: c.typed},
	}
}

// overAnotherWay says how two people compare.
const overAnotherWay = "Compare it side by side, or read it to each other over a way on which you know one another: not over the way the card came."

func (c *compare) same() tea.Cmd {
	question := "Do you know that it was " + quoted(c.name) + " who read this number, and not over the way the card came? Recorded as the same, they are verified: what you share and seal goes to whoever holds these keys."
	return screen.Send(screen.Ask{Does: "record it", Question: question, Do: func() tea.Cmd { return c.record(true) }})
}

func (c *compare) differs() tea.Cmd {
	question := "Somebody may have exchanged a card on its way."
	if !c.info.Compared.IsZero() {
		question += " An earlier comparison is taken back: " + quoted(c.name) + " is not verified any more."
	}
	return screen.Send(screen.Ask{Does: "record it", Question: question + " Exchange cards again after it, over another way.", Do: func() tea.Cmd { return c.record(false) }})
}

func (c *compare) typed() tea.Cmd {
	return prompt(ask.Line{Name: "the number they see", Label: "number", Does: "compare it", Short: "compare",
		Facts: []widget.Fact{{Text: "Type the sixty digits that " + quoted(c.name) + " sees; blanks do not count."}},
	}, func(text string) tea.Cmd {
		if !app.SameSafetyNumber(text, c.info.Safety) {
			return screen.Send(screen.Failed{Err: app.Fail(app.Password, "if it was typed right, somebody exchanged a card on its way: go back, n records that",
				"this is not the safety number with %s", quoted(c.name))})
		}
		return tea.Sequence(screen.Send(screen.Back{}), c.record(true))
	})
}

func (c *compare) record(same bool) tea.Cmd {
	info := c.info
	return screen.Call(c.d, "", func(ctx context.Context, a *app.App) (app.Contact, error) { return a.Compared(ctx, info, same) },
		func(now app.Contact) tea.Cmd { return screen.Leave(app.ComparedText(now, same)) })
}

// Update hears the keys that scroll.
func (c *compare) Update(msg tea.Msg) tea.Cmd { c.page.Update(msg); return nil }

// View draws the number, and beside it the QR code where there is room.
func (c *compare) View(s screen.Size, l *look.Look) []string {
	if !c.there {
		return []string{"", "  reading …"}
	}
	code, ok := widget.QR(c.info.Safety, screen.Size{Width: s.Width - 36, Height: s.Height}, l)
	if !ok {
		return c.page.View(c.text(s.Width, l, false), s, l)
	}
	left := look.Width(code[0]) + 1
	text := c.text(s.Width-left-1, l, true)
	if len(text) > s.Height {
		return c.page.View(c.text(s.Width, l, false), s, l)
	}
	lines := make([]string, s.Height)
	for i := range lines {
		if i < len(code) {
			lines[i] = " " + code[i]
		} else {
			lines[i] = look.Fit("", left)
		}
		if i < len(text) {
			lines[i] += " " + text[i]
		}
	}
	return lines
}

func (c *compare) text(cells int, l *look.Look, code bool) []string {
	sh := newSheet(l, min(cells, 72))
	sh.say(l.Title, "you and "+quoted(c.name))
	sh.gap()
	for _, line := range groups(c.info.Safety) {
		sh.say(l.Secret, line)
	}
	if len(c.info.Alike) > 0 {
		sh.gap()
		sh.say(l.Bad, "warning: "+quoted(c.name)+" "+app.LooksLike(c.info.Alike))
	}
	sh.gap()
	sh.say(lipgloss.NewStyle(), overAnotherWay)
	if !code {
		sh.say(l.Dim, "A larger window shows it as a QR code, too.")
	}
	sh.gap()
	sh.say(lipgloss.NewStyle(), "Does "+quoted(c.name)+" see the same number? y or n")
	return sh.lines
}

// Wipe forgets what came from the vault.
func (c *compare) Wipe() { *c = compare{d: c.d, id: c.id} }
