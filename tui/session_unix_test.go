//go:build unix

package tui_test

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/tui/tuitest"
	"coffer/vault"
)

// TestScreensAndCommandsShareTheSession: what is unlocked on the screen is open to
// commands, and what is locked there is locked to them; and the other way round.
func TestScreensAndCommandsShareTheSession(t *testing.T) {
	p := alice(t).WithAgent().Unlocks()
	open, name := p.Commands()
	if !open {
		t.Fatal("commands need a password after an unlock on the screen")
	}
	p.Waits(time.Second).Sees(`session "` + name + `"`)
	p.Presses("ctrl+l").Sees("master password")
	if open, _ := p.Commands(); open {
		t.Error("commands need no password after a lock on the screen")
	}
	p.Types("correct horse battery").Presses("enter").Presses("enter").Sees("door")
	p.Lock()
	p.Waits(time.Second).Sees("master password").SeesNot("door")
}

// TestUsedElsewhereGoesOn: a session lasts as long as somebody uses it in any terminal,
// and ends in all of them.
func TestUsedElsewhereGoesOn(t *testing.T) {
	p := alice(t).WithAgent().Unlocks()
	for range 3 {
		p.Waits(10 * time.Minute).Sees("door")
		p.Commands()
	}
	p.Waits(16*time.Minute).Sees("master password", "nobody used")
	if open, _ := p.Commands(); open {
		t.Error("commands need no password once nobody used the session")
	}
}

// TestTwoTerminals: a lock in one is one in both, at once; what is unlocked in one is open
// to the other, which shows nothing of it before somebody there wants that.
func TestTwoTerminals(t *testing.T) {
	p := alice(t).WithAgent().Unlocks()
	second := p.Beside().Starts().Sees("door")
	second.Presses("ctrl+l").Sees("master password")
	p.Waits(time.Second).Sees("master password", "ended elsewhere").SeesNot("door")
	p.Types("correct horse battery").Presses("enter").Presses("enter").Sees("door")
	second.Presses("enter").Sees("type the master password first")
	second.Waits(time.Second).Sees("unlocked in another terminal", "Press enter to open").SeesNot("door")
	second.Types("corr").SeesNot("Press enter to open").Presses("ctrl+u").Sees("Press enter to open")
	second.Presses("enter").Sees("door", "session").SeesNot("companion tier alone")
	second.Presses("enter", "down").Sees("username")
}

// TestUnlockedByACommand: a locked screen tells of a session that a command began, and
// takes that back when it has ended.
func TestUnlockedByACommand(t *testing.T) {
	p := alice(t).WithAgent().Starts().SeesNot("another terminal")
	p.Unlock("monday")
	p.Waits(time.Second).Sees("unlocked in another terminal").Golden("unlocked-elsewhere")
	p.Lock()
	p.Waits(time.Second).SeesNot("another terminal")
	p.Unlock("a day in june")
	p.Waits(time.Second)
	p.Lock()
	p.Presses("enter").Sees("master password").SeesNot("door")
}

// TestUnlockGivenUp: where the password was given up while it was tried, nothing stays open,
// and the screen goes on looking whether the vault is open elsewhere.
func TestUnlockGivenUp(t *testing.T) {
	p := alice(t).WithAgent()
	stretch, during := p.Env.Stretch, func() {}
	p.Env.Stretch = func(password, salt []byte, params vault.Params) []byte {
		during()
		return stretch(password, salt, params)
	}
	p.Starts().Types(tuitest.Password)
	goOn := halfway(p, tea.KeyPressMsg{Code: tea.KeyEnter})
	during = func() { p.Presses("ctrl+x") }
	goOn()
	during = func() {}
	p.Sees("given up").Waits(time.Second).Sees("master password").SeesNot("another terminal")
	p.Unlock("monday")
	p.Waits(time.Second).Sees("unlocked in another terminal").Presses("enter").Sees("door")
}
