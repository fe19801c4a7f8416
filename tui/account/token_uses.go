package account

import (
	"context"
	"slices"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// newTokenUses makes the list of what was done with tokens, the newest first.
func newTokenUses(d *screen.Desk) screen.Screen {
	return &listing[app.TokenUse]{d: d, title: "uses of tokens", head: "what was done with tokens, also with those that are over", none: "nothing was done with a token yet",
		read: func(ctx context.Context, a *app.App) ([]app.TokenUse, error) {
			uses, err := a.TokenUses(ctx, "")
			slices.Reverse(uses)
			return uses, err
		},
		line: func(u *app.TokenUse, cells int) string {
			return look.Fit(app.LocalTime(u.Time), 18) + look.Fit(u.Name, 16) + "  " + look.Fit(u.Text(), cells-36)
		},
		facts: func(u *app.TokenUse) []widget.Fact {
			facts := []widget.Fact{{Name: "token", Text: u.Name}, {Name: "id", Text: "@" + u.ID.String()}, {Name: "when", Text: app.LocalTime(u.Time)}, {Name: "what", Text: u.Text()}}
			if u.Reason != "" {
				facts = append(facts, widget.Fact{Name: "reason", Text: u.Reason})
			}
			return facts
		},
	}
}
