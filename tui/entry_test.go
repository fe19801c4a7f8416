package tui_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"coffer/internal/app"
	"coffer/tui/tuitest"
)

func TestFirstStartJudgesThePassword(t *testing.T) {
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock()).Starts().Types("Alice").Presses("enter", "enter")
	p.Types("alice2031").Sees("weak").SeesNot("alice2031").Golden("first-start-weak")
	p.Presses("ctrl+u").SeesNot("weak")
	p.Presses("ctrl+g").Sees("drawn: ", "type it once more").Golden("first-start-drawn")
	p.Types("something else").Presses("enter").Sees("not the same").SeesNot("drawn: ")
}

func TestFirstStartTellsOfRecovery(t *testing.T) {
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock()).Starts().Types("Alice").Presses("enter", "enter")
	p.Types(tuitest.Password).Presses("enter").Types(tuitest.Password).Presses("enter")
	p.Sees("Your vault is made", "trustees", "emergency kit").Golden("first-start-made").Presses("enter").Sees("the vault is empty")
}

func TestCompanionTierAlone(t *testing.T) {
	p := alice(t).Starts().Types(tuitest.Password).Presses("ctrl+o")
	p.Presses("enter").Sees("companion tier alone", "door")
	p.Presses("down", "space").Sees("not now").SeesNot("a long secret")
	p.GoesTo("health").Sees("not now: the companion tier alone").Resizes(120, 40).Sees("companion tier alone")
	p.Presses("ctrl+l").Types(tuitest.Password).Presses("enter").SeesNot("companion tier alone")
}

func TestOlderVaultIsTold(t *testing.T) {
	p := alice(t)
	path := filepath.Join(p.Env.Folders.Data, "vault.db")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p.Adds("home/window", "login", "another long secret", nil)
	if err := os.WriteFile(path, before, 0o600); err != nil {
		t.Fatal(err)
	}
	p.Unlocks().Sees("older than what this machine saw", "nothing will be", "Look for the newer").Golden("welcome-older")
}

func TestMarkedForDeletion(t *testing.T) {
	p := alice(t)
	p.Does(func(ctx context.Context, a *app.App) error { _, err := a.RemoveVault(ctx); return err })
	p.Unlocks().Sees("marked for deletion", "2031-05-20").Presses("enter")
	p.GoesTo("account").Sees("goes for good on 2031-05-20").Presses("u").Sees("the vault stays").SeesNot("goes for good")
}

func TestTriesAreTold(t *testing.T) {
	p := alice(t).Starts()
	p.Types("wrong").Presses("enter")
	p.Waits(2 * time.Second)
	p.Starts().Sees("1 wrong password was typed")
}

// TestShortPasswordNamesNoCommand holds that a screen says what can be done on it.
func TestShortPasswordNamesNoCommand(t *testing.T) {
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock()).Starts().Types("Alice").Presses("enter", "enter").Types("short").Presses("enter")
	p.Sees("a master password has at least", "several words drawn by", "chance are long enough").SeesNot("coffer gen")
}
