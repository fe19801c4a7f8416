package tui_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/internal/app"
	"coffer/tui/tuitest"
	"coffer/vault/secret"
)

const shared, sealed, master = 6, 7, 4

// given is alice, to whom bob has handed an item with one canary, and has sealed and opened
// another one, of which carol withheld the key.
func given(t *testing.T) (alice *tuitest.Person) {
	clock, drop := tuitest.NewClock(), t.TempDir()
	var people []*tuitest.Person
	for _, name := range []string{"alice", "bob", "carol"} {
		people = append(people, tuitest.NewPerson(t, name, clock).WithVault(name))
	}
	alice, bob, carol := people[0], people[1], people[2]
	tuitest.Meet(drop, bob, alice, carol)
	bob.Adds("home/wifi", "login", unveiled(canaries[shared]), map[string]string{"username": "guest"})
	bob.Adds("home/bank", "login", unveiled(canaries[sealed]), nil)
	bob.Does(func(ctx context.Context, a *app.App) error {
		if _, err := a.Share(ctx, app.ShareOptions{Item: "home/wifi", To: []string{"alice"}}); err != nil {
			return err
		}
		_, err := a.NewSeals(ctx, app.SealOrder{Item: "home/bank", To: []string{"alice"}, Custodians: []string{"carol"}, Threshold: 1,
			Grace: 7 * 24 * time.Hour, MaxVetoes: 3, OnDelete: "break"})
		return err
	})
	rounds(bob, carol, alice)
	alice.Unlocks().Presses("esc").GoesTo("seals").Presses("enter", "b", "y").Sees("asked for").Presses("ctrl+l")
	rounds(alice, carol, bob)
	bob.Unlocks().Presses("esc").GoesTo("seals").Presses("enter", "y", "y").Sees("allowed").Presses("ctrl+l")
	rounds(bob, carol, alice)
	return alice
}

// rounds lets all sync so often that everybody has heard everything.
func rounds(people ...*tuitest.Person) {
	for range 3 {
		for _, p := range people {
			p.Syncs()
		}
	}
}

// holdsAlone fails the test unless these canaries, and no others, are in memory.
func holdsAlone(t *testing.T, when string, want ...int) {
	t.Helper()
	if found := inMemory(t); !slices.Equal(found, want) {
		t.Errorf("canaries %v are in memory %s, and not %v", found, when, want)
	}
}

// TestPeopleLeaveNoSecret shows what somebody shared and what somebody sealed, types the
// master password to choose trustees, and locks over it: each is in memory while it is
// there, and none of it after.
func TestPeopleLeaveNoSecret(t *testing.T) {
	p := given(t)
	p.Unlocks().Presses("esc").Resizes(120, 40)
	holdsAlone(t, "when nothing is shown")
	p.GoesTo("inbox").Presses("enter", "down", "space").Sees(unveiled(canaries[shared]))
	holdsAlone(t, "while it is shown", shared)
	p.GoesTo("seals").Presses("enter", "space").Sees(unveiled(canaries[sealed]))
	holdsAlone(t, "while it is shown", sealed)
	p.GoesTo("recovery").Presses("a", "space", "enter").Sees("master password").Types(unveiled(canaries[master])).Sees("•••")
	holdsAlone(t, "while it is typed", master)
	p.Presses("esc")
	holdsAlone(t, "once it was left")
	p.Presses("enter").Types(unveiled(canaries[master])).Sees("•••")
	p.GoesTo("inbox").Presses("space").Sees(unveiled(canaries[shared]))
	p.Presses("ctrl+l").Sees("master password").SeesNot("wifi", "bank")
	holdsAlone(t, "after locking")
	runtime.KeepAlive(p)
}

var anyCode = regexp.MustCompile(`(?m)^ +([0-9A-Z]{4})   [A-Za-z-]+, `)

// codeOf is the code of a ticket that somebody sees, turned by veil.
func codeOf(t *testing.T, p *tuitest.Person) []byte {
	t.Helper()
	var groups []string
	for _, found := range anyCode.FindAllStringSubmatch(p.Frame(), -1) {
		groups = append(groups, found[1])
	}
	if len(groups) != 3 {
		t.Fatalf("no code is in\n%s", p.Frame())
	}
	return veiled(strings.Join(groups, "-"))
}

