package people_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/tuitest"
	"coffer/vault/secret"
)

// shares hands an item to the only contact, and carries it.
func shares(from, to *tuitest.Person, path string) {
	from.Does(func(ctx context.Context, a *app.App) error {
		names, err := a.ContactNames(ctx)
		if err != nil {
			return err
		}
		_, err = a.Share(ctx, app.ShareOptions{Item: path, To: names, Note: "as promised"})
		return err
	})
	from.Syncs()
	to.Syncs()
}

func TestEmptyInbox(t *testing.T) {
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock()).WithVault("Alice").Unlocks()
	p.GoesTo("inbox").Sees("nothing came in", "f5 looks into the post").Golden("inbox-empty")
	p.Presses("enter").Sees("not now: nothing is chosen")
}

// TestItemIsTaken reads what came, takes it, and takes the newer version to the same place.
func TestItemIsTaken(t *testing.T) {
	alice, bob := met(t)
	bob.Adds("home/wifi", "login", "swordfish-canary", map[string]string{"username": "guest"})
	shares(bob, alice, "home/wifi")
	alice.Unlocks().Sees("1 to decide").GoesTo("inbox").Sees("• new item", "wifi", "shared by \"Bob\"").Golden("inbox-item")
	alice.Presses("enter").Sees("as promised", "guest", "••••••••").SeesNot("canary").Golden("entry")
	alice.Sends(tea.MouseWheelMsg{Button: tea.MouseWheelDown, X: 9, Y: 10})
	alice.Sees("› totp").Presses("up", "up", "space").Sees("swordfish-canary")
	alice.Waits(9 * time.Second).Sees("swordfish-canary")
	alice.Waits(time.Second).SeesNot("swordfish-canary")
	alice.Presses("t").Sees("somewhere else").Presses("end", "enter").Types("home/shared").Presses("enter")
	alice.Sees("took home/shared/wifi from \"Bob\"", "made the box for it", "taken").Waits(time.Second).SeesNot("to decide")
	shares(bob, alice, "home/wifi")
	alice.Presses("ctrl+r").Sees("newer item").Presses("t").Sees("has the newer version")
}

func TestDropIsUndone(t *testing.T) {
	alice, bob := met(t)
	bob.Adds("home/wifi", "login", "swordfish-canary", nil)
	shares(bob, alice, "home/wifi")
	alice.Unlocks().GoesTo("inbox").Presses("d").Sees("dropped \"wifi\"", "nothing came in")
	alice.Presses("u").Sees("is in the inbox again", "new item")
	alice.Presses("d", ".").Sees("dropped", "u brings it back").Presses("u").Sees("new item")
}

// TestEntryIsForgotten locks while a secret that came is uncovered.
func TestEntryIsForgotten(t *testing.T) {
	alice, bob := met(t)
	bob.Adds("home/wifi", "login", "swordfish-canary", nil)
	shares(bob, alice, "home/wifi")
	alice.Unlocks().GoesTo("inbox").Presses("enter", "down", "space").Sees("swordfish-canary")
	alice.Presses("ctrl+l").Sees("master password").SeesNot("canary", "wifi")
}

// sealed is something that alice has sealed for bob, with carol as its custodian.
func sealed(t *testing.T) (alice, bob, carol *tuitest.Person) {
	t.Helper()
	clock, drop := tuitest.NewClock(), t.TempDir()
	for _, one := range []struct {
		p    **tuitest.Person
		name string
	}{{&alice, "Alice"}, {&bob, "Bob"}, {&carol, "Carol"}} {
		*one.p = tuitest.NewPerson(t, one.name, clock).WithVault(one.name)
	}
	tuitest.Meet(drop, alice, bob, carol)
	alice.Adds("home/letter", "login", "letter-canary", nil)
	alice.Does(func(ctx context.Context, a *app.App) error {
		_, err := a.NewSeals(ctx, app.SealOrder{Item: "home/letter", To: []string{"Bob"}, Custodians: []string{"Carol"}, Threshold: 1,
			Grace: 7 * 24 * time.Hour, MaxVetoes: 3, OnDelete: "break"})
		return err
	})
	alice.Syncs()
	bob.Syncs()
	carol.Syncs()
	return alice, bob, carol
}

