package tui_test

import (
	"strings"
	"testing"

	"coffer/tui/tuitest"
)

const needsMore = "not now: the companion tier alone is open; ctrl+l"

// TestCompanionKeysSayWhy: where the companion tier alone is open, whatever takes more says
// so before anything is filled in, and all else works.
func TestCompanionKeysSayWhy(t *testing.T) {
	p := alice(t).Starts().Types(tuitest.Password).Presses("ctrl+o").Sees("companion tier alone", "door")
	for _, place := range []string{"2", "3", "4", "5", "6"} {
		p.Presses(place).Sees(needsMore, "› all items")
	}
	p.Resizes(120, 40).Presses("f5").Sees(needsMore).Resizes(80, 24)
	for _, key := range []string{"a", "e", "f", "t", "m", "M", "d"} {
		p.Presses(key).Sees("not now: the companion tier alone", "1 of 1")
	}
	p.Presses("?").Resizes(120, 60).Sees("edit the item  (not now: the companion tier alone").Resizes(80, 24).Presses("esc")
	p.Presses("enter").Sees("username")
	for _, key := range []string{"e", "f", "t", "m", "M", "A", "s", "d"} {
		p.Presses(key).Sees("not now: the companion tier alone", "items › door")
	}
	p.Presses("h").Sees("history: not now").Presses("esc")
	p.Presses("B").Sees("home").Presses("a").Sees(needsMore).Presses("r").Sees(needsMore).Presses("esc")
	p.Presses("P").Sees("login").Presses("esc").Presses("T").Presses("esc")
}

// TestCompanionAccount: the machine's own settings change in any session, those of the
// person do not.
func TestCompanionAccount(t *testing.T) {
	p := alice(t).Starts().Types(tuitest.Password).Presses("ctrl+o").Presses("7").Sees("keyslots", "settings")
	for range 3 {
		p.Presses("enter").Sees(needsMore).Presses("down")
	}
	p.Presses("enter").Sees("what opens the vault").Presses("d").Sees("not now").Presses("esc")
	for !strings.Contains(p.Frame(), "› settings") {
		p.Presses("down")
	}
	p.Presses("enter").Sees("trash.retention").Presses("e").Sees(needsMore)
	for !strings.Contains(p.Frame(), "› clipboard.clear") {
		p.Presses("down")
	}
	p.Sees("config.toml").Presses("e", "ctrl+u").Types("20s").Presses("enter").Sees("20s")
}
