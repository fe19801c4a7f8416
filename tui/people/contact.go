package people

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

// contact is one other person.
type contact struct {
	d    *screen.Desk
	id   app.ID
	name string

	there   bool
	info    app.ContactInfo
	exposed []app.Exposure
	page    widget.Page
}

// newContact makes the screen of one contact.
func newContact(d *screen.Desk, id app.ID, name string) *contact {
	return &contact{d: d, id: id, name: name}
}

func (c *contact) ref() string { return "@" + c.id.String() }

// Title is where this is.
func (c *contact) Title() string { return c.name }

type contactFacts struct {
	info    app.ContactInfo
	exposed []app.Exposure
}

// Start reads the contact.
func (c *contact) Start() tea.Cmd {
	ref := c.ref()
	return screen.Call(c.d, "", func(ctx context.Context, a *app.App) (f contactFacts, err error) {
		if f.info, err = a.Contact(ctx, ref); err == nil {
			_, f.exposed, err = a.Exposure(ctx, ref)
		}
		return f, err
	}, func(f contactFacts) tea.Cmd {
		c.info, c.exposed, c.there, c.name = f.info, f.exposed, true, f.info.Name
		return nil
	})
}

// Typing never holds.
func (c *contact) Typing() bool { return false }

// Keys are what can be done here.
func (c *contact) Keys() []screen.Key {
	if !c.there {
		return nil
	}
	state := c.info.State().String()
	not := func(why string, states ...string) string {
		if slices.Contains(states, state) {
			return why
		}
		return ""
	}
	keys := []screen.Key{
		{Press: []string{"v", "enter"}, Does: "compare the safety number", Short: "compare", Why: not("the contact is "+state, "ended", "blocked"), Do: c.open(func() screen.Screen { return newCompare(c.d, c.id, c.name) })},
		{Press: []string{"w"}, Does: "compare six words live, in voices that you know", Short: "six words", Why: c.whyNotOpen(), Do: c.open(func() screen.Screen { return newLive(c.d, c.id, c.name) })},
		{Press: []string{"x"}, Does: "list what they could have read of yours", Short: "exposure", Do: c.open(func() screen.Screen { return newExposure(c.d, c.id, c.name) })},
		{Press: []string{"e"}, Does: "call them something else, in this vault alone", Short: "rename", Do: c.rename},
	}
	keys = append(keys, answerKeys(c.d, &c.info)...)
	again := not("the contact is "+state, "asks", "connected", "verified", "blocked")
	return append(keys,
		screen.Key{Press: []string{"a"}, Does: "ask them once more to connect", Short: shortIf(again, "ask again"), Why: again, Do: c.ask},
		screen.Key{Press: []string{"d"}, Does: "break off with them", Short: "end", Why: not("the contact is "+state, "ended", "blocked"), Do: c.end},
		screen.Key{Press: []string{"b"}, Does: "block them, or take the block back", Short: "block", Do: c.block},
	)
}

func (c *contact) whyNotOpen() string {
	if c.info.State().Open() {
		return ""
	}
	return "you are not connected: the contact is " + c.info.State().String()
}

func (c *contact) open(of func() screen.Screen) func() tea.Cmd {
	return func() tea.Cmd { return screen.Send(screen.Open{Screen: of()}) }
}

func (c *contact) rename() tea.Cmd {
	return prompt(ask.Line{Name: "rename", Label: "name", Given: c.name, Does: "give the contact this name", Short: "rename",
		Facts: []widget.Fact{{Text: "The name holds in this vault alone. What stands on their card stays: " + c.info.Card.Name()}},
	}, func(to string) tea.Cmd {
		ref := c.ref()
		return screen.Call(c.d, "", func(ctx context.Context, a *app.App) (string, error) {
			now, err := a.RenameContact(ctx, ref, to)
			if err != nil {
				return "", err
			}
			return nameText(ctx, a, now.Name)
		}, screen.Leave)
	})
}

// nameText says what a contact is called now, and warns where a circle is, too: then the
// name means neither.
func nameText(ctx context.Context, a *app.App, name string) (string, error) {
	circles, err := a.CircleNames(ctx)
	if slices.Contains(circles, name) {
		return "warning: a circle is named " + quoted(name) + ", too, so that the name means neither; rename one of them", err
	}
	return "the contact is named " + quoted(name) + " now", err
}

func (c *contact) ask() tea.Cmd {
	return screen.Send(screen.Open{Screen: newMeet(c.d, c.info.Card, c.name, nil, 1)})
}

