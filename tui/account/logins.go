package account

import (
	"context"
	"slices"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// newLogins makes the list of the last ten times the vault was unlocked.
func newLogins(d *screen.Desk) screen.Screen {
	return &listing[app.Login]{d: d, title: "logins",
		head: "the last ten times the vault was unlocked with its password, the newest first",
		none: "no login is recorded yet",
		read: func(ctx context.Context, a *app.App) ([]app.Login, error) {
			all, err := a.Logins(ctx)
			all = slices.Clone(all)
			slices.Reverse(all)
			return all, err
		},
		line: func(l *app.Login, cells int) string {
			mark := ""
			if l.Tries > 0 {
				mark = "  " + app.Counted(int(l.Tries), "try", "tries") + " failed before"
			}
			return look.Ends(app.LocalTime(l.Last)+"  "+look.Safe(app.LoginSession(l)), mark, cells)
		},
		facts: loginFacts,
	}
}

func loginFacts(l *app.Login) []widget.Fact {
	facts := []widget.Fact{{Name: "session", Text: app.LoginSession(l)}, {Name: "began", Text: app.LocalTime(l.Time)}}
	if l.Host != "" {
		facts = append(facts, widget.Fact{Name: "machine", Text: l.Host})
	}
	if l.Terminal != "" {
		facts = append(facts, widget.Fact{Name: "terminal", Text: l.Terminal})
	}
	if l.Tries > 0 {
		facts = append(facts, widget.Fact{Name: "before it", Text: app.FailedText(app.Failed{Count: int(l.Tries), Word: l.Word}), Tone: widget.Alarm},
			widget.Fact{Text: "if that was not you, change the master password and say that somebody else may know it"})
	}
	return facts
}
