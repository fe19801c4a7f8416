package people_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/tuitest"
)

// two are people who share a clock and have set the same post.
func two(t *testing.T) (alice, bob *tuitest.Person) {
	t.Helper()
	clock, drop := tuitest.NewClock(), t.TempDir()
	alice = tuitest.NewPerson(t, "alice", clock).WithVault("Alice")
	bob = tuitest.NewPerson(t, "bob", clock).WithVault("Bob")
	for _, p := range []*tuitest.Person{alice, bob} {
		p.Does(func(ctx context.Context, a *app.App) error { return a.SetPost(ctx, "dir:"+drop, false) })
	}
	return alice, bob
}

// met are two who have compared their safety numbers.
func met(t *testing.T) (alice, bob *tuitest.Person) {
	t.Helper()
	clock, drop := tuitest.NewClock(), t.TempDir()
	alice = tuitest.NewPerson(t, "alice", clock).WithVault("Alice")
	bob = tuitest.NewPerson(t, "bob", clock).WithVault("Bob")
	tuitest.Meet(drop, alice, bob)
	return alice, bob
}

// cardFile writes the card of somebody to a file.
func cardFile(t *testing.T, of *tuitest.Person) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "a.card")
	of.Does(func(ctx context.Context, a *app.App) error {
		card, err := a.OwnCard(ctx)
		if err != nil {
			return err
		}
		return os.WriteFile(path, []byte(card.Text()), 0o600)
	})
	return path
}

func TestNoContactsSaysHowTheyCome(t *testing.T) {
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock()).WithVault("Alice").Unlocks()
	p.GoesTo("contacts").Sees("no contacts yet", "m shows your own card").Golden("contacts-none")
	p.Presses("enter").Sees("not now", "no contact is chosen")
	p.Presses("f5").Sees("no post is set")
}

// TestTwoMeet goes from a card to a compared safety number, on both sides.
func TestTwoMeet(t *testing.T) {
	alice, bob := two(t)
	path := cardFile(t, bob)
	alice.Unlocks().GoesTo("contacts").Presses("a").Types(path).Presses("enter").Sees("ask Bob", "fingerprint").Golden("ask")
	alice.Types("bob").Presses("enter").Types("it is me").Presses("enter").Sees("took the card of \"bob\"", "requested")
	alice.Presses("f5").Sees("took in 0 envelopes, sent 1", "synced 08:00")

	bob.Unlocks().Presses("f5").Sees("\"Alice\" asks to connect", "it is me", "1 to decide").Golden("sync-report")
	bob.Presses("i").Sees("asks you", "it is me", "y accepts").Golden("inbox-asks")
	bob.Presses("enter").Sees("asks since", "they ask to connect")
	bob.Presses("y").Sees("you and \"Alice\" are connected", "connected since")
	bob.Presses("f5", "f5")
	alice.Presses("f5").Sees("you and \"bob\" are connected")
	alice.Presses("enter").Sees("connected").Golden("contacts")

	alice.Presses("enter").Sees("compared", "not yet", "safety number").Golden("contact")
	alice.Presses("v").Sees("Does \"bob\" see the same number?").Golden("compare")
	alice.Presses("i").Types("12345").Presses("enter").Sees("not the safety number", "if it was typed right, somebody", "exchanged a card").SeesNot("caps lock").Presses("esc", "y")
	alice.Presses("y").Sees("Do you know that it was").Presses("y").Sees("\"bob\" is verified", "verified since")
	alice.Presses("v", "n").Sees("not verified any more").Presses("y").Sees("connected since", "not yet")
}

func TestWordsAreComparedLive(t *testing.T) {
	alice, bob := met(t)
	alice.Unlocks().GoesTo("contacts").Presses("enter", "w").Sees("a begins").Presses("a").Sees("There are no words yet")
	for range 2 {
		alice.Syncs()
		bob.Syncs()
	}
	alice.Syncs().Presses("ctrl+r").Sees("read the same six words").Golden("six-words")
	alice.Presses("y", "y").Sees("\"Bob\" is verified")
}

func TestContactIsRenamedEndedAndBlocked(t *testing.T) {
	alice, _ := met(t)
	alice.Unlocks().GoesTo("contacts").Presses("enter", "e", "ctrl+u").Types("bob from work").Presses("enter").Sees("is named \"bob from work\" now", "contacts › bob from work")
	alice.Presses("d").Sees("nothing new passes").Presses("n").Sees("verified since")
	alice.Presses("d", "y").Sees("broke off", "ended since")
	alice.Presses("v").Sees("not now", "the contact is ended")
	alice.Presses("b").Sees("They are not told").Presses("y").Sees("blocked since")
	alice.Presses("b").Sees("not blocked any more", "ended since")
	alice.Presses("a").Types("sorry").Presses("enter").Sees("requested since")
}

func TestOwnCardIsSavedAndPointedTo(t *testing.T) {
	alice, bob := two(t)
	alice.Unlocks().GoesTo("contacts").Presses("m").Sees("BEGIN COFFER CARD", "Alice").Golden("card")
	path := filepath.Join(t.TempDir(), "alice.card")
	alice.Presses("s", "ctrl+u").Types(path).Presses("enter").Sees("wrote your card")
	alice.Presses("s", "ctrl+u").Types(path).Presses("enter").Sees("already").Presses("esc", "y")
	alice.Presses("p", "c").Sees("what points to it")
	pointer := alice.Clipboard
	bob.Unlocks().GoesTo("contacts").Presses("a").Types(pointer).Presses("enter").Sees("ask Alice")
	bob.Presses("esc", "ctrl+u").Types(path).Presses("enter").Sees("ask Alice")
	bob.Presses("esc", "ctrl+u").Types("nowhere.card").Presses("enter").Sees("nowhere.card")
}

// TestCardIsPasted takes the text of a card as a terminal pastes it: its lines end with
// carriage returns.
func TestCardIsPasted(t *testing.T) {
	alice, bob := two(t)
	text, err := os.ReadFile(cardFile(t, bob))
	if err != nil {
		t.Fatal(err)
	}
	alice.Unlocks().GoesTo("contacts").Presses("a")
	alice.Sends(tea.PasteMsg{Content: strings.ReplaceAll(string(text), "\n", "\r")})
	alice.Sees("the text of a card was pasted").Presses("enter").Sees("ask Bob")
	alice.Presses("esc").Sends(tea.PasteMsg{Content: string(text[:300])})
	alice.Presses("enter").Sees("damaged")
}

// TestSomebodyElseWithTheirName is an alarm before anything is sent, and stands with the
// contact.
func TestSomebodyElseWithTheirName(t *testing.T) {
	alice, _ := met(t)
	mallory := tuitest.NewPerson(t, "mallory", alice.Clock).WithVault("Bob")
	alice.Unlocks().GoesTo("contacts").Presses("a").Types(cardFile(t, mallory)).Presses("enter").Sees("looks like \"Bob\", with other keys")
	alice.Types("bob 2").Presses("enter", "enter").Sees("keep it as somebody else?").Golden("looks-like").Presses("y")
	alice.Presses("down").Sees("warning: \"bob 2\" looks like \"Bob\"")
}

func TestNothingStaysAfterLocking(t *testing.T) {
	alice, _ := met(t)
	alice.Unlocks().GoesTo("contacts").Sees("Bob").Presses("enter", "v").Sees("safety number")
	alice.Waits(15 * time.Minute).Sees("master password").SeesNot("Bob")
}
