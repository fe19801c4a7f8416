package sealing_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"coffer/internal/app"
	"coffer/tui/tuitest"
)

// three are alice, who seals things, bob, who gets them, and carol, who withholds keys.
func three(t *testing.T) (alice, bob, carol *tuitest.Person) {
	clock := tuitest.NewClock()
	alice = tuitest.NewPerson(t, "alice", clock).WithVault("alice")
	bob = tuitest.NewPerson(t, "bob", clock).WithVault("bob")
	carol = tuitest.NewPerson(t, "carol", clock).WithVault("carol")
	drop := t.TempDir()
	tuitest.Meet(drop, alice, bob, carol)
	alice.Adds("home/bank", "login", "swordfish-canary", map[string]string{"username": "alice"})
	return alice, bob, carol
}

// sealed is the seal of home/bank for bob, at everybody's.
func sealed(t *testing.T, alice, bob, carol *tuitest.Person) {
	alice.Does(func(ctx context.Context, a *app.App) error {
		_, err := a.NewSeals(ctx, app.SealOrder{Item: "home/bank", To: []string{"bob"}, Custodians: []string{"carol"}, Threshold: 1,
			Grace: 7 * 24 * time.Hour, MaxVetoes: 3, ExtraWait: true, Label: "for when I am away", Note: "call the bank first", OnDelete: "break"})
		return err
	})
	rounds(alice, carol, bob)
}

// rounds lets all sync so often that everybody has heard everything.
func rounds(people ...*tuitest.Person) {
	for range 3 {
		for _, p := range people {
			p.Syncs()
		}
	}
}

func TestEmpty(t *testing.T) {
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock()).WithVault("alice").Unlocks().Presses("esc").GoesTo("seals")
	p.Sees("seals", "sealed by you", "a seals an item").Golden("empty")
	p.Presses("enter").Sees("there is no seal")
}

func TestNewSeal(t *testing.T) {
	alice, bob, carol := three(t)
	alice.Unlocks().Presses("esc").GoesTo("seals").Presses("a").Sees("home/bank").Types("bnk").Sees("nothing fits").Presses("backspace", "backspace", "backspace").Types("bank")
	alice.Presses("enter").Sees("[ ] bob", "withheld by", "nobody withholds it yet").Presses("ctrl+s").Sees("it is for nobody yet")
	alice.Presses("space", "down", "down").Sees("it is for them").Presses("space").Sees("[ ] bob")
	alice.Presses("down", "space").Sees("[x] carol", "1 of 1", "carol withholds the key and releases it 7d after a")
	alice.Presses("pgdown").Sees("not promised", "hold a veto back").Presses("down", "down", "down", "down").Types("for when q").Presses("backspace").Sees("for when ").Golden("order")
	alice.Presses("enter").SeesNot("sealed bank").Presses("ctrl+s").Sees("sealed bank for bob", "sealed by you", "for bob")
	rounds(alice, carol, bob)
	bob.Unlocks().Presses("esc").GoesTo("seals").Sees("sealed for you", "for when", "from alice").Presses("enter").Sees("b asks for it").SeesNot("canary").Presses("enter").Sees("it is not released yet")
	carol.Unlocks().Presses("esc").GoesTo("seals").Sees("withheld here for others", "alice for bob")
}

func TestVeto(t *testing.T) {
	alice, bob, carol := three(t)
	sealed(t, alice, bob, carol)
	alice.Unlocks().Presses("esc").GoesTo("seals").Sees("sealed by you", "for bob").SeesNot("waits for you").Golden("list")
	alice.Presses("enter").Sees("nobody asks for it", "has the share").Presses("v").Sees("nobody asks for it").Presses("esc")

	bob.Unlocks().Presses("esc").GoesTo("seals").Presses("enter", "b").Sees("tell alice that it was you").Presses("y").Sees("asked for").Presses("b").Sees("asked for already")
	rounds(bob, carol, alice)
	alice.Waits(time.Second).Sees("waits for you", "being broken: 6d 23h left").Golden("waits")
	alice.Presses("enter").Sees("veto counts", "6d 23h left", "if not", "waits until").Golden("breaking")
	alice.Clock.Pass(7*24*time.Hour - 2*time.Minute)
	alice.Unlocks().Presses("esc").GoesTo("seals").Presses("enter").Waits(5 * time.Second).Sees("1m 5")
	alice.Presses("v").Sees("sync soon after").Golden("veto").Types("I am well").Presses("enter").Sees("stopped", "vetoed: I am well")
	rounds(alice, carol, bob)
	bob.Unlocks().Presses("esc").GoesTo("seals").Presses("enter").Sees("vetoed: I am well", "b asks for it")
}

