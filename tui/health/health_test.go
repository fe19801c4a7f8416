package health_test

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

// alice has good and bad passwords, and the screen of their health open.
func alice(t *testing.T) *tuitest.Person {
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock()).WithVault("Alice")
	p.Adds("home/door", "login", "hunter2", nil)
	p.Adds("work/mail/acme", "login", "Vx9#tangle-Quorum-71", map[string]string{"username": "ann"})
	p.Adds("work/mail/beta", "login", "Vx9#tangle-Quorum-71", map[string]string{"username": "bob", "url": "http://beta.example"})
	p.Adds("work/shop", "login", "kG7!pale-Lantern-20x", nil)
	return p.Unlocks()
}

func TestFindings(t *testing.T) {
	p := alice(t).GoesTo("health").Sees("things to mend", "nobody was asked", "weak", "home/door#password", "reused", "to do").SeesNot("hunter2", "tangle").Golden("findings")
	p.Presses("enter").Sees("health › door").Presses("esc").Sees("things to mend")
}

func TestFilterOfFindings(t *testing.T) {
	p := alice(t).GoesTo("health").Presses("/").Types("reused").SeesNot("home/door").Sees("work/mail/acme", "work/mail/beta")
	p.Presses("enter", "esc").Sees("home/door")
	p.Presses("f").Sees("alone, 1 of")
	p.Presses("esc").SeesNot("alone,")
	p.Presses("/").Types("no such thing").Sees("nothing fits the filter")
}

func TestFindingIsLeft(t *testing.T) {
	p := alice(t).GoesTo("health").Sees("home/door")
	p.Presses("/").Types("weak door").Presses("enter", "d").Sees("leave a finding", "your reason").Golden("leave")
	p.Types("nobody guesses a door").Presses("enter").Sees("left alone", "nothing fits").Presses("esc").Sees("1 left alone").SeesNot("weak ")
	p.Presses("i", "G").Sees("home/door#password", "left", "nobody guesses a door").Golden("left")
	p.Presses("d").Sees("it is left already")
	p.Presses("u").Sees("found again")
	p.Presses("u").Sees("the finding was not left")
}

func TestNothingToMend(t *testing.T) {
	p := tuitest.NewPerson(t, "bob", tuitest.NewClock()).WithVault("Bob").Unlocks().GoesTo("health")
	p.Presses("enter").Sees("not now")
	p.Presses("tab").Sees("doctor").Golden("doctor")
}

// breaches has hunter2, which was seen 17,043 times.
const breaches = "F3BBBD66A63D4BF1747940578EC3D0103530E21D:17043\n"

func named(t *testing.T, p *tuitest.Person) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pwned.txt")
	config := filepath.Join(p.Env.Folders.Config, "config.toml")
	if err := os.WriteFile(path, []byte(breaches), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(p.Env.Folders.Config, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(config, []byte("[hibp]\ndata = \""+path+"\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestBreachesInFile(t *testing.T) {
	p := alice(t).GoesTo("health").Presses("b").Sees("names no file")
	named(t, p)
	p.Presses("r", "b").Sees("critical", "breached", "your breach data were asked", "17043").Golden("breached")
	p.Does(func(ctx context.Context, a *app.App) error { return a.SetSetting(ctx, "check.score", "4") })
	p.Waits(2e9).Sees("changed since; check again", "breached")
}

func TestOnlineIsAskedFirst(t *testing.T) {
	p := alice(t).GoesTo("health").Presses("o").Sees("is told five hex", "y ask online", "4 passwords").Golden("online")
	p.Presses("n").Sees("nobody was asked")
}

func TestOnePassword(t *testing.T) {
	p := alice(t)
	named(t, p)
	p.GoesTo("health").Presses("p").Sees("not shown").Types("hunter2").SeesNot("hunter2").Presses("enter").Sees("seen 17043 times", "Use it nowhere").Golden("one")
	p.Types("nobody has this one").Presses("enter").Sees("not seen in these breaches")
	p.Presses("enter").Sees("type a password first")
	p.Presses("down", "right").Sees("is told five hex", "Nothing is sent")
}

func TestLockForgetsFindings(t *testing.T) {
	alice(t).GoesTo("health").Presses("ctrl+l").Sees("master password").SeesNot("home/door").Resizes(40, 10).Sees("master password")
}

func TestSmall(t *testing.T) {
	alice(t).GoesTo("health").Resizes(40, 10).Sees("weak").Presses("tab").Resizes(200, 60).Sees("doctor")
}

// TestDoctorFinds what would fail: contacts without a post, and somebody whom nobody verified.
func TestDoctorFinds(t *testing.T) {
	clock := tuitest.NewClock()
	p, bob := tuitest.NewPerson(t, "alice", clock).WithVault("alice"), tuitest.NewPerson(t, "bob", clock).WithVault("bob")
	tuitest.Meet(t.TempDir(), p, bob)
	p.Does(func(ctx context.Context, a *app.App) error {
		_, _, err := a.SetTrustees(ctx, app.Appointment{Names: []string{"bob"}, Papers: []string{"frank"}, Threshold: 2, Wait: 3 * 24 * time.Hour}, secret.New(tuitest.Password))
		if err == nil {
			err = a.UnsetPost(ctx, false)
		}
		return err
	})
	p.Masks("another post than yours", "  notable   another post")
	p.Unlocks().Presses("esc").GoesTo("health").Presses("tab").Sees("would fail when it matters", "serious", "you have contacts and no post", "to do").Golden("doctor-found")
	p.Presses("down").Sees("and 2 are needed: your trustees  ", "cannot help").Presses("r").Sees("cannot help")
}
