package recovery_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"coffer/internal/app"
	"coffer/tui/tuitest"
	"coffer/vault/secret"
)

// four are alice, and bob, carol and dave, whom she knows.
func four(t *testing.T) (alice, bob, carol, dave *tuitest.Person) {
	clock, drop := tuitest.NewClock(), t.TempDir()
	person := func(name string) *tuitest.Person { return tuitest.NewPerson(t, name, clock).WithVault(name) }
	alice, bob, carol, dave = person("alice"), person("bob"), person("carol"), person("dave")
	tuitest.Meet(drop, alice, bob, carol, dave)
	return alice, bob, carol, dave
}

// rounds lets all sync so often that everybody has heard everything.
func rounds(people ...*tuitest.Person) {
	for range 3 {
		for _, p := range people {
			p.Syncs()
		}
	}
}

// trusted are bob and carol as trustees of alice, who have accepted, and dave, who may
// veto.
func trusted(t *testing.T) (alice, bob, carol, dave *tuitest.Person) {
	alice, bob, carol, dave = four(t)
	alice.Does(func(ctx context.Context, a *app.App) error {
		_, _, err := a.SetTrustees(ctx, app.Appointment{Names: []string{"bob", "carol"}, Papers: []string{"uncle frank"}, Veto: []string{"dave"},
			Threshold: 2, Wait: 3 * 24 * time.Hour}, secret.New(tuitest.Password))
		return err
	})
	rounds(alice, bob, carol, dave)
	for _, p := range []*tuitest.Person{bob, carol} {
		p.Does(func(ctx context.Context, a *app.App) error {
			_, err := a.AcceptDeposit(ctx, "alice")
			return err
		})
	}
	rounds(bob, carol, alice)
	return alice, bob, carol, dave
}

// asks is erin, who lost alice's password and opens a ticket; it returns the code that she
// tells, and what carries her mail.
func asks(t *testing.T, alice *tuitest.Person) (code string, carries func()) {
	t.Helper()
	ctx, dir := t.Context(), t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var pack []byte
	alice.Does(func(ctx context.Context, a *app.App) (err error) {
		pack, _, err = a.PackOf(ctx, "", app.Program{})
		return err
	})
	path := filepath.Join(dir, "alice.pack")
	must(os.WriteFile(path, pack, 0o600))
	source, err := app.ReadRecoverySource(ctx, path)
	must(err)
	erin := tuitest.NewPerson(t, "erin", alice.Clock)
	q, err := app.NewTicket(ctx, erin.Env, filepath.Join(dir, "alice.ticket"), secret.New("ticket password"), source, app.Wish{Kind: "recover", Personal: "it is me, I lost my telephone"})
	must(err)
	t.Cleanup(func() { q.Close() })
	info, err := q.Info()
	must(err)
	return info.Code, func() {
		t.Helper()
		_, err := q.Sync(ctx)
		must(err)
	}
}

func TestEmpty(t *testing.T) {
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock()).WithVault("alice").Unlocks().Presses("esc").GoesTo("recovery")
	p.Sees("a lost master password cannot be replaced", "held for others", "tickets").SeesNot("waits for you").Golden("empty")
	p.Presses("t").Sees("there are no trustees").Presses("enter").Sees("nothing is here")
	p.Presses("o").Sees("a new ticket", "go on with one").Presses("esc")
	p.Presses("a").Sees("choose trustees").Presses("enter").Sees("nobody is chosen yet")
}

func TestChooseTrustees(t *testing.T) {
	alice, bob, carol, _ := four(t)
	alice.Vault = "/stick"
	alice.Unlocks().Presses("esc").GoesTo("recovery").Presses("a", "ctrl+s").Sees("nobody is chosen yet", "[ ] bob", "[ ] carol", "[ ] dave")
	alice.Presses("space", "down", "space", "down", "down").Types("uncle frank").Sees("1 of 3 may be lost").Golden("choose").Presses("pgdown").Sees("any 2 of bob, carol, uncle frank")
	alice.Presses("enter").Sees("this binds honest clients").Types("wrong").Presses("enter").Sees("wrong password").Types(tuitest.Password).SeesNot(tuitest.Password).Golden("password")
	alice.Presses("enter").Sees("wait 1s").Presses("esc", "enter").Types(tuitest.Password).Presses("enter").Sees("wait 1s").Waits(2 * time.Second)
	alice.Presses("enter").Sees("done", "can bring the vault back", "coffer --dir /stick trustee paper 'uncle frank'", "back with enter, then s").Presses("esc")
	alice.Sees("bob", "offered, and not told yet", "on paper").Presses("s").Sees("took in")
	rounds(bob, carol, alice)

	bob.Unlocks().Presses("esc").GoesTo("recovery").Sees("waits for you", "asks you to be a trustee").Presses("enter").Sees("you promise", "you alone open nothing").Golden("deposit")
	bob.Presses("y").Sees("you are a trustee of alice now").Presses("y").Sees("it is not offered any more").Presses("s")
	carol.Unlocks().Presses("esc").GoesTo("recovery").Presses("enter", "n").Sees("cannot be taken back").Types("I am moving").Presses("enter").Sees("destroyed the shares", "refused").Presses("s")
	alice.Presses("s", "enter").Sees("2 shares are there, 1 gone: just enough, none may be lost", "refused: I am moving").Golden("home")
}

