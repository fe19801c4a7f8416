package tui_test

import (
	"os"
	"testing"
	"time"
)

// TestNoWarningIsMissed: of several at once one is told with how many more there are, and
// a key shows all; the status line counts them until then.
func TestNoWarningIsMissed(t *testing.T) {
	p := alice(t).Unlocks().Presses("f2").Sees("not now: nothing happened")
	state := p.Env.Folders.State
	if err := os.RemoveAll(state); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(state, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p.Adds("home/window", "login", "another long secret", nil)
	p.Waits(time.Second).Presses("ctrl+r").Waits(time.Second)
	p.Sees("2 to read, f2 shows all", "2 to read ·")
	p.Presses("f2").Sees("what happened", "warning: the state folder").Golden("warnings").Presses("esc").SeesNot("2 to read")
}
