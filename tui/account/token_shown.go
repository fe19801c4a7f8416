package account

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// tokenShown hands over a token that was made: what its holder needs is nowhere else, and
// gone with this screen.
type tokenShown struct {
	d     *screen.Desk
	m     made
	o     app.TokenOptions
	until time.Time // zero: it is covered
	taken bool      // it was copied or shown
	page  widget.Page
}

func newTokenShown(d *screen.Desk, m made, o app.TokenOptions) screen.Screen {
	return &tokenShown{d: d, m: m, o: o}
}

func (t *tokenShown) Title() string  { return "token @" + t.m.id.Short() }
func (t *tokenShown) Start() tea.Cmd { return nil }
func (t *tokenShown) Typing() bool   { return false }

func (t *tokenShown) Keys() []screen.Key {
	return []screen.Key{
		{Press: []string{"c", "y"}, Does: "copy the token; the clipboard is cleared after", Short: "copy", Do: t.copy},
		{Press: []string{"space", "v"}, Does: "show the token for ten seconds, or cover it", Short: "show", Do: t.turn},
		{Press: []string{"enter"}, Does: "go back; the token is shown never again", Short: "done", Do: t.done},
	}
}

// Unsaved tells that nobody has the token yet, which is shown never again.
func (t *tokenShown) Unsaved() bool { return !t.taken }

// done goes back, and asks before where nobody has the token yet.
func (t *tokenShown) done() tea.Cmd {
	back := func() tea.Cmd { return screen.Send(screen.Back{Again: true}) }
	if t.taken {
		return back()
	}
	return screen.Send(screen.Ask{Question: "The token was neither copied nor shown, and is shown never again.", Does: "go back without it", Do: back})
}

func (t *tokenShown) copy() tea.Cmd {
	t.taken = true
	text := t.m.text.Clone()
	return screen.Wiping(text, screen.Copy(t.d, "the token", func(context.Context, *app.App) (secret.Text, error) { return text.Clone(), nil }))
}

// tokenFor is how long it is shown.
const tokenFor = 10 * time.Second

func (t *tokenShown) turn() tea.Cmd {
	t.taken = true
	if t.until.IsZero() {
		t.until = t.d.Now().Add(tokenFor)
	} else {
		t.until = time.Time{}
	}
	return nil
}

func (t *tokenShown) Update(msg tea.Msg) tea.Cmd {
	switch msg.(type) {
	case screen.Hidden:
		t.until = time.Time{}
	case screen.Tick:
		if !t.d.Now().Before(t.until) {
			t.until = time.Time{}
		}
	default:
		t.page.Update(msg)
	}
	return nil
}

func (t *tokenShown) View(s screen.Size, l *look.Look) []string {
	text := "••••••••"
	if !t.until.IsZero() {
		text = t.m.text.Reveal()
	}
	facts := []widget.Fact{
		{}, {Text: "The token is made. Copy it now: it is nowhere else, and shown never again once you go.", Tone: widget.Good}, {},
		{Name: "token", Text: text}, {Name: "goes into", Text: "COFFER_TOKEN of the script"}, {Name: "lasts", Text: app.FormatSpan(t.o.Lasts)}, {Name: "tier", Text: tier(t.o.Core)},
	}
	for _, box := range t.o.Boxes {
		facts = append(facts, widget.Fact{Name: "opens", Text: app.BoxPath(box)})
	}
	return t.page.View(widget.Facts(facts, s.Width, l), s, l)
}

// Wipe overwrites the token.
func (t *tokenShown) Wipe() { t.m.Wipe(); t.m, t.until = made{id: t.m.id}, time.Time{} }
