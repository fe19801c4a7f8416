package items_test

import (
	"context"
	"testing"
	"time"

	"coffer/internal/app"
)

// TestRowsMoveUnderTheCursor: lists grow elsewhere; the cursor stays on what it was on.
func TestRowsMoveUnderTheCursor(t *testing.T) {
	p := alice(t)
	p.Adds("home/window", "login", "x", nil)
	p.Adds("home/gate", "login", "x", nil)
	trash := func(path string) {
		p.Does(func(ctx context.Context, a *app.App) error {
			_, err := a.Remove(ctx, []string{path}, 0)
			return err
		})
	}
	trash("home/window")
	p.Waits(time.Second).Presses("T").Sees("› home/window")
	trash("home/gate")
	p.Waits(time.Second).Sees("home/gate", "› home/window")
}
