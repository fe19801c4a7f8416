package people_test

import (
	"context"
	"strings"
	"testing"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/tuitest"
)

// TestEverySizeHolds walks the screens with names of others that are wide, combined or
// hostile, and holds that each line fills its cells and tells the terminal nothing.
func TestEverySizeHolds(t *testing.T) {
	clock, drop := tuitest.NewClock(), t.TempDir()
	alice := tuitest.NewPerson(t, "alice", clock).WithVault("Alice")
	bob := tuitest.NewPerson(t, "bob", clock).WithVault("北京 e\u0301 " + strings.Repeat("長い", 12))
	tuitest.Meet(drop, alice, bob)
	bob.Adds("home/小さい \u202e wifi", "login", "swordfish", map[string]string{"username": "\u001b[2J"})
	shares(bob, alice, "home/小さい \u202e wifi")
	alice.Does(func(ctx context.Context, a *app.App) error { return a.NewCircle(ctx, "家族", nil) })
	alice.Unlocks()
	for _, way := range [][]string{
		{"inbox"}, {"inbox", "enter"}, {"inbox", "t"}, {"contacts"}, {"contacts", "enter"}, {"contacts", "enter", "v"},
		{"contacts", "enter", "w"}, {"contacts", "enter", "x"}, {"contacts", "m", "p"}, {"contacts", "o"}, {"contacts", "o", "enter", "a"},
		{"contacts", "s"}, {"contacts", "s", "a"}, {"contacts", "p", "t"}, {"contacts", "a"}, {"contacts", "f5"},
	} {
		alice.Resizes(80, 24).GoesTo(way[0]).Presses(way[1:]...)
		for _, size := range [][2]int{{40, 10}, {61, 13}, {80, 24}, {120, 40}, {200, 60}} {
			alice.Resizes(size[0], size[1])
			holds(t, alice, way, size)
		}
		alice.Presses("esc", "esc", "esc", "esc")
	}
}

func holds(t *testing.T, p *tuitest.Person, way []string, size [2]int) {
	t.Helper()
	lines := strings.Split(p.Frame(), "\n")
	if len(lines) != size[1] {
		t.Errorf("%v at %v: %d lines", way, size, len(lines))
	}
	for i, line := range lines {
		if look.Width(line) != size[0] || strings.ContainsAny(line, "\u001b\u202e\u200b") {
			t.Errorf("%v at %v: line %d takes %d cells: %q", way, size, i, look.Width(line), line)
		}
	}
}
