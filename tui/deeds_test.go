package tui_test

import (
	"context"
	"testing"
	"time"

	"coffer/internal/app"
	"coffer/tui/tuitest"
)

// TestWhatTheClientDidIsTold: carol sits before her screens while her client, at each sync,
// does what a custodian does; it is told once.
func TestWhatTheClientDidIsTold(t *testing.T) {
	clock, drop := tuitest.NewClock(), t.TempDir()
	alice, bob, carol := tuitest.NewPerson(t, "alice", clock).WithVault("alice"), tuitest.NewPerson(t, "bob", clock).WithVault("bob"), tuitest.NewPerson(t, "carol", clock).WithVault("carol")
	tuitest.Meet(drop, alice, bob, carol)
	alice.Adds("home/bank", "login", "swordfish-canary", nil)
	alice.Does(func(ctx context.Context, a *app.App) error {
		_, err := a.NewSeals(ctx, app.SealOrder{Item: "home/bank", To: []string{"bob"}, Custodians: []string{"carol"}, Threshold: 1,
			Grace: 7 * 24 * time.Hour, MaxVetoes: 3, OnDelete: "break"})
		return err
	})
	rounds(alice, carol, bob)
	bob.Does(func(ctx context.Context, a *app.App) error { _, err := a.BreakSeal(ctx, "alice", false); return err })
	bob.Syncs()
	carol.Unlocks().Presses("esc").SeesNot("your client").Presses("f2").Sees("nothing happened")
	carol.Syncs().Waits(time.Second).Sees("your client, as a custodian of what alice sealed for", "waits until 2031-05-13", "1 to read")
	carol.Waits(16*time.Second).SeesNot("your client").Sees("1 to read").Presses("f2").Sees("what happened", "waits until").Presses("esc").SeesNot("1 to read")
	carol.Syncs().Waits(time.Second).SeesNot("your client")
}
