package items_test

import (
	"context"
	"testing"
	"time"

	"coffer/internal/app"
)

// TestCursorStaysAfterAddingOutOfSight: what was added is not in the folder that is looked
// at; the cursor stays on its item when the vault changes elsewhere.
func TestCursorStaysAfterAddingOutOfSight(t *testing.T) {
	p := alice(t)
	p.Adds("home/window", "login", "another long secret", nil)
	p.Waits(time.Second).Presses("/").Types("window").Presses("enter").Sees("› ", "window")
	p.Presses("a").Types("work/elsewhere").Presses("ctrl+s").Sees("added work/elsewhere", "window")
	p.Adds("home/a window before", "login", "another long secret", nil)
	p.Waits(time.Second).Sees("a window before")
	p.Presses("c")
	if p.Clipboard != "another long secret" {
		t.Log(p.Clipboard)
	}
	p.Presses("enter").Sees("items › window")
}

// TestOnlyWhatWasToldIsDeletedForGood: something comes into the trash while the question
// stands.
func TestOnlyWhatWasToldIsDeletedForGood(t *testing.T) {
	p := alice(t)
	p.Adds("home/window", "login", "another long secret", nil)
	p.Adds("home/gate", "login", "another long secret", nil)
	trash := func(path string) {
		p.Does(func(ctx context.Context, a *app.App) error {
			_, err := a.Remove(ctx, []string{path}, 0)
			return err
		})
	}
	trash("home/gate")
	p.Waits(time.Second).Presses("T", "d").Sees("1 item, 0 templates")
	trash("home/window")
	p.Waits(time.Second).Sees("1 item, 0 templates").Presses("y")
	p.Does(func(ctx context.Context, a *app.App) error {
		all, err := a.Trash(ctx, app.TrashFilter{})
		found := false
		for _, e := range all.Items {
			found = found || e.Title == "window"
		}
		if !found {
			t.Error("an item is gone for good of which nobody was told")
		}
		return err
	})
}
