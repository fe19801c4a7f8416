package account_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"coffer/internal/app"
	"coffer/tui/tuitest"
	"coffer/vault/secret"
)

// fresh is a new master password.
const fresh = "tangle violin harbor mustard eleven"

func alice(t *testing.T) *tuitest.Person {
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock()).WithVault("Alice")
	p.Adds("home/door", "login", "1234-canary", nil)
	return p.Unlocks()
}

// rows are those of the list.
var rows = []string{"you", "master password", "cost of guessing", "keyslots", "sessions, tokens", "logins", "log", "backups", "import", "export", "deletion", "report", "settings", "about"}

// chooses goes to a row of the list, by its name.
func chooses(p *tuitest.Person, row string) *tuitest.Person {
	p.GoesTo("account").Presses("home")
	for range rows {
		if strings.Contains(p.Frame(), "› "+row+" ") {
			return p.Presses("enter")
		}
		p.Presses("down")
	}
	return p.Sees("› " + row)
}

func TestAccount(t *testing.T) {
	alice(t).GoesTo("account").Sees("you", "Alice", "cost of guessing", "64MiB,3,4", "keyslots", "1 opens the vault", "settings", "coffer v1.2.3").Golden("account")
}

func TestOwner(t *testing.T) {
	p := chooses(alice(t), "you").Sees("Alice", "name").Presses("enter").Sees("nothing was changed")
	p.Presses("down").Types("alice@example.org").Presses("down", "down").Types("the cat is gray").Golden("owner")
	p.Presses("enter").Sees("kept", "Alice · alice@example.org")
	p.Presses("ctrl+l").Sees("the cat is gray", "master password")
}

func TestPassword(t *testing.T) {
	p := chooses(alice(t), "master password").Sees("old password", "all other sessions and all tokens")
	p.Presses("enter").Sees("type the old password")
	p.Types("wrong password").Presses("tab").Types("Alice2031").Sees("[").SeesNot("Alice2031").Presses("tab").Types("Alice2031")
	p.Presses("enter").Sees("wrong password")
	p.Presses("enter").Sees("wait 1s")
	p.Waits(2*time.Second).Presses("up", "up")
	p.Types(tuitest.Password).Presses("tab", "ctrl+u").Types("short").Presses("enter").Sees("at least 8 characters")
	p.Presses("ctrl+u").Types(fresh).Sees("strong").Presses("tab", "ctrl+u").Types("another one").Presses("enter").Sees("not the same", "› new password")
	p.Types(fresh).Presses("tab").Types(fresh).Golden("password")
	p.Presses("enter").Sees("The master password is changed", "copies").Golden("password-changed")
	p.Presses("enter", "ctrl+l").Types(tuitest.Password).Presses("enter").Sees("wrong")
	p.Waits(2 * time.Second).Types(fresh).Presses("enter").Sees("welcome")
}

func TestPasswordThatOthersKnow(t *testing.T) {
	p := chooses(alice(t), "master password").Types(tuitest.Password).Presses("tab").Types(fresh).Presses("tab").Types(fresh)
	p.Presses("tab", "right").Sees("somebody else may know", "the old keys")
	p.Presses("enter").Sees("The master password is changed", "home/door")
}

func TestCostOfGuessing(t *testing.T) {
	p := chooses(alice(t), "cost of guessing").Sees("64MiB,3,4", "it never gets lower").Golden("kdf")
	p.Types("wrong password").Presses("enter").Sees("wrong")
	p.Waits(20 * time.Second).Types(tuitest.Password).SeesNot(tuitest.Password).Presses("enter").Sees("guessing costs").SeesNot("now Argon2id 64MiB,3,4")
}

func TestKeyslots(t *testing.T) {
	p := chooses(alice(t), "keyslots").Sees("password", "opens everything").Golden("slots")
	p.Presses("d").Sees("the slot of the password stays")
}

func TestSessionsWithoutAgent(t *testing.T) {
	chooses(alice(t), "sessions, tokens").Sees("no session is open").Presses("d").Sees("nothing is open")
}

func TestLogins(t *testing.T) {
	p := tuitest.NewPerson(t, "bob", tuitest.NewClock()).WithVault("Bob")
	ctx := t.Context()
	for range 2 {
		a, err := app.Open(ctx, p.Env)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Unlock(ctx, secret.New("something else entirely")); err == nil {
			t.Fatal("a wrong password opens the vault")
		}
		a.Close()
	}
	p.Unlocks().Presses("enter")
	chooses(p, "logins").Sees("2 tries failed before", "different", "somebody else may know it").Golden("logins")
}

// TestLog: what stands in the log, that it is verified, and a head for somebody to keep.
func TestLog(t *testing.T) {
	p := chooses(alice(t), "log").Sees("item.add", "home/door", "vault.create").SeesNot("canary").Golden("log")
	p.Presses("v").Sees("all is well", "each in its place")
	path := filepath.Join(t.TempDir(), "alice.head")
	p.Presses("w").Sees("Whoever keeps it learns nothing").Types(path).Presses("enter").Sees("log.head")
	head, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(string(head), "coffer-log/") {
		t.Errorf("%q, %v", head, err)
	}
	p.Presses("w").Types(path).Presses("enter").Sees("already exists")
	p.Does(func(ctx context.Context, a *app.App) error {
		v, err := a.VerifyLog(ctx, head)
		if err == nil && v.Kept == nil {
			t.Error("no head was compared")
		}
		return err
	})
}

func TestSettings(t *testing.T) {
	p := chooses(alice(t), "settings").Sees("trash.retention", "30d", "clipboard.clear", "45s", "it may be", "how long the trash keeps things").Golden("settings")
	p.Presses("u").Sees("it has its default")
	p.Presses("enter", "ctrl+u").Types("never").Presses("enter").Sees("refused", "not \"never\"").Golden("setting-refused")
	p.Presses("ctrl+u").Types("60d").Presses("enter").Sees("60d", "vault").SeesNot("refused")
	p.Does(func(ctx context.Context, a *app.App) error {
		all, err := a.Settings(ctx)
		if err == nil && all[0].Value != "60d" {
			t.Errorf("the setting is %q", all[0].Value)
		}
		return err
	})
	p.Presses("e", "ctrl+u").Types("0d").Presses("enter").Sees("note", "deleted for good")
	p.Presses("u").Sees("30d")
	for range 12 {
		p.Presses("down")
	}
	p.Sees("between 5s and 10m", "config.toml").Presses("e", "ctrl+u").Types("20s").Presses("enter").Sees("20s", "file")
	p.Presses("e").Types("x").Presses("esc", "y").Sees("20s").SeesNot("20sx")
}

func TestAbout(t *testing.T) {
	chooses(alice(t), "about").Sees("v1.2.3", "this vault", "format")
}

func TestSmall(t *testing.T) {
	p := alice(t).GoesTo("account").Resizes(40, 10).Sees("you")
	for _, row := range rows {
		chooses(p, row).Resizes(40, 10)
		p.Frame()
		p.Resizes(200, 60).Presses("esc", "home")
	}
}

func TestTypedPasswordsAreForgotten(t *testing.T) {
	p := chooses(alice(t), "master password").Types("typed-canary")
	p.Presses("ctrl+l").Sees("master password").SeesNot("old password", "canary")
}
