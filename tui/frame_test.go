package tui_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/tuitest"
)

func alice(t *testing.T) *tuitest.Person {
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock()).WithVault("Alice")
	p.Adds("home/door", "login", "a long secret of the door", map[string]string{"username": "alice"})
	return p
}

func TestFirstStart(t *testing.T) {
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock()).Starts().Sees("There is no vault yet", "ctrl+c quit").Golden("first-start")
	p.Presses("esc").Sees("not now: this is the first screen; ctrl+c leaves coffer").Presses("f1").Resizes(120, 60)
	p.Sees("leave coffer  (not now: letters are typed here", "there is no vault yet").SeesNot("session goes on").Resizes(80, 24).Presses("esc")
	p.Types("Alice").Presses("enter", "enter").Types("short").Presses("enter").Sees("at least")
	p.Presses("ctrl+u").Types(tuitest.Password).Presses("enter").Types("something else").Presses("enter").Sees("not the same")
	p.Types(tuitest.Password).Presses("enter").Types(tuitest.Password).Presses("enter", "enter").Sees("the vault is empty")
}

func TestWrongPasswordWaits(t *testing.T) {
	p := alice(t).Starts().Sees("master password").Golden("unlock")
	p.Types("wrong").Presses("enter").Sees("wrong password")
	p.Types(tuitest.Password).Presses("enter").Sees("not now: wait 1s")
	p.Waits(time.Second).Presses("enter").Sees("try failed").Golden("welcome-failed").Presses("enter").Sees("door")
}

func TestHelpSaysWhyNot(t *testing.T) {
	alice(t).Unlocks().Presses("?").Sees("open the item").Golden("keys").Resizes(120, 60).Sees("not now: this is the first screen here").
		Presses("esc").SeesNot("open the item")
}

func TestPaletteDoes(t *testing.T) {
	alice(t).Unlocks().Presses(":").Types("lock every").Sees("lock the vault, everywhere").SeesNot("leave coffer").Golden("commands").
		Presses("enter").Sees("master password")
}

func TestChangedElsewhere(t *testing.T) {
	p := alice(t).Unlocks().SeesNot("window")
	p.Adds("home/window", "login", "another long secret", nil)
	p.Waits(time.Second).Sees("window")
	p.Does(func(ctx context.Context, a *app.App) error {
		_, err := a.Remove(ctx, []string{"home/door"}, 0)
		return err
	})
	p.Waits(time.Second).SeesNot("door")
}

func TestActiveDoesNotLock(t *testing.T) {
	p := alice(t).Unlocks()
	for range 30 {
		p.Waits(5 * time.Minute).Presses("down")
	}
	p.Waits(time.Second).Sees("door")
	p.Waits(16*time.Minute).Sees("master password", "nobody used")
}

// TestEverySize draws in every size from nothing on; each line takes exactly its cells.
func TestEverySize(t *testing.T) {
	p := alice(t)
	p.Adds("漢字の箱/e\u0301te\u0301/"+strings.Repeat("長い名前", 30), "login", "a long secret that is wide", map[string]string{"username": "👩‍👩‍👧"})
	p.Unlocks()
	for _, keys := range [][]string{nil, {"enter"}, {"?"}, {"esc", ":"}, {"esc", "esc", "/"}} {
		p.Presses(keys...)
		for width := 0; width <= 130; width += 13 {
			for height := range 30 {
				p.Resizes(width, height)
				lines := strings.Split(p.Styled(), "\n")
				if width > 0 && len(lines) != max(height, 1) && height > 0 {
					t.Fatalf("%d lines in %d by %d", len(lines), width, height)
				}
				for _, line := range lines {
					if got := look.Width(line); got != width && height > 0 {
						t.Fatalf("%d cells in %d by %d: %q", got, width, height, line)
					}
				}
			}
		}
	}
}

// TestOverlayIsWhole: help stands whole over a screen that has few lines.
func TestOverlayIsWhole(t *testing.T) {
	p := alice(t).Unlocks().GoesTo("inbox").Presses("?").Sees("╭─ keys", "╰", "accept who asks")
	p.Resizes(120, 40).Sees("╰", "everywhere")
}

// TestChangesElsewhereAreNoUse: a vault that others change, as a sync in the background
// does, locks all the same when nobody sits here; somebody who does sees the change.
func TestChangesElsewhereAreNoUse(t *testing.T) {
	p := alice(t).Unlocks()
	p.Waits(4 * time.Minute)
	p.Adds("home/window", "login", "another long secret", nil)
	p.Waits(time.Second).SeesNot("window").Sees("any key shows")
	p.Presses("down").Sees("window").SeesNot("any key shows")
	for i := range 5 {
		p.Waits(4 * time.Minute)
		p.Adds(fmt.Sprintf("home/later %d", i), "login", "another long secret", nil)
		p.Waits(time.Second)
	}
	p.Sees("master password", "nobody used")
}

// TestNarrowTabs: where there is no room for all names the place where one is has its own,
// and the mouse finds the keys of the others.
func TestNarrowTabs(t *testing.T) {
	p := alice(t).Unlocks().Resizes(60, 20).Presses("7").Sees(" 1  2  3  4  5  6 [7 account]").Resizes(80, 24).Sees("1 items")
	p.Resizes(40, 10).Presses("1").Sees("[1 items] 2  3  4  5  6  7 ")
	p.Sends(tea.MouseClickMsg{X: 13, Y: 0, Button: tea.MouseLeft})
	p.Sees(" 1  2 [3 seals] 4 ")
}
