package tui_test

import (
	"strings"
	"testing"

	"coffer/tui/tuitest"
)

// TestADayInLines walks through a day as somebody does who hears the screens: from the
// first start over looking for an item to the lock.
func TestADayInLines(t *testing.T) {
	p := alice(t)
	heard := p.Hears("wrong", "", "'"+tuitest.Password, "ctrl+x", "?", "ctrl+c")
	says(t, heard, "screen: locked", "master password, hidden > ", "wrong password", "keys:", "wait 1s")
	heard = tuitest.NewPerson(t, "bob", tuitest.NewClock()).Hears("Bob", "", "", tuitest.Password, "", tuitest.Password, "", ".", "ctrl+l", "ctrl+c")
	says(t, heard, "There is no vault yet", "chosen: your name", "your name > ", "master password, hidden > ", "strong", "once more, hidden > ", "Your vault is made", "screen: items", "the vault is empty", "status: open", "screen: locked")
	if strings.Contains(heard, tuitest.Password) {
		t.Error("the password was shown")
	}
}

func TestLinesOfADay(t *testing.T) {
	p := alice(t)
	p.Adds("work/mail", "login", "a long secret of the mail", nil)
	heard := p.Hears(tuitest.Password, "", "/", "mail", "", "?", "", "down", "space", ".", "esc", ":", "go to health", "", "xyz", "ctrl+l", "ctrl+c")
	says(t, heard, "screen: items", "chosen: door", "chosen: mail", "keys:", "screen: items, mail", "password, (covered), core",
		"a long secret of the mail", "screen: health", "there is no key xyz", "screen: locked")
	for _, drawn := range "│─╭╮╰╯›•\x1b\u2061\u2062" {
		if strings.ContainsRune(heard, drawn) {
			t.Errorf("%q is drawn", drawn)
		}
	}
	tuitest.Holds(t, "testdata/plain/day.txt", p.Hears(tuitest.Password, "", "/", "mail", "", "", "down", "space", "e", "esc", "esc", "x", "ctrl+l", "ctrl+c"))
}

// TestNothingIsHeardTwice: while time passes no line is said again that only counts down,
// what was shown is said to be covered, and back on a screen its lines are not said again.
func TestNothingIsHeardTwice(t *testing.T) {
	p := alice(t)
	heard := p.Hears(tuitest.Password, "", "", "down", "space", "(2s)", "(9s)", "esc", "down", "ctrl+c")
	if n := strings.Count(heard, "a long secret of the door"); n != 1 {
		t.Errorf("the secret is said %d times in\n%s", n, heard)
	}
	says(t, heard, "(10s)", "chosen: password, (covered), core", "screen: items", "chosen: door", "no change; ? lists the keys")
	if n := strings.Count(heard, "favourite favourites"); n != 1 {
		t.Errorf("the list is said %d times in\n%s", n, heard)
	}
}

// TestNothingIsDrawnInLines: marks are words, a picture is left out, and a key that does
// nothing at a question says which do.
func TestNothingIsDrawnInLines(t *testing.T) {
	p := given(t)
	heard := p.Hears(tuitest.Password, "", "2", "4", "", "v", "esc", "esc", "5", "a", "space", "", "esc", "esc", "?", "y", ".", "ctrl+c")
	says(t, heard, "screen: inbox", "(waits) new item", "screen: contacts, bob, safety number", "you and \"bob\"", "Does \"bob\" see the same number",
		"not marked bob", "chosen: trustees, marked bob", "master password, hidden > ", "y or n > ", "no change; keys: y discard what you typed", "status: open, ")
	for _, drawn := range "│─╭╮╰╯›•█▀▄\x1b\u2061\u2062" {
		if strings.ContainsRune(heard, drawn) {
			t.Errorf("%q is drawn", drawn)
		}
	}
}

// says fails the test unless all of it was heard, in this order.
func says(t *testing.T, heard string, texts ...string) {
	t.Helper()
	rest := heard
	for _, text := range texts {
		_, after, ok := strings.Cut(rest, text)
		if !ok {
			t.Fatalf("%q was not heard, in this order, in\n%s", text, heard)
		}
		rest = after
	}
}
