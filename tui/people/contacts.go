package people

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// Contacts is the list of other people.
type Contacts struct {
	d *screen.Desk

	there  bool
	all    []app.ContactInfo
	shown  []int
	list   widget.List
	query  widget.Input
	asking bool // the filter has the keys
}

// NewContacts makes the screen.
func NewContacts(d *screen.Desk) *Contacts {
	return &Contacts{d: d, query: widget.Input{Label: "filter"}}
}

// Title is where this is.
func (c *Contacts) Title() string { return "contacts" }

// Start reads the contacts.
func (c *Contacts) Start() tea.Cmd {
	return screen.Call(c.d, "", func(ctx context.Context, a *app.App) ([]app.ContactInfo, error) { return a.Contacts(ctx) },
		func(all []app.ContactInfo) tea.Cmd {
			at := c.at()
			c.all, c.there = all, true
			c.keep(at)
			return nil
		})
}

// at is whom the keys are about.
func (c *Contacts) at() (id app.ID) {
	if now := c.current(); now != nil {
		id = now.ID
	}
	return id
}

func (c *Contacts) narrow() { c.keep(c.at()) }

// keep keeps what the filter lets through, and the cursor on whom it was on.
func (c *Contacts) keep(at app.ID) {
	query := strings.ToLower(c.query.Text())
	c.shown = c.shown[:0]
	for i := range c.all {
		one := &c.all[i]
		if strings.Contains(strings.ToLower(one.Name+" "+one.Card.Name()+" "+one.Card.Email()+" "+one.State().String()), query) {
			c.shown = append(c.shown, i)
		}
	}
	c.list.SetLen(len(c.shown))
	for row, i := range c.shown {
		if c.all[i].ID == at {
			c.list.At = row
		}
	}
}

func (c *Contacts) current() *app.ContactInfo {
	if c.list.At < len(c.shown) && c.shown[c.list.At] < len(c.all) {
		return &c.all[c.shown[c.list.At]]
	}
	return nil
}

// Typing holds while the filter has the keys.
func (c *Contacts) Typing() bool { return c.asking }

// Keys are what can be done here.
func (c *Contacts) Keys() []screen.Key {
	if c.asking {
		return []screen.Key{
			{Press: []string{"enter"}, Does: "keep the filter and go to the list", Short: "to the list", Do: func() tea.Cmd { c.asking = false; return nil }},
			{Press: []string{"esc"}, Does: "take the filter away", Short: "no filter", Do: c.unfilter},
		}
	}
	now, none := c.current(), ""
	if now == nil {
		none = "no contact is chosen"
	}
	keys := []screen.Key{
		{Press: []string{"enter", "l", "right"}, Does: "open the contact", Short: "open", Why: none, Do: func() tea.Cmd {
			return screen.Send(screen.Open{Screen: newContact(c.d, now.ID, now.Name)})
		}},
		{Press: []string{"a"}, Does: "ask somebody to connect, by their card", Short: "ask", Do: func() tea.Cmd {
			return screen.Send(screen.Open{Screen: newRequest(c.d)})
		}},
		{Press: []string{"m"}, Does: "show your own card, for others", Short: "my card", Do: func() tea.Cmd {
			return screen.Send(screen.Open{Screen: newOwnCard(c.d)})
		}},
		{Press: []string{"o"}, Does: "go to the circles: lists of contacts to share with", Short: "circles", Do: func() tea.Cmd {
			return screen.Send(screen.Open{Screen: newCircles(c.d)})
		}},
		{Press: []string{"s"}, Does: "go to what you share with whom", Short: "shares", Do: func() tea.Cmd {
			return screen.Send(screen.Open{Screen: newShares(c.d)})
		}},
		{Press: []string{"p"}, Does: "go to the post, through which all of it travels", Short: "post", Do: func() tea.Cmd {
			return screen.Send(screen.Open{Screen: newPosts(c.d)})
		}},
		{Press: []string{"/"}, Does: "filter the list as you type", Short: "filter", Do: func() tea.Cmd { c.asking = true; return nil }},
	}
	keys = append(keys, answerKeys(c.d, now)...)
	if !c.query.Empty() {
		keys = append(keys, screen.Key{Press: []string{"esc"}, Does: "take the filter away", Short: "no filter", Do: c.unfilter})
	}
	return keys
}

func (c *Contacts) unfilter() tea.Cmd {
	c.asking = false
	c.query.Wipe()
	c.narrow()
	return nil
}

// Update hears the filter, the cursor and the mouse.
func (c *Contacts) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if c.asking && c.query.Update(msg) {
			c.narrow()
			return nil
		}
		c.list.Press(msg.String())
	case tea.PasteMsg:
		if c.asking && c.query.Update(msg) {
			c.narrow()
		}
	case screen.Mouse:
		if c.list.Mouse(msg.MouseMsg, msg.Y-1) && c.current() != nil {
			return screen.Send(screen.Open{Screen: newContact(c.d, c.current().ID, c.current().Name)})
		}
	}
	return nil
}

// noContacts says how people come here.
const noContacts = "no contacts yet: m shows your own card, for others; a asks somebody whose card you have"

