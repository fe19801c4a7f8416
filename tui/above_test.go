package tui_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

// TestFormAboveWork: work that ends takes its own screen away, and no form that somebody fills in above it.
func TestFormAboveWork(t *testing.T) {
	p := alice(t)
	p.Adds("home/window", "login", "a long secret of the window", nil)
	p.Unlocks().Presses("enter").Sees("items › door")
	goOn := halfway(p, tea.KeyPressMsg{Code: 'd', Text: "d"})
	p.Presses("e").Sees("› edit").Types("typed by somebody")
	goOn()
	p.Sees("typed by somebody")
}
