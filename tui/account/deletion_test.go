package account_test

import (
	"context"
	"testing"

	"coffer/internal/app"
	"coffer/tui/tuitest"
)

// withDeadlines has an item that expires, one in the trash, and a box that was removed.
func withDeadlines(t *testing.T) *tuitest.Person {
	p := alice(t)
	p.Adds("work/pass", "login", "pass-canary", nil)
	p.Adds("home/cellar", "login", "cellar-canary", nil)
	p.Adds("flat/door", "login", "flat-canary", nil)
	p.Does(func(ctx context.Context, a *app.App) error {
		if _, err := a.Edit(ctx, "work/pass", app.Change{Expires: &app.Expires{At: p.Clock.Now().AddDate(0, 0, 7), Action: app.DeleteOnExpiry}}); err != nil {
			return err
		}
		if _, err := a.Remove(ctx, []string{"home/cellar"}, 0); err != nil {
			return err
		}
		_, err := a.RemoveBox(ctx, "flat")
		return err
	})
	return p
}

// TestDeletion: all that goes stands in one list with its date, and what can be taken back is.
func TestDeletion(t *testing.T) {
	p := chooses(withDeadlines(t), "deletion").Sees("work/pass", "home/cellar", "flat", "old entries of the log", "it expires then").SeesNot("canary").Golden("deletion")
	p.Presses("u").Sees("it is neither removed nor in the trash")
	p.Presses("enter").Sees("pass", "username").Presses("esc")
	p.Presses("down", "u").Sees("box flat is back").SeesNot("removed: it goes")
	p.Sees("› ", "home/cellar").Presses("enter").Sees("deleted from", "trash").Presses("esc")
	p.Presses("u").Sees("home/cellar is back")
	p.Does(func(ctx context.Context, a *app.App) error {
		_, err := a.RemoveVault(ctx)
		return err
	})
	p.Presses("esc")
	chooses(p, "deletion").Sees("this vault").Presses("down").Sees("unless that is taken back before")
	p.Presses("u").Sees("the vault is back").SeesNot("this vault")
	p.Presses("ctrl+l").Sees("master password").SeesNot("work/pass")
}

// TestForget: what holds a text is shown by its place, and goes after a question.
func TestForget(t *testing.T) {
	p := withDeadlines(t)
	p.Does(func(ctx context.Context, a *app.App) error {
		return a.SetOwner(ctx, app.Owner{Name: "Alice Canary"})
	})
	p = chooses(p, "deletion").Presses("f").Types("Nowhere").Presses("enter").Sees("nothing that is listed holds that text", "0 things")
	p.Presses("d").Sees("there is nothing to delete").Presses("esc", "f").Types("CANARY").Presses("enter")
	p.Sees("what goes: 4 things", "stays", "your own data", "home/cellar", "in", "password").SeesNot("-canary").Golden("forget")
	p.Presses("down", "down", "enter").Sees("username").Presses("esc")
	p.Presses("d").Sees("go for good", "can take that back").Golden("forget-asked")
	p.Presses("n").Sees("what goes: 4 things").Presses("d", "y").Sees("forgot 4 things").SeesNot("home/cellar", "work/pass")
	p.Presses("f").Types("cellar-").Presses("enter").Sees("nothing that is listed").Presses("ctrl+l").Sees("master password").SeesNot("forget")
}