// breaks asks for what is sealed, and lets the custodian tell.
func breaks(alice, bob, carol *tuitest.Person) {
	bob.Does(func(ctx context.Context, a *app.App) error {
		all, err := a.Seals(ctx)
		if err != nil {
			return err
		}
		_, err = a.BreakSeal(ctx, "@"+all[0].ID.String(), false)
		return err
	})
	bob.Syncs()
	carol.Syncs()
	alice.Syncs()
}

func TestBreakIsVetoed(t *testing.T) {
	alice, bob, carol := sealed(t)
	breaks(alice, bob, carol)
	alice.Unlocks().Presses("enter").Sees("1 to decide").GoesTo("inbox").Sees("breaks seal", "if nothing is done it opens in 7d").Golden("inbox-break")
	alice.Waits(24 * time.Hour)
	alice.Types(tuitest.Password).Presses("enter", "enter").GoesTo("inbox").Sees("it opens in 6d").Presses("enter")
	alice.Sees("\"Bob\" breaks the seal of", "waits until", "7d after a request").Golden("break")
	alice.Presses("v").Types("not now").Presses("enter").Sees("stopped; f5 tells them", "inbox").SeesNot("breaks seal")
	alice.Presses("f5")
	bob.Syncs().Unlocks().GoesTo("inbox").Sees("seal, sealed").Presses("enter").Sees("seals › no label", "stopped by a veto")
}

func TestBreakIsAllowed(t *testing.T) {
	alice, bob, carol := sealed(t)
	breaks(alice, bob, carol)
	alice.Unlocks().Presses("enter").GoesTo("inbox").Presses("A").Sees("as soon as this arrives").Presses("n").Sees("breaks seal")
	alice.Presses("enter", "A", "y").Sees("allowed; f5 tells them").SeesNot("breaks seal")
}

// TestTrusteesAndTickets leads from the inbox to what the owner of a vault wants of
// somebody, and to who asks for that vault.
func TestTrusteesAndTickets(t *testing.T) {
	clock, drop := tuitest.NewClock(), t.TempDir()
	alice := tuitest.NewPerson(t, "alice", clock).WithVault("Alice")
	bob := tuitest.NewPerson(t, "bob", clock).WithVault("Bob")
	carol := tuitest.NewPerson(t, "carol", clock).WithVault("Carol")
	tuitest.Meet(drop, alice, bob, carol)
	alice.Does(func(ctx context.Context, a *app.App) error {
		_, _, err := a.SetTrustees(ctx, app.Appointment{Names: []string{"Bob", "Carol"}, Threshold: 2, Wait: 3 * 24 * time.Hour}, secret.New(tuitest.Password))
		return err
	})
	alice.Syncs()
	bob.Syncs().Unlocks().GoesTo("inbox").Sees("asks trust", "you are to be a trustee", "1 to decide").Golden("inbox-deposit")
	bob.Presses("enter").Sees("recovery › ")
	bob.Does(func(ctx context.Context, a *app.App) error {
		_, err := a.AcceptDeposit(ctx, "Alice")
		return err
	})
	bob.Syncs()
	asksFor(t, alice)
	bob.Syncs().Waits(time.Second).GoesTo("inbox").Sees("ticket", "of the vault of \"Alice\"").Presses("enter").Sees("recovery › ")
	alice.Syncs().Unlocks().Presses("enter").GoesTo("inbox").Sees("ticket", "somebody asks your trustees to open the whole vault").SeesNot("\"you\"")
}

// asksFor is erin, who opens a ticket about somebody's vault.
func asksFor(t *testing.T, owner *tuitest.Person) {
	t.Helper()
	ctx, dir := t.Context(), t.TempDir()
	path := filepath.Join(dir, "a.pack")
	owner.Does(func(ctx context.Context, a *app.App) error {
		pack, _, err := a.PackOf(ctx, "", app.Program{})
		if err != nil {
			return err
		}
		return os.WriteFile(path, pack, 0o600)
	})
	source, err := app.ReadRecoverySource(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	erin := tuitest.NewPerson(t, "erin", owner.Clock)
	q, err := app.NewTicket(ctx, erin.Env, filepath.Join(dir, "a.ticket"), secret.New("ticket password"), source, app.Wish{Kind: "recover"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { q.Close() })
	if _, err := q.Sync(ctx); err != nil {
		t.Fatal(err)
	}
}
