package items

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/screen"
	"coffer/vault/secret"
)

// breached is what breach data say of new passwords.
type breached struct{ seen, untold string }

// lookingUp is the name of that work.
const lookingUp = "looking the password up"

// lookUp looks new passwords up in passwords from breaches, where the owner switched
// that on (hibp.offer), and wipes them. Without the wish nothing is sent. What cannot be
// looked up is told, and keeps nobody from going on.
func lookUp(d *screen.Desk, passwords []secret.Text, then func(seen, untold string) tea.Cmd) tea.Cmd {
	return screen.Wiping(screen.Secrets(passwords), screen.Try(d, lookingUp, func(ctx context.Context, a *app.App) (b breached, err error) {
		place, err := d.Machine.Offered()
		if err != nil || place == nil {
			return b, err
		}
		for _, p := range passwords {
			answer, err := a.LookUp(ctx, *place, p)
			switch {
			case ctx.Err() != nil:
				return b, context.Cause(ctx)
			case err != nil:
				b.untold = "the password was not looked up: " + app.Told(err).Error()
			case answer.Found():
				b.seen = app.SeenText(answer)
			}
		}
		return b, nil
	}, func(b breached, err error) tea.Cmd {
		if err != nil && app.Explain(err).Kind == app.Locked {
			return screen.Send(screen.Failed{Err: err})
		}
		if err != nil {
			b.untold = "the password was not looked up: " + app.Told(err).Error()
		}
		return then(b.seen, b.untold)
	}))
}