func TestTrustees(t *testing.T) {
	alice, bob, carol, dave := trusted(t)
	alice.Adds("home/bank", "login", "swordfish-canary", nil)
	alice.Vault = "/stick"
	alice.Unlocks().Presses("esc").GoesTo("recovery").Presses("t").Sees("3 shares are there: 1 may be lost", "may veto", "this binds honest clients")
	alice.Presses("p").Sees("not on paper").Presses("t").Sees("asked 2 trustees")
	rounds(alice, bob, carol, alice)
	alice.Waits(time.Second).Sees("confirmed on 2031-05-06", "proofs were asked for").Golden("trustees")
	alice.Presses("down", "down", "p").Sees("coffer --dir /stick trustee paper", "coffer --dir /stick trustee pack", "coffer --dir /stick kit new").Presses("esc")
	alice.Presses("r").Sees("new shares").Types(tuitest.Password).Presses("enter").Sees("done", "home/bank").SeesNot("canary").Golden("renewed").Presses("esc")
	alice.Presses("home", "d").Sees("bob is taken out").Types(tuitest.Password).Presses("enter").Sees("done", "both of carol, uncle frank").Presses("esc")
	rounds(alice, bob, carol, dave)
	bob.Unlocks().Presses("esc").GoesTo("recovery").Sees("ended")
	alice.Presses("X").Sees("nobody can bring the vault back").Types(tuitest.Password).Presses("enter").Sees("no trustees any more").Presses("esc").Waits(time.Second).Sees("cannot be replaced")
}

func TestTicket(t *testing.T) {
	alice, bob, carol, dave := trusted(t)
	code, carries := asks(t, alice)
	carries()
	rounds(bob, carol, alice, dave)

	bob.Unlocks().Presses("esc").GoesTo("recovery").Sees("waits for you", "call, and type the code").Golden("asked")
	bob.Presses("enter").Sees("it is me, I lost my telephone", "call whoever asks on a number that you know").Golden("confirm")
	bob.Presses("y").Sees("its code is not confirmed yet").Presses("v").Sees("only the owner")
	bob.Presses("c").Sees("not whose voice").Types("AAAA-BBBB-CCCC").Presses("enter").Sees("4 more and it is closed here")
	bob.Presses("ctrl+u").Types(code).Presses("enter").Sees("confirmed: whoever told you the code").Presses("y").Sees("you know who asks, and that they may").Presses("y").Sees("approved")
	rounds(bob, alice, dave, bob, alice)

	alice.Unlocks().Presses("esc").GoesTo("recovery").Sees("waits for you", "veto").Presses("enter").Sees("unless you know who asks and want it: v stops it", "2031-05-06 08:00  bob typed the code").Golden("owner")
	alice.Presses("v").Sees("one is enough").Types("I did not ask").Presses("enter").Sees("vetoed", "vetoed: I did not ask").Presses("v").Sees("nothing can be done").Presses("ctrl+l").SeesNot("alice", "I did not ask").Types(tuitest.Password).Presses("enter").Presses("esc").GoesTo("recovery")
	alice.Waits(time.Second).Sees("stopped by a veto").SeesNot("waits for you")
}

func TestTicketDenied(t *testing.T) {
	alice, bob, carol, dave := trusted(t)
	code, carries := asks(t, alice)
	carries()
	rounds(bob, carol, alice, dave)
	for _, p := range []*tuitest.Person{bob, carol} {
		p.Does(func(ctx context.Context, a *app.App) error {
			_, err := a.ConfirmTicket(ctx, "alice", code)
			return err
		})
	}
	rounds(bob, carol, alice, dave)
	alice.Unlocks().Presses("esc").GoesTo("recovery").Sees("veto: 3d 0h left").Waits(time.Second).Sees("veto: 2d 23h left").Golden("waits").Presses("enter").Sees("veto counts", "2d 23h left")
	carol.Unlocks().Presses("esc").GoesTo("recovery").Presses("enter", "n").Sees("for ever").Types("not her").Presses("enter").Sees("denied: not her").Presses("n").Sees("you have said your word")
	dave.Unlocks().Presses("esc").GoesTo("recovery").Sees("you may veto", "waits for you").Presses("enter").Sees("v stops it").Golden("watcher")
}

// TestEverySize draws all screens into every room.
func TestEverySize(t *testing.T) {
	alice, bob, carol, dave := trusted(t)
	_, carries := asks(t, alice)
	carries()
	rounds(bob, carol, alice, dave)
	alice.Unlocks().Presses("esc").GoesTo("recovery").Fits().Presses("t").Fits().Presses("r").Fits().Presses("esc", "a").Fits()
	bob.Unlocks().Presses("esc").GoesTo("recovery").Fits().Presses("enter").Fits().Presses("c").Fits().Presses("esc", "esc", "down", "enter").Sees("held for alice").Fits()
}

// TestHintsNameKeys: what a command says by its flags, a screen says by its form.
func TestHintsNameKeys(t *testing.T) {
	alice, _, _, _ := four(t)
	p := alice.Unlocks().Presses("esc").GoesTo("recovery").Presses("a", "down", "down", "down").Types("uncle frank")
	p.Presses("ctrl+s").Sees("say yes to paper alone").SeesNot("--paper")
}
