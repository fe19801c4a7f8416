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

// live is a live introduction: both read the same six words to each other.
type live struct {
	d    *screen.Desk
	id   app.ID
	name string

	there  bool
	goesOn bool
	state  app.LiveState
	page   widget.Page
}

func newLive(d *screen.Desk, id app.ID, name string) *live { return &live{d: d, id: id, name: name} }

func (v *live) ref() string { return "@" + v.id.String() }

// Title is where this is.
func (v *live) Title() string { return "six words" }

// Start reads how far it has come.
func (v *live) Start() tea.Cmd {
	type now struct {
		state  app.LiveState
		goesOn bool
	}
	ref := v.ref()
	return screen.Call(v.d, "", func(ctx context.Context, a *app.App) (n now, err error) {
		n.state, n.goesOn, err = a.LiveNow(ctx, ref)
		return n, err
	}, func(n now) tea.Cmd {
		v.state, v.goesOn, v.there, v.name = n.state, n.goesOn, true, n.state.Name
		return nil
	})
}

// Typing never holds.
func (v *live) Typing() bool { return false }

// Keys are what can be done here.
func (v *live) Keys() []screen.Key {
	words := ""
	if len(v.state.Words) == 0 {
		words = "there are no words to compare yet"
	}
	begun := ""
	if !v.there || v.goesOn {
		begun = "one goes on already; r begins it again"
	}
	return []screen.Key{
		{Press: []string{"a"}, Does: "begin to compare words", Short: shortIf(begun, "begin"), Why: begun, Do: func() tea.Cmd { return v.begin(false) }},
		{Press: []string{"y"}, Does: "record that both read the same words", Short: shortIf(words, "the same"), Why: words, Do: v.same},
		{Press: []string{"n"}, Does: "record that the words are not the same", Short: shortIf(words, "not the same"), Why: words, Do: v.differs},
		{Press: []string{"r"}, Does: "begin again with other words", Short: "begin again", Do: func() tea.Cmd { return v.begin(true) }},
	}
}

func (v *live) begin(anew bool) tea.Cmd {
	ref := v.ref()
	return screen.Call(v.d, "", func(ctx context.Context, a *app.App) (app.LiveState, error) {
		return a.LiveIntroduction(ctx, ref, anew)
	}, func(s app.LiveState) tea.Cmd {
		v.state, v.goesOn = s, true
		return screen.Send(screen.Say{Text: "began; f5 carries it, then they sync, and then you once more"})
	})
}

func (v *live) same() tea.Cmd {
	question := "Did you hear " + quoted(v.name) + " read these six words, in a voice that you know? Recorded as the same, they are verified: what you share and seal goes to whoever holds these keys."
	return screen.Send(screen.Ask{Does: "record it", Question: question, Do: func() tea.Cmd { return v.record(true) }})
}

func (v *live) differs() tea.Cmd {
	question := "Somebody may stand between you. " + quoted(v.name) + " is not verified after it, also where they were. Exchange cards again, over another way."
	return screen.Send(screen.Ask{Does: "record it", Question: question, Do: func() tea.Cmd { return v.record(false) }})
}

func (v *live) record(same bool) tea.Cmd {
	ref, info := v.ref(), v.state.ContactInfo
	return screen.Call(v.d, "", func(ctx context.Context, a *app.App) (app.Contact, error) {
		now, err := a.Compared(ctx, info, same)
		if err == nil {
			err = a.EndLive(ctx, ref)
		}
		return now, err
	}, func(now app.Contact) tea.Cmd {
		return screen.Leave(app.HeardText(now, same))
	})
}

// Update hears the keys that scroll.
func (v *live) Update(msg tea.Msg) tea.Cmd { v.page.Update(msg); return nil }

// View draws the screen.
func (v *live) View(s screen.Size, l *look.Look) []string {
	sh := newSheet(l, min(s.Width, 76))
	sh.say(l.Dim, "Two people who know one another's voice read six words to each other, on the telephone or face to face. The words are drawn by both sides over the post, so that nobody between them can choose them.")
	sh.gap()
	switch {
	case !v.there:
		sh.say(l.Dim, "reading …")
	case len(v.state.Words) > 0:
		sh.say(l.Secret, "   "+strings.Join(v.state.Words, "  "))
		sh.gap()
		sh.say(l.Title, "Does "+quoted(v.name)+" read the same six words, in a voice that you know? y or n")
	case v.goesOn:
		sh.say(l.Title, "There are no words yet.")
		sh.say(l.Dim, "f5 syncs here; then they sync; then f5 once more. The words appear on both sides.")
	default:
		sh.say(l.Title, "a begins.")
	}
	return v.page.View(sh.lines, s, l)
}

// Wipe forgets what came from the vault.
func (v *live) Wipe() { *v = live{d: v.d, id: v.id} }
