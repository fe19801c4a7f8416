package items_test

import (
	"testing"
	"time"

	"coffer/tui/tuitest"
)

// alice has some items, and the screens open.
func alice(t *testing.T) *tuitest.Person {
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock()).WithVault("Alice")
	p.Adds("home/door", "login", "1234-canary", map[string]string{"username": "alice"})
	p.Adds("work/mail/acme", "login", "swordfish-canary", map[string]string{"username": "ann", "url": "https://acme.example"})
	p.Adds("work/mail/beta", "login", "hunter-canary", map[string]string{"username": "bob"})
	return p.Unlocks()
}

func TestBrowse(t *testing.T) {
	p := alice(t).Sees("door", "acme", "beta", "work/mail", "3 of 3").Golden("browse")
	p.Presses("/").Types("bta").Sees("1 of 3", "beta").SeesNot("acme")
	p.Presses("esc").Sees("acme")
	p.Presses("tab", "down", "down", "down").Sees("1 of 1").SeesNot("acme")
}

func TestSecretIsCoveredAgain(t *testing.T) {
	p := alice(t).Presses("down", "enter").Sees("items › acme", "https://acme.example").SeesNot("canary").Golden("item")
	p.Presses("down", "space").Sees("swordfish-canary")
	p.Waits(9 * time.Second).Sees("swordfish-canary")
	p.Waits(time.Second).SeesNot("swordfish-canary")
	p.Presses("c")
	if p.Clipboard != "swordfish-canary" {
		t.Errorf("the clipboard has %q", p.Clipboard)
	}
}

func TestLockForgets(t *testing.T) {
	p := alice(t).Presses("down", "enter", "down", "space").Sees("swordfish-canary")
	p.Presses("ctrl+l").Sees("master password", "locked").SeesNot("canary", "acme")
	p.Types(tuitest.Password).Presses("enter").Sees("acme")
	p.Waits(15 * time.Minute).Sees("master password").SeesNot("acme")
}

func TestFilterSearchesAllBoxes(t *testing.T) {
	p := alice(t).Presses("/", "ctrl+a").Sees("not now: all items are searched already").Presses("esc")
	p.Presses("tab", "down", "down", "down", "tab").Sees("1 of 1").Presses("/").Types("beta").
		Sees("nothing in home fits the filter", "ctrl+a searches all").SeesNot("swordfish").Golden("nothing-fits")
	p.Presses("ctrl+a").Sees("1 of 3", "beta", "filter beta").Types("x").Sees("nothing fits the filter; esc takes it away").Presses("backspace", "enter", "enter").Sees("items › beta")
}

func TestShareAndSealFromItems(t *testing.T) {
	p := alice(t).Presses("down", "S").Sees("items › share an item", "acme", "contacts, and circles of them").Presses("esc")
	p.Presses("L").Sees("items › seal work/mail/acme", "withheld by").Presses("esc")
	p.Presses("enter", "S").Sees("acme › share an item").Presses("esc", "L").Sees("acme › seal work/mail/acme").Presses("esc").Sees("items › acme")
}
