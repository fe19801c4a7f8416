package asking_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"coffer/internal/app"
	"coffer/tui/tuitest"
	"coffer/vault/secret"
)

// onPaper is alice, all of whose shares are on the sheets erin.txt and frank.txt, which lie in
// the folder in which the test runs.
func onPaper(t *testing.T) *tuitest.Person {
	t.Chdir(t.TempDir())
	alice := tuitest.NewPerson(t, "alice", tuitest.NewClock()).WithVault("alice")
	alice.Adds("home/door", "login", "a long secret of the door", nil)
	alice.Does(func(ctx context.Context, a *app.App) error {
		_, _, err := a.SetTrustees(ctx, app.Appointment{Papers: []string{"erin", "frank"}, Threshold: 2, ResetThreshold: 2, Wait: 72 * time.Hour, PaperOnly: true}, secret.New(tuitest.Password))
		for _, name := range []string{"erin", "frank"} {
			if err == nil {
				err = a.TrusteePaper(ctx, name, name+".txt", "v1")
			}
		}
		return err
	})
	return alice
}

// takesSheets takes both of them.
func takesSheets(p *tuitest.Person) *tuitest.Person {
	p.Presses("r").Sees("0 of 2 shares are here").Presses("p", "down").Types("erin.txt").Presses("enter").Sees("took the share: 1 of 2")
	p.Presses("p", "down").Types("erin.txt").Presses("enter").Sees("the same share stands there twice").Presses("ctrl+u").Types("frank.txt").Presses("enter").Sees("2 of 2")
	return p.Presses("p").Sees("not now: enough are here")
}

// TestSheetsAlone: a vault all of whose shares are on paper opens with enough sheets, without
// a ticket.
func TestSheetsAlone(t *testing.T) {
	p := onPaper(t).Starts().Masks("vault.db", " vault file").Presses("ctrl+t", "p").Sees("nobody there is asked").Golden("sheets-which").Presses("ctrl+s")
	takesSheets(p).Golden("sheets-here").Presses("r").Sees("none: the vault is in the folder")
	p.Presses("enter", "enter").Types(freshPassword).Presses("enter").Types(freshPassword).Presses("enter").Sees("are worth nothing now").Presses("enter").Sees("door")
}

// TestSheetsAndACopy: on a machine without a vault a copy of the file becomes one.
func TestSheetsAndACopy(t *testing.T) {
	alice := onPaper(t)
	file, err := os.ReadFile(filepath.Join(alice.Env.Folders.Data, "vault.db"))
	if err == nil {
		err = os.WriteFile("copy.db", file, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	p := tuitest.NewPerson(t, "dave", alice.Clock).Starts().Presses("ctrl+t", "p", "down").Types("cop").Presses("tab").Sees("copy.db").Types(" ").Presses("ctrl+s")
	takesSheets(p).Fits().Presses("r").Sees("copy.db", "ends").Presses("enter").Types(freshPassword).Presses("enter").Types(freshPassword).Presses("enter").Sees("are worth nothing now").Presses("enter").Sees("door")
}

// TestSheetsOrder: enough sheets freeze a vault, which is told before.
func TestSheetsOrder(t *testing.T) {
	p := onPaper(t).Starts().Presses("ctrl+t", "p", "right", "right").Sees("freeze: ").Presses("ctrl+s")
	takesSheets(p).Presses("r").Sees("The sheets order to freeze the vault").Presses("y").Sees("The order to freeze stands in the vault").SeesNot("The trustees pass the order on")
	p.Starts().Sees("Your trustees froze this vault")
}

// TestTicketForSheets leads from the form of a ticket to the sheets.
func TestTicketForSheets(t *testing.T) {
	p := onPaper(t).Starts().Presses("ctrl+t", "n")
	opens(p, "", "alice.ticket").Presses("ctrl+s").Sees("every share of this vault is on paper", "go back: p").SeesNot("--vault")
}

// TestReplace opens a ticket that stands for an older one, and names it.
func TestReplace(t *testing.T) {
	s := newScene(t)
	p := tuitest.NewPerson(t, "erin", s.alice.Clock).Starts().Presses("ctrl+t", "n")
	opens(p, "alice.pack", "first.ticket").Presses("ctrl+s", "y").Sees("the code").Presses("n").Sees("instead of")
	opens(p.Presses("down"), "alice.pack", "second.ticket").Presses("ctrl+s", "y").Sees("the code").Presses("pgdown", "pgdown").Sees("replaces  @")
	s.rounds()
	s.bob.Does(func(ctx context.Context, a *app.App) error {
		all, err := a.Tickets(ctx)
		if !slices.ContainsFunc(all, func(i app.TicketInfo) bool { return !i.Replaces.IsZero() }) {
			t.Error("bob is not told that one ticket stands for the other")
		}
		return err
	})
}
