package people_test

import (
	"context"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
)

// TestEntryIsCoveredWhereHidden looks at another place while a secret is uncovered.
func TestEntryIsCoveredWhereHidden(t *testing.T) {
	alice, bob := met(t)
	bob.Adds("home/wifi", "login", "swordfish-canary", nil)
	shares(bob, alice, "home/wifi")
	alice.Unlocks().GoesTo("inbox").Presses("enter", "down", "space").Sees("swordfish-canary")
	alice.Presses("1").Waits(time.Minute).Presses("2").SeesNot("canary")
}

// TestEntryIsLeftWhileItIsRead goes back before the secret is there.
func TestEntryIsLeftWhileItIsRead(t *testing.T) {
	alice, bob := met(t)
	bob.Adds("home/wifi", "login", "swordfish-canary", nil)
	shares(bob, alice, "home/wifi")
	alice.Unlocks().GoesTo("inbox").Presses("enter", "down")
	_, cmd := alice.Model().Update(tea.KeyPressMsg{Code: tea.KeySpace, Text: " "})
	alice.Presses("esc")
	alice.Sends(cmd())
}

// TestAllowMeansTheRequestThatWasShown: another terminal vetoes while the question stands;
// to allow what is not asked for any more would lift the seal for ever.
func TestAllowMeansTheRequestThatWasShown(t *testing.T) {
	alice, bob, carol := sealed(t)
	breaks(alice, bob, carol)
	alice.Unlocks().Presses("enter").GoesTo("inbox").Presses("A").Sees("as soon as this arrives")
	alice.Does(func(ctx context.Context, a *app.App) error {
		all, err := a.Seals(ctx)
		if err != nil {
			return err
		}
		_, err = a.VetoSeal(ctx, "@"+all[0].ID.String(), "", "no")
		return err
	})
	alice.Presses("y")
	alice.Does(func(ctx context.Context, a *app.App) error {
		all, err := a.Seals(ctx)
		if err == nil && all[0].Lifted {
			t.Errorf("the seal is lifted for ever: %s", all[0].Sentence)
		}
		return err
	})
}