// outlives says what no break changes.
const outlives = "What was agreed before still holds: seals and tickets."

func (c *contact) end() tea.Cmd {
	ref := c.ref()
	return screen.Send(screen.Ask{Does: "break off", Question: quoted(c.name) + " is told, at the next sync, and nothing new passes between you. " + outlives + c.exposureText(),
		Do: func() tea.Cmd {
			return change(c.d, func(ctx context.Context, a *app.App) (app.Contact, error) { return a.EndContact(ctx, ref) }, func(now app.Contact) string {
				return "broke off with " + quoted(now.Name) + "; f5 tells them"
			})
		}})
}

// exposureText reminds of what somebody has who is to leave.
func (c *contact) exposureText() string {
	if len(c.exposed) == 0 {
		return ""
	}
	return " They could have read " + app.Counted(len(c.exposed), "item", "items") + " of yours: x lists what to change."
}

func (c *contact) block() tea.Cmd {
	ref := c.ref()
	if c.info.State().String() == "blocked" {
		return change(c.d, func(ctx context.Context, a *app.App) (app.Contact, error) { return a.UnblockContact(ctx, ref) }, func(now app.Contact) string {
			return quoted(now.Name) + " is not blocked any more, and not connected; a asks them again"
		})
	}
	return screen.Send(screen.Ask{Does: "block", Question: "Nothing is taken from " + quoted(c.name) + " any more, nor from anybody whose card has one of their keys or their address. They are not told. " + outlives + c.exposureText(),
		Do: func() tea.Cmd {
			return change(c.d, func(ctx context.Context, a *app.App) (app.Contact, error) { return a.BlockContact(ctx, ref) }, func(now app.Contact) string {
				return "blocked " + quoted(now.Name) + "; b takes that back"
			})
		}})
}

// Update hears the keys that scroll, and the mouse.
func (c *contact) Update(msg tea.Msg) tea.Cmd { c.page.Update(msg); return nil }

// View draws the screen.
func (c *contact) View(s screen.Size, l *look.Look) []string {
	if !c.there {
		return []string{"", "  reading …"}
	}
	sh := newSheet(l, s.Width)
	i := &c.info
	if len(i.Alike) > 0 {
		sh.say(l.Bad, "warning: "+quoted(i.Name)+" "+app.LooksLike(i.Alike)+": somebody has new keys, or somebody else uses their name")
		sh.gap()
	}
	sh.fact("state", stateText(i))
	if i.Said != "" {
		sh.fact("said", quoted(i.Said))
	}
	sh.fact("on the card", strings.TrimSpace(i.Card.Name()+" "+bracketed(i.Card.Email())))
	sh.fact("card of", app.LocalTime(i.Card.Time()))
	sh.fact("fingerprint", i.Fingerprint().Short())
	sh.fact("compared", comparedText(i))
	sh.fact("could have read", c.readText())
	sh.title("safety number")
	for _, line := range groups(i.Safety) {
		sh.say(l.Title, line)
	}
	if i.Safety == "" {
		sh.say(l.Dim, "v makes your own keys, and then there is one")
	}
	return c.page.View(sh.lines, s, l)
}

func (c *contact) readText() string {
	if len(c.exposed) == 0 {
		return "nothing of yours left for them"
	}
	return app.Counted(len(c.exposed), "item", "items") + " of yours; x lists them"
}

// stateText says how somebody stands to the owner, and what that means.
func stateText(i *app.ContactInfo) string {
	means := map[string]string{
		"requested": "you asked, and they have not answered", "asks": "they ask to connect; y accepts, n refuses",
		"ended": "nothing new passes between you", "blocked": "nothing is taken from them",
	}[i.State().String()]
	text := i.State().String() + " since " + app.LocalTime(i.Since)
	if means != "" {
		text += ": " + means
	}
	return text
}

func comparedText(i *app.ContactInfo) string {
	if i.Compared.IsZero() {
		return "not yet: nobody made sure who that is"
	}
	return app.LocalTime(i.Compared)
}

func bracketed(email string) string {
	if email == "" {
		return ""
	}
	return "<" + email + ">"
}

// groups are the twelve groups of a safety number in three lines, so that people keep
// their place.
func groups(number string) (lines []string) {
	all := strings.Fields(number)
	for i := 0; i+4 <= len(all); i += 4 {
		lines = append(lines, strings.Join(all[i:i+4], "  "))
	}
	return lines
}

// Wipe forgets what came from the vault.
func (c *contact) Wipe() { *c = contact{d: c.d, id: c.id} }
