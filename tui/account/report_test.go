package account_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coffer/tui/tuitest"
)

// TestReport: what is stored is read on a page, about one contact alone, and written to files.
func TestReport(t *testing.T) {
	clock := tuitest.NewClock()
	p := tuitest.NewPerson(t, "alice", clock).WithVault("Alice")
	bob := tuitest.NewPerson(t, "bob", clock).WithVault("Bob")
	p.Adds("home/door", "login", "1234-canary", nil)
	tuitest.Meet(t.TempDir(), p, bob)
	p = chooses(p.Unlocks(), "report").Masks("as of 20", " as of today").Masks("fingerprint", " a fingerprint").Masks("address", " an address").Masks("dir:", " a folder")
	p.Sees("What this vault stores", "Alice", "more").SeesNot("canary", "home/door").Golden("report")
	dir := t.TempDir()
	for press, name := range map[string]string{"w": "all.html", "W": "all.json"} {
		path := filepath.Join(dir, name)
		p.Presses(press).Sees("keep it like a letter").Types(path).Presses("enter").Sees("What this vault stores")
		text, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(text), "Alice") || strings.Contains(string(text), "canary") {
			t.Errorf("%s: %q, %v", name, text, err)
		}
		p.Presses(press).Types(path).Presses("enter").Sees("already exists").Presses("esc", "y")
	}
	p.Presses("a").Sees("Bob").Presses("enter").Sees("What this vault stores about Bob").Presses("a").Sees("esc goes back to the whole")
	p.Presses("esc").SeesNot("about Bob").Presses("ctrl+l").Sees("master password").SeesNot("stores")
}