// View draws the screen.
func (c *Contacts) View(s screen.Size, l *look.Look) []string {
	widths := []int{0, 11, 18, 20}
	if s.Width < 70 {
		widths = []int{0, 11, 18}
	}
	head := "  " + columns(s.Width-2, widths, "name", "state", "since", "fingerprint")
	lines := []string{l.Dim.Render(head)}
	if c.asking || !c.query.Empty() {
		lines[0] = c.query.View(s.Width, l, c.asking)
	}
	if len(c.shown) == 0 {
		lines = append(lines, "")
		for _, text := range look.Wrap(c.nothing(), s.Width-4) {
			lines = append(lines, "  "+l.Dim.Render(text))
		}
		return lines
	}
	below := c.below(s.Width, l)
	lines = append(lines, c.list.View(screen.Size{Width: s.Width, Height: max(1, s.Height-1-len(below))}, l, true, func(i, cells int) string {
		one := &c.all[c.shown[i]]
		return columns(cells, widths, one.Name, one.State().String(), app.LocalTime(one.Since), one.Fingerprint().Short())
	})...)
	return append(lines, below...)
}

func (c *Contacts) nothing() string {
	switch {
	case !c.there:
		return "reading …"
	case len(c.all) == 0:
		return noContacts
	}
	return "nobody fits the filter; esc takes it away"
}

// below says of the chosen contact what a person must know before all else.
func (c *Contacts) below(cells int, l *look.Look) []string {
	now := c.current()
	text, style := "", l.Dim
	switch {
	case now == nil:
	case len(now.Alike) > 0:
		text, style = "warning: "+quoted(now.Name)+" "+app.LooksLike(now.Alike), l.Bad
	case now.State().String() == "asks":
		text = quoted(now.Name) + " asks to connect"
		if now.Said != "" {
			text += ": " + quoted(now.Said)
		}
		text += "; y accepts, n refuses"
	case now.State().String() == "connected":
		text = "nobody made sure who " + quoted(now.Name) + " is; enter, then v compares the safety number"
	}
	if text == "" {
		return nil
	}
	lines := []string{""}
	for _, line := range look.Wrap(text, cells-3) {
		lines = append(lines, "  "+style.Render(look.CutStyled(line, cells-3)))
	}
	return lines
}

// Wipe forgets what came from the vault.
func (c *Contacts) Wipe() {
	c.query.Wipe()
	*c = *NewContacts(c.d)
}

// answerKeys answer somebody who asks.
func answerKeys(d *screen.Desk, c *app.ContactInfo) []screen.Key {
	why := ""
	switch {
	case c == nil:
		why = "no contact is chosen"
	case c.State().String() != "asks":
		why = "they do not ask to connect"
	}
	return []screen.Key{
		{Press: []string{"y"}, Does: "accept who asks to connect", Short: shortIf(why, "accept"), Why: why, Do: func() tea.Cmd { return accept(d, c) }},
		{Press: []string{"n"}, Does: "refuse who asks to connect", Short: shortIf(why, "refuse"), Why: why, Do: func() tea.Cmd { return refuse(d, c.ID, c.Name) }},
	}
}

func shortIf(why, short string) string {
	if why != "" {
		return ""
	}
	return short
}

// change makes a change of a contact and tells what it has become; who shows them reads
// them anew once the vault is seen to have changed.
func change(d *screen.Desk, f func(context.Context, *app.App) (app.Contact, error), told func(app.Contact) string) tea.Cmd {
	return screen.Call(d, "", f, func(now app.Contact) tea.Cmd {
		return tea.Batch(screen.Send(screen.Again{}), screen.Send(screen.Say{Text: told(now)}))
	})
}

// accept connects with who asks; who looks like somebody else is asked about first.
func accept(d *screen.Desk, c *app.ContactInfo) tea.Cmd {
	ref := "@" + c.ID.String()
	do := func() tea.Cmd {
		return change(d, func(ctx context.Context, a *app.App) (app.Contact, error) { return a.AcceptContact(ctx, ref) }, func(now app.Contact) string {
			return "you and " + quoted(now.Name) + " are connected; f5 tells them, and comparing the safety number makes sure who it is"
		})
	}
	if len(c.Alike) == 0 {
		return do()
	}
	return screen.Send(screen.Ask{Does: "accept", Do: do,
		Question: quoted(c.Name) + " " + app.LooksLike(c.Alike) + ": somebody has new keys, or somebody else uses their name. Accepted, they stand beside the other as somebody of their own, and this warning goes."})
}

func refuse(d *screen.Desk, id app.ID, name string) tea.Cmd {
	return screen.Send(screen.Ask{Does: "refuse", Question: quoted(name) + " is told, at the next sync. They can ask again, unless you block them.", Do: func() tea.Cmd {
		return change(d, func(ctx context.Context, a *app.App) (app.Contact, error) {
			return a.RefuseContact(ctx, "@"+id.String())
		}, func(now app.Contact) string {
			return "refused " + quoted(now.Name) + "; f5 tells them"
		})
	}})
}