// asking is erin, who has opened a ticket to the trustees of alice, from the screens.
func asking(t *testing.T, erin func() *tuitest.Person, way ...string) *tuitest.Person {
	clock, dir := tuitest.NewClock(), t.TempDir()
	t.Chdir(dir)
	alice, bob := tuitest.NewPerson(t, "alice", clock).WithVault("alice"), tuitest.NewPerson(t, "bob", clock).WithVault("bob")
	tuitest.Meet(t.TempDir(), alice, bob)
	alice.Does(func(ctx context.Context, a *app.App) error {
		_, _, err := a.SetTrustees(ctx, app.Appointment{Names: []string{"bob"}, Papers: []string{"frank"}, Threshold: 2, Wait: 3 * 24 * time.Hour}, secret.New(tuitest.Password))
		return err
	})
	rounds(bob, alice)
	alice.Does(func(ctx context.Context, a *app.App) error {
		pack, _, err := a.PackOf(ctx, "", app.Program{})
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, "alice.pack"), pack, 0o600)
	})
	p := erin().Presses(way...).Presses("n", "down", "ctrl+u").Types("alice.pack").Presses("enter", "enter").Types("it is me").Presses("enter", "ctrl+u").Types("alice.ticket")
	for range 2 {
		p.Presses("enter").Types("the password of a ticket")
	}
	return p.Presses("enter", "y").Sees("the code, for you to tell each trustee")
}

// TestAskingLeavesNoSecret shows the code of a ticket, types the words of a sheet and a new
// master password, and goes away, by leaving and by locking.
func TestAskingLeavesNoSecret(t *testing.T) {
	p := asking(t, func() *tuitest.Person { return tuitest.NewPerson(t, "erin", tuitest.NewClock()).Starts() }, "ctrl+t")
	canaries = append(canaries, codeOf(t, p))
	code := len(canaries) - 1
	defer func() { canaries = canaries[:code] }()
	holdsAlone(t, "while it is shown", code)
	p.Presses("p").Types(unveiled(canaries[sealed])).Sees("•••")
	holdsAlone(t, "while it is typed", sealed, code)
	p.Presses("esc", "y").Sees("the code, for you")
	holdsAlone(t, "while the code is shown again", code)
	p.Presses("esc", "esc").Sees("There is no vault yet")
	holdsAlone(t, "once it was left")
	runtime.KeepAlive(p)
}

// TestAskingWithinLeavesNoSecret does the same in an open vault, which is locked.
func TestAskingWithinLeavesNoSecret(t *testing.T) {
	p := asking(t, func() *tuitest.Person {
		return tuitest.NewPerson(t, "erin", tuitest.NewClock()).WithVault("erin").Unlocks().Presses("esc").GoesTo("recovery")
	}, "o")
	canaries = append(canaries, codeOf(t, p))
	code := len(canaries) - 1
	defer func() { canaries = canaries[:code] }()
	p.Presses("p").Types(unveiled(canaries[sealed])).Sees("•••")
	holdsAlone(t, "while it is typed", sealed, code)
	p.Presses("ctrl+l").Sees("master password")
	holdsAlone(t, "after locking")
	runtime.KeepAlive(p)
}

// TestDrawnLeavesNoSecret draws a master password at the first start, and goes elsewhere.
func TestDrawnLeavesNoSecret(t *testing.T) {
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock()).Starts().Presses("ctrl+g").Sees("drawn: ")
	_, drawn, _ := bytes.Cut([]byte(p.Frame()), []byte("drawn: "))
	drawn, _, _ = bytes.Cut(drawn, []byte("\n"))
	canaries = append(canaries, veiled(string(bytes.TrimSpace(drawn))))
	clear(drawn)
	last := len(canaries) - 1
	defer func() { canaries = canaries[:last] }()
	holdsAlone(t, "while it is shown", last)
	p.Presses("ctrl+t").Sees("ask trustees")
	holdsAlone(t, "once it was left")
	runtime.KeepAlive(p)
}
