package entry

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/door"
	"coffer/tui/screen"
)

// A session is for all terminals: what was unlocked in another one opens here without the
// password, as it does for commands. It opens when a person asks for it: nothing of a vault
// appears on a screen where maybe nobody sits.

// look finds out whether the vault was unlocked elsewhere meanwhile.
func (u *Unlock) look() tea.Cmd {
	if u.looking || u.working() {
		return nil
	}
	u.looking = true
	return u.state(func(s door.State, err error) tea.Cmd {
		u.looking = false
		u.elsewhere = s
		return nil // whoever types the password is told what is wrong
	})
}

func (u *Unlock) state(then func(door.State, error) tea.Cmd) tea.Cmd {
	return screen.Run(u.d.Jobs, "", func(ctx context.Context, _ screen.Progress) (door.State, error) { return u.door.Look(ctx) }, then)
}

// joins tells that enter opens the vault by the session that another terminal began: there
// is one, and nobody types a password.
func (u *Unlock) joins() bool { return u.elsewhere.Open && u.password.Empty() && !u.working() }

func (u *Unlock) joinKey() screen.Key {
	return screen.Key{Press: []string{"enter"}, Does: "open the vault here, too: another terminal has unlocked it", Short: "open it here", Do: u.join}
}

// join goes in, where the session still goes on.
func (u *Unlock) join() tea.Cmd {
	return u.state(func(s door.State, err error) tea.Cmd {
		u.elsewhere = s
		switch {
		case err != nil:
			return screen.Send(screen.Failed{Err: err})
		case !s.Open:
			return screen.Send(screen.Failed{Err: app.Fail(app.Locked, "type the master password", "the session of the other terminal has ended")})
		}
		return screen.Send(Opened{State: s})
	})
}

// elsewhereText says that there is a session, and how to use it.
func (u *Unlock) elsewhereText() string {
	if !u.joins() {
		return ""
	}
	tier := ""
	if !u.elsewhere.Core {
		tier = ", for the companion tier alone"
	}
	return `The vault was unlocked in another terminal, as session "` + u.elsewhere.Session + `"` + tier + ". Press enter to open it here, too, without the password."
}
