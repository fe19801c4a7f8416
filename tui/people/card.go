package people

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"
	"rsc.io/qr"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// ownCard is the owner's card, for others.
type ownCard struct {
	d *screen.Desk

	there   bool
	card    app.Card
	pointer string // where it was put into the post; empty: not yet
	page    widget.Page
}

func newOwnCard(d *screen.Desk) *ownCard { return &ownCard{d: d} }

// Title is where this is.
func (c *ownCard) Title() string { return "my card" }

// Start reads the card, and makes it where there is none.
func (c *ownCard) Start() tea.Cmd {
	return screen.Call(c.d, "", func(ctx context.Context, a *app.App) (app.Card, error) { return a.OwnCard(ctx) }, func(card app.Card) tea.Cmd {
		c.card, c.there = card, true
		return nil
	})
}

// Typing never holds.
func (c *ownCard) Typing() bool { return false }

// Keys are what can be done here.
func (c *ownCard) Keys() []screen.Key {
	why := ""
	if !c.there {
		why = "there is no card yet; it needs your name, which the account place sets"
	}
	return []screen.Key{
		{Press: []string{"s"}, Does: "save the card as text to a file", Short: "save", Why: why, Do: func() tea.Cmd { return c.save("save the card", "coffer.card", c.text) }},
		{Press: []string{"i"}, Does: "save a picture with the whole card as a QR code", Short: "picture", Why: why, Do: func() tea.Cmd { return c.save("save a picture", "card.png", c.picture) }},
		{Press: []string{"p"}, Does: "put the card into the post, and show what points to it", Short: "pointer", Why: why, Do: c.place},
		{Press: []string{"c"}, Does: "copy the card as text, or what points to it", Short: "copy", Why: why, Do: c.copy},
	}
}

func (c *ownCard) text() ([]byte, error) { return []byte(c.card.Text()), nil }

// picture holds the whole card as one QR code, which no terminal can show.
func (c *ownCard) picture() ([]byte, error) {
	code, err := qr.Encode(c.card.Compact(), qr.L)
	if err != nil {
		return nil, app.Fail(app.Input, "use a shorter name, or hand over the text", "the card is too large for a QR code")
	}
	return code.PNG(), nil
}

func (c *ownCard) save(title, name string, data func() ([]byte, error)) tea.Cmd {
	return prompt(ask.Line{Name: title, Label: "file", Given: name, Path: c.d, Does: "write the file", Short: "save",
		Facts: []widget.Fact{{Text: "Nothing in it is secret. A file of that name is not replaced."}},
	}, func(path string) tea.Cmd {
		return screen.Run(c.d.Jobs, "", func(context.Context, screen.Progress) (struct{}, error) {
			b, err := data()
			if err == nil {
				err = host.WriteBytes(path, false, b)
			}
			return struct{}{}, err
		}, func(_ struct{}, err error) tea.Cmd {
			if err != nil {
				return screen.Send(screen.Failed{Err: err})
			}
			return screen.Leave("wrote your card to " + look.Safe(path))
		})
	})
}

func (c *ownCard) place() tea.Cmd {
	return screen.Call(c.d, "putting the card into the post", func(ctx context.Context, a *app.App) (app.Card, error) { return a.PlaceCard(ctx) },
		func(card app.Card) tea.Cmd {
			c.card, c.pointer = card, card.Pointer().String()
			return screen.Send(screen.Say{Text: "the card lies in the post; whoever has the same post finds it by this line"})
		})
}

func (c *ownCard) copy() tea.Cmd {
	text, what := c.card.Text(), "your card"
	if c.pointer != "" {
		text, what = c.pointer, "what points to your card"
	}
	return screen.Copy(c.d, what, func(context.Context, *app.App) (secret.Text, error) { return secret.New(text), nil })
}

// Update hears the keys that scroll.
func (c *ownCard) Update(msg tea.Msg) tea.Cmd { c.page.Update(msg); return nil }

// View draws the screen.
func (c *ownCard) View(s screen.Size, l *look.Look) []string {
	sh := newSheet(l, s.Width)
	if !c.there {
		sh.say(l.Dim, "reading …")
		return c.page.View(sh.lines, s, l)
	}
	cardFacts(sh, c.card)
	sh.gap()
	sh.say(l.Dim, "It says your name, your address and your public keys; nothing in it is secret. It proves nothing by itself: compare the safety number afterwards.")
	if c.pointer != "" {
		sh.title("what points to it, in your post")
		sh.say(l.Key, c.pointer)
		sh.gap()
		code, ok := widget.QR(c.pointer, screen.Size{Width: s.Width - 1, Height: max(0, s.Height-2)}, l)
		for _, line := range code {
			sh.lines = append(sh.lines, " "+line)
		}
		if !ok && !l.Heard {
			sh.say(l.Dim, "A larger window shows it as a QR code, too.")
		}
		return c.page.View(sh.lines, s, l)
	}
	sh.title("as text")
	for line := range strings.Lines(c.card.Text()) {
		sh.lines = append(sh.lines, " "+look.Cut(strings.TrimSuffix(line, "\n"), s.Width-1))
	}
	return c.page.View(sh.lines, s, l)
}

// cardFacts say what stands on a card.
func cardFacts(sh *sheet, card app.Card) {
	sh.fact("name", card.Name())
	sh.fact("address", card.Email())
	sh.fact("fingerprint", card.Fingerprint().Short())
	sh.fact("card of", app.LocalTime(card.Time()))
}

// Wipe forgets what came from the vault.
func (c *ownCard) Wipe() { *c = ownCard{d: c.d} }
