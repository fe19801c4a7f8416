package account

import (
	"context"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// open is a session or a token.
type open struct {
	session *app.SessionRow
	token   *app.TokenState
	own     bool
}

// newSessions makes the list of what is open now.
func newSessions(d *screen.Desk) screen.Screen {
	l := &listing[open]{d: d, title: "sessions and tokens", head: "what the vault is open to now",
		none: "no session is open: these screens hold the vault themselves, and give it up when you lock them or leave", read: readOpen,
		line: func(o *open, cells int) string {
			return look.Ends(look.Cut(o.name(), cells-len(o.ends())-2), o.ends(), cells)
		},
		facts: openFacts,
	}
	l.list.Key = func(o *open) any { return o.id() }
	l.keys = func(o *open) []screen.Key {
		return []screen.Key{
			{Press: []string{"d", "delete"}, Does: "end it now", Short: "end it", Why: whyGoesOn(o), Do: func() tea.Cmd { return end(l, o) }},
			{Press: []string{"a"}, Does: "make a token: it lets scripts read some boxes for a while", Short: "new token", Why: whyNoToken(l), Core: true, Do: func() tea.Cmd {
				return screen.Send(screen.Open{Screen: newTokenForm(d)})
			}},
			{Press: []string{"u"}, Does: "show what was done with tokens", Short: "uses", Do: func() tea.Cmd { return screen.Send(screen.Open{Screen: newTokenUses(d)}) }},
		}
	}
	return l
}

// whyNoToken is why there can be no token: it lies with the agent, which holds a session
// then, too.
func whyNoToken(l *listing[open]) string {
	if slices.ContainsFunc(l.list.All, func(o open) bool { return o.own }) {
		return ""
	}
	return "there is no agent that would hold it"
}

func readOpen(ctx context.Context, a *app.App) (all []open, err error) {
	s, err := a.SessionState(ctx)
	own := s.OwnSession()
	for i := range s.Sessions {
		all = append(all, open{session: &s.Sessions[i], own: own == &s.Sessions[i]})
	}
	for i := range s.Tokens {
		all = append(all, open{token: &s.Tokens[i]})
	}
	return all, err
}

func (o *open) name() string {
	switch {
	case o.token != nil:
		return "token    " + o.token.Name
	case o.own:
		return "session  " + o.session.Name + "  (yours here)"
	}
	return "session  " + o.session.Name
}

func (o *open) id() any {
	if o.token != nil {
		return o.token.ID
	}
	return o.session.ID
}

func (o *open) ends() string {
	left := ""
	if o.token != nil {
		left = app.FormatSpan(o.token.Left)
	} else {
		left = app.FormatSpan(min(o.session.Idle, o.session.Hard))
	}
	return "ends in " + left
}

func openFacts(o *open) []widget.Fact {
	if t := o.token; t != nil {
		facts := []widget.Fact{{Name: "token", Text: t.Name}, {Name: "id", Text: "@" + t.ID.String()}, {Name: "boxes", Text: t.Boxes}, {Name: "tier", Text: tier(t.Core)},
			{Name: "used", Text: app.Counted(t.Uses, "time", "times")}}
		if t.Reasoned {
			facts = append(facts, widget.Fact{Name: "reason", Text: "each use must give one"})
		}
		return facts
	}
	s := o.session
	where := "all terminals"
	if s.Shell {
		where = "one shell alone"
	}
	return []widget.Fact{{Name: "session", Text: fmt.Sprintf("%q", s.Name)}, {Name: "since", Text: app.LocalTime(s.Began)}, {Name: "for", Text: where}, {Name: "tier", Text: tier(s.Core)},
		{Name: "ends", Text: "in " + app.FormatSpan(s.Idle) + " if nobody uses it, in " + app.FormatSpan(s.Hard) + " anyway"}}
}

func tier(core bool) string {
	if core {
		return "everything"
	}
	return "the companion tier alone"
}

func whyGoesOn(o *open) string {
	switch {
	case o == nil:
		return "nothing is open"
	case o.own:
		return "it is the one you use; ctrl+l locks everything"
	}
	return ""
}

// end ends one after it was asked: a script may be in the middle of its work.
func end(l *listing[open], o *open) tea.Cmd {
	what, lost := "the session", "Commands in its terminals need the password again."
	if o.token != nil {
		what, lost = "the token", "Scripts that have it read nothing any more, also those in the middle of their work."
	}
	one := *o
	lost = look.Safe(o.name()) + ": " + lost
	return screen.Send(screen.Ask{Does: "end " + what, Question: lost, Do: func() tea.Cmd {
		return screen.Do(l.d, "", one.end, func() tea.Cmd { return tea.Batch(l.Start(), screen.Send(screen.Say{Text: what + " has ended"})) })
	}})
}

func (o *open) end(ctx context.Context, a *app.App) error {
	if o.token == nil {
		return a.EndSession(ctx, app.Session{ID: o.session.ID})
	}
	_, err := a.RevokeToken(ctx, o.token.ID.String())
	if err != nil && app.Explain(err).Kind == app.NotFound {
		return nil // it ended by itself
	}
	return err
}