func TestOpen(t *testing.T) {
	alice, bob, carol := three(t)
	sealed(t, alice, bob, carol)
	bob.Unlocks().Presses("esc").GoesTo("seals").Presses("enter", "b", "y")
	rounds(bob, carol, alice)
	alice.Unlocks().Presses("esc").GoesTo("seals").Presses("enter", "y").Sees("at once", "cannot be taken back").Presses("y").Sees("allowed: bob can open it")
	rounds(alice, carol, bob)
	bob.Waits(time.Second).Sees("enter opens it into a box").Presses("space").Sees("swordfish-canary", "call the bank first", "covered again in 10s").Golden("unsealed")
	bob.Waits(9*time.Second).Sees("swordfish-canary").Waits(time.Second).SeesNot("canary").Presses("esc", "space").Sees("swordfish-canary")
	bob.GoesTo("items").GoesTo("seals").SeesNot("canary").Presses("esc")
	bob.Presses("enter").Sees("BOX/FOLDER").Types("family").Presses("enter").Sees("call the bank first").Presses("esc").Sees("opened")
	bob.GoesTo("items").Sees("family", "bank").Presses("ctrl+l").Sees("master password").SeesNot("bank")
}

func TestWithdrawAndUpdate(t *testing.T) {
	alice, bob, carol := three(t)
	sealed(t, alice, bob, carol)
	alice.Unlocks().Presses("esc").GoesTo("seals").Presses("enter", "e").Sees("An update adds and never takes").Presses("y").Sees("sealed version 2")
	alice.Presses("d").Sees("for ever").Presses("y").Sees("withdrawn").Presses("d").Sees("the seal is withdrawn")
	alice.Presses("esc").Waits(time.Second).SeesNot("bank").Presses("w").Sees("bank", "withdrawn")
	rounds(alice, carol, bob)
	bob.Unlocks().Presses("esc").GoesTo("seals").SeesNot("for when").Presses("w", "enter", "b").Sees("it was withdrawn")
}

func TestSyncCarries(t *testing.T) {
	alice, bob, carol := three(t)
	sealed(t, alice, bob, carol)
	bob.Unlocks().Presses("esc").GoesTo("seals").Presses("enter", "b", "y", "s").Sees("took in")
	carol.Unlocks().Presses("esc").GoesTo("seals").Presses("K").Sees("coffer custodian run").Presses("esc", "s").Sees("took in")
	alice.Unlocks().Presses("esc").GoesTo("seals").Presses("s").Sees("took in").Presses("enter").Sees("waits for you", "being broken")
}

// TestFromTheInbox: what waits there is opened here.
func TestFromTheInbox(t *testing.T) {
	alice, bob, carol := three(t)
	sealed(t, alice, bob, carol)
	bob.Unlocks().Presses("esc").GoesTo("inbox").Sees("for when I am away").Presses("enter").Sees("seals › for when I am away", "b asks for it")
}

// TestEverySize draws names that are wide, and that hold what a terminal would obey, into
// every room.
func TestEverySize(t *testing.T) {
	const item = "h\x1b[2J\u202eome/銀行\u0301\x1b]0;x\a\u009b2J\u202e of the very long name that no list has room for, not even a wide one"
	clock := tuitest.NewClock()
	alice := tuitest.NewPerson(t, "alice", clock).WithVault("alice")
	bob := tuitest.NewPerson(t, "bob", clock).WithVault("北京 e\u0301 " + strings.Repeat("長い", 12))
	carol := tuitest.NewPerson(t, "carol", clock).WithVault("carol e\u0301")
	tuitest.Meet(t.TempDir(), alice, bob, carol)
	alice.Adds(item, "login", "swordfish-canary", map[string]string{"username": "\x1b[2J\u202e"})
	alice.Does(func(ctx context.Context, a *app.App) error {
		_, err := a.NewSeals(ctx, app.SealOrder{Item: item, To: []string{"北京 e\u0301 " + strings.Repeat("長い", 12)}, Custodians: []string{"carol e\u0301", app.Self}, Threshold: 2,
			Grace: 7 * 24 * time.Hour, MaxVetoes: 3, OnDelete: "break", Note: "\x1b[2J\u202e"})
		return err
	})
	rounds(alice, carol, bob)
	alice.Unlocks().Presses("esc").GoesTo("seals").Sees("北京", "銀行").Fits()
	alice.Presses("enter").Fits().Presses("v").Fits().Presses("esc", "esc", "a").Sees("銀行").Fits().Presses("enter").Sees("北京").Fits().Presses("esc", "enter", "y").Fits().Presses("y")
	rounds(alice, carol, bob)
	bob.Unlocks().Presses("esc").GoesTo("seals").Fits().Presses("enter").Fits().Presses("b", "y")
	rounds(bob, carol, alice, bob)
	bob.Waits(time.Second).Presses("space").Sees("swordfish-canary", "covered again").Fits()
}
