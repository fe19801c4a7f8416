package people

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/screen"
)

// share hands an item to contacts and circles.
type share struct {
	form
	d     *screen.Desk
	item  ask.Choice
	to    []ask.Choice
	auto  *line
	note  *line
	doubt []string // of those chosen, whose number was never compared
}

// NewShare makes the screen that hands an item to others; without a ref the item is
// chosen, too.
func NewShare(d *screen.Desk, ref, title string) screen.Screen {
	s := &share{d: d, item: ask.Choice{Ref: ref, Name: title}}
	s.auto = &line{label: "automatic", flag: true, help: "yes: every change follows by itself at a sync, whoever comes into a circle gets the item, and whoever leaves it gets no newer one"}
	s.note = textLine("note", "all of them read it; may be empty")
	s.note.input.Most = app.MaxNote
	s.form = form{title: "share an item", intro: s.intro, does: "hand it to them", short: "share", do: s.send, lines: []*line{
		{label: "item", pick: s.pickItem, value: func() string { return s.item.Name }, help: "each gets a copy, with its secrets and files, by the next sync; what they take is theirs"},
		{label: "to", pick: s.pickPeople, value: s.names, help: "contacts, and circles of them"},
		s.auto, s.note,
	}}
	if ref != "" {
		s.at = 1
	}
	return s
}

func (s *share) names() string {
	return strings.Join(names(s.to), ", ")
}

func (s *share) intro(sh *sheet) {
	if len(s.doubt) > 0 {
		sh.say(sh.l.Warn, "warning: nobody made sure who "+quotedList(s.doubt)+" is, so somebody else may read this; compare the safety number first")
		return
	}
	sh.say(sh.l.Dim, "What they took cannot be taken back from them.")
}

func (s *share) pickItem() tea.Cmd {
	return pick(s.d, ask.Pick{Name: "which item", Empty: "the vault is empty", Read: ask.Items, Done: func(chosen []ask.Choice) tea.Cmd {
		s.item, s.at = chosen[0], 1
		return nil
	}})
}

func (s *share) pickPeople() tea.Cmd {
	return pick(s.d, ask.Pick{Name: "to whom", Several: true, Empty: "you have no contacts yet", Marked: s.to, Read: people, Done: func(chosen []ask.Choice) tea.Cmd {
		s.to, s.at, s.doubt = chosen, 2, nil
		for _, c := range chosen {
			if c.Note != "verified" && !strings.HasPrefix(c.Note, "circle") {
				s.doubt = append(s.doubt, c.Name)
			}
		}
		return nil
	}})
}

func (s *share) send() tea.Cmd {
	o := app.ShareOptions{Item: s.item.Ref, To: refs(s.to), Auto: s.auto.on, Note: s.note.text()}
	switch {
	case o.Item == "":
		s.at = 0
		return screen.Send(screen.Failed{Err: app.Fail(app.Input, "enter on the first line chooses it", "no item is chosen")})
	case len(o.To) == 0:
		s.at = 1
		return screen.Send(screen.Failed{Err: app.Fail(app.Input, "enter on the second line chooses them", "who should get it is missing")})
	}
	return screen.Call(s.d, "", func(ctx context.Context, a *app.App) (app.ShareDone, error) { return a.Share(ctx, o) },
		func(done app.ShareDone) tea.Cmd { return screen.Leave(sharedText(&done)) })
}

func sharedText(done *app.ShareDone) string {
	var to []string
	for _, p := range done.To {
		to = append(to, p.Name)
	}
	text := "shared with " + quotedList(to) + "; f5 carries it"
	if len(to) == 0 {
		text = "nobody gets it yet: whoever comes into the circle does, at a sync"
	}
	if names := done.Unverified(); len(names) > 0 {
		text += "; nobody made sure who " + quotedList(names) + " is"
	}
	if len(done.Skipped) > 0 {
		text += "; not connected with you, and passed over: " + quotedList(done.Skipped)
	}
	return text
}

// Wipe forgets what was chosen and typed.
func (s *share) Wipe() { s.form.Wipe(); s.item, s.to, s.doubt = ask.Choice{}, nil, nil }
