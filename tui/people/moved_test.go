package people_test

import (
	"context"
	"os"
	"testing"
	"time"

	"coffer/internal/app"
	"coffer/tui/tuitest"
)

// wants lets somebody ask alice to connect, over her post.
func wants(t *testing.T, alice *tuitest.Person, clock *tuitest.Clock, name, drop string) *tuitest.Person {
	t.Helper()
	p := tuitest.NewPerson(t, name, clock).WithVault(name)
	text, err := os.ReadFile(cardFile(t, alice))
	if err != nil {
		t.Fatal(err)
	}
	p.Does(func(ctx context.Context, a *app.App) error {
		if err := a.SetPost(ctx, "dir:"+drop, false); err != nil {
			return err
		}
		card, err := app.ReadCard(text)
		if err == nil {
			_, err = a.RequestContact(ctx, card, "", "")
		}
		return err
	})
	return p.Syncs()
}

// TestContactsMoveUnderTheCursor: somebody asks to connect while the cursor is on somebody
// else who does. Their name sorts first; the keys are about whom they were about.
func TestContactsMoveUnderTheCursor(t *testing.T) {
	clock, drop := tuitest.NewClock(), t.TempDir()
	alice := tuitest.NewPerson(t, "alice", clock).WithVault("Alice")
	alice.Does(func(ctx context.Context, a *app.App) error { return a.SetPost(ctx, "dir:"+drop, false) })
	wants(t, alice, clock, "Bob", drop)
	alice.Syncs()
	alice.Unlocks().Presses("esc").GoesTo("contacts").Sees("› Bob", "y accepts")
	wants(t, alice, clock, "Anna", drop)
	alice.Syncs() // by the agent, in the background
	alice.Waits(time.Second).Sees("Anna", "› Bob")
	alice.Presses("y").Sees(`you and "Bob" are connected`)
}
