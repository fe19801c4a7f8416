package tui_test

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/tui"
	"coffer/tui/tuitest"
)

// halfway sends a message, and does what comes of it only when it is told to: meanwhile
// somebody does something else.
func halfway(p *tuitest.Person, msg tea.Msg) (goOn func()) {
	_, cmd := p.Model().Update(msg)
	var does func(tea.Cmd)
	does = func(cmd tea.Cmd) {
		if cmd == nil {
			return
		}
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for _, cmd := range batch {
				does(cmd)
			}
		} else if msg != nil {
			p.Sends(msg)
		}
	}
	return func() { does(cmd) }
}

// TestLeftWhileItLooks: whoever leaves a screen while the frame looks at the vault leaves
// that alone: it goes on looking, and locks.
func TestLeftWhileItLooks(t *testing.T) {
	p := alice(t).Unlocks().Presses("enter", "enter").Sees("items › ")
	goOn := halfway(p, tui.Second{})
	p.Presses("esc")
	goOn()
	p.Waits(16*time.Minute).Sees("master password", "nobody used").SeesNot("door")
}

// TestLeftWhileItSyncs: what a sync brings is told, also to who has left the screen on which
// the key was pressed.
func TestLeftWhileItSyncs(t *testing.T) {
	p := alice(t).Unlocks().Presses("enter", "enter").Sees("items › ")
	goOn := halfway(p, tea.KeyPressMsg{Code: tea.KeyF5})
	p.Presses("esc")
	goOn()
	p.Sees("no post is set")
}

// TestGoneToTheFirst: of work that was asked for on a screen nothing comes once somebody has
// gone to the first one of the place, by its digit, too.
func TestGoneToTheFirst(t *testing.T) {
	p := alice(t)
	p.Adds("home/window", "login", "a long secret of the window", nil)
	p.Unlocks().Presses("enter").Sees("items › door")
	goOn := halfway(p, tea.KeyPressMsg{Code: 'd', Text: "d"})
	p.Presses("1").SeesNot("items › door").Presses("down", "enter").Sees("items › window")
	goOn()
	p.Sees("items › window")
}
