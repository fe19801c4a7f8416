package entry

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/door"
	"coffer/tui/look"
	"coffer/tui/screen"
)

// frozenKeys are what the master password still does for a vault that trustees froze. Wait
// is why it does nothing now.
func (u *Unlock) frozenKeys(wait string) []screen.Key {
	thaw := screen.Key{Press: []string{"ctrl+y"}, Does: "begin your wait, after which your password ends the freeze", Short: "begin the wait", Why: wait, Do: u.thaw}
	if !u.before.Frozen.Thaw.IsZero() {
		thaw.Short, thaw.Why = "", "your wait has begun: it is over on "+app.LocalTime(u.before.Frozen.Thaw)
	}
	return []screen.Key{thaw,
		{Press: []string{"ctrl+s"}, Does: "sync with the master password: it brings what your trustees order, and opens nothing", Short: "sync", Why: wait, Do: u.carry}}
}

// shut says why the right password opens nothing, and what else it has decided.
func (u *Unlock) shut(f *app.Frozen, decided app.Decided) tea.Cmd {
	u.before.Frozen, u.before.Tried = f, 0
	u.why = strings.Join(app.DecidedTexts(decided), "; ")
	hint := "type it once more, and ctrl+y begins your wait"
	if !f.Thaw.IsZero() {
		hint = "your wait is over on " + app.LocalTime(f.Thaw)
	}
	return screen.Send(screen.Failed{Err: app.Fail(app.Refused, hint, "the password is right, and opens nothing while the vault is frozen")})
}

// thaw begins the owner's wait.
func (u *Unlock) thaw() tea.Cmd {
	password := u.password.Secret()
	u.password.Wipe()
	u.busy = true
	return screen.Run(u.d.Jobs, "trying the password", func(ctx context.Context, _ screen.Progress) (*app.Frozen, error) {
		defer password.Wipe()
		return u.door.Thaw(ctx, password)
	}, func(f *app.Frozen, err error) tea.Cmd {
		u.heard(err)
		if err != nil {
			return screen.Send(screen.Failed{Err: err})
		}
		u.before.Frozen = f
		if f == nil {
			return screen.Send(screen.Say{Text: thawed})
		}
		return screen.Send(screen.Say{Text: "your wait has begun; it is over on " + app.LocalTime(f.Thaw)})
	})
}

// thawed is said of a vault that opens again.
const thawed = "the freeze is over: type your password once more to unlock"

// carry carries mail, by which trustees end the freeze, too.
func (u *Unlock) carry() tea.Cmd {
	password := u.password.Secret()
	u.password.Wipe()
	u.busy = true
	return screen.Run(u.d.Jobs, "syncing", func(ctx context.Context, progress screen.Progress) (door.Carried, error) {
		defer password.Wipe()
		return u.door.Carry(ctx, password, progress)
	}, func(c door.Carried, err error) tea.Cmd {
		u.heard(err)
		if err != nil {
			return screen.Send(screen.Failed{Err: err})
		}
		u.before.Frozen = c.Frozen
		return screen.Send(screen.Say{Text: carriedText(&c)})
	})
}

func carriedText(c *door.Carried) string {
	text := app.SyncText(c.SyncReport)
	if len(c.Failed) > 0 {
		text += "; failed: " + look.Safe(c.Failed[0])
	}
	if n := len(c.Asked); n > 0 {
		text += "; " + app.AskedText(n) + ": coffer ticket ls shows, and coffer ticket veto stops"
	}
	if c.Frozen == nil {
		text += "; " + thawed
	}
	return text
}

// frozenText says what trustees ordered, and what can be done.
func frozenText(f *app.Frozen) string {
	said := "Your trustees froze this vault on " + app.LocalTime(f.Since) + " by ticket " + f.Ticket
	switch {
	case f.Due:
		return "Your trustees ordered by ticket " + f.Ticket + " to delete this vault, and that is due now. Unlocking it with the master password is a veto: then it stays. If nobody does, coffer vault rm deletes it."
	case f.Deleting:
		return "Your trustees ordered by ticket " + f.Ticket + " to delete this vault from " + app.LocalTime(f.Until) + " on. Unlocking it with the master password is a veto: then it stays. If nobody does, it can be deleted from then on."
	case !f.Thaw.IsZero():
		return said + ". Your wait has begun: from " + app.LocalTime(f.Thaw) + " on the master password opens it."
	}
	return said + ", and nothing opens it. If nothing is done the freeze ends on " + app.LocalTime(f.Until) + ", or as soon as they thaw it: ctrl+s with the master password looks into the post for that. " +
		"ctrl+y with it begins your own wait of " + app.FormatSpan(f.Wait) + ", after which it opens, or says when one that has begun is over."
}
