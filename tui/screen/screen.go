// Package screen says what a screen is: a model, its keys, and its view. A screen
// asks for work and is given what came of it; it does none in Update, and knows
// neither the terminal nor who stands beside it.
package screen

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/tui/look"
)

// Renewing is a screen that takes the place of one like it: two reports do not lie on
// each other.
type Renewing interface{ Renews(top Screen) bool }

// Screen is what a person looks at. All its methods are called by the one goroutine
// that owns the model, and none of them waits.
type Screen interface {
	// Title is where this is, in a word or two; it holds no secret.
	Title() string
	// Start asks for what is shown. It is called again when the vault was changed.
	Start() tea.Cmd
	// Update hears all that is no key of [Screen.Keys]: what is typed while Typing
	// holds, the mouse, the ticks of [Tick].
	Update(msg tea.Msg) tea.Cmd
	// Keys are all keys that there are here, in the order of their use.
	Keys() []Key
	// Typing tells that letters are text now, and no keys.
	Typing() bool
	// View draws into exactly the lines that it is given.
	View(s Size, l *look.Look) []string
	// Wipe overwrites what secrets the screen has, and forgets the rest of what came
	// from the vault. The screen is not used again.
	Wipe()
}

// Finder is the first screen of a place where something can be named from elsewhere: see
// [Go].
type Finder interface {
	// Find opens what an @ID means.
	Find(ref string) tea.Cmd
}

// Filled is a screen that somebody fills in.
type Filled interface {
	// Unsaved tells that what they typed or chose there would be lost with the screen.
	Unsaved() bool
}

// OfItem is a screen about one item.
type OfItem interface {
	// Item is its @ID, or nothing.
	Item() string
}

// Size is the room that a screen has, in cells.
type Size struct{ Width, Height int }

// Key is a key, or several for the same.
type Key struct {
	Press []string // as [tea.KeyPressMsg] writes them; the first one is shown
	Does  string   // in the imperative: copy the main secret
	Short string   // the same in one word or two, for the line below; empty keeps it out of there
	Also  string   // words by which the palette finds it, too
	Why   string   // it does nothing now; empty where it does
	Core  bool     // it takes both tiers: it changes the vault, or is about what the core tier has
	Do    func() tea.Cmd
}

// NoCore is why a key does nothing that takes both tiers, where one alone is open.
const NoCore = "the companion tier alone is open; ctrl+l, and then the master password, opens everything"

// WithoutCore are keys as they are where the companion tier alone is open.
func WithoutCore(keys []Key) []Key {
	for i := range keys {
		if keys[i].Core && keys[i].Why == "" {
			keys[i].Why = NoCore
		}
	}
	return keys
}

// Pressed finds the key that a press is about.
func Pressed(keys []Key, press string) *Key {
	for i := range keys {
		for _, p := range keys[i].Press {
			if p == press {
				return &keys[i]
			}
		}
	}
	return nil
}

// SyncKey is the key that carries what was decided, where others wait for a decision.
func SyncKey() Key {
	return Key{Press: []string{"s"}, Does: "sync: carry decisions to others, and take in theirs", Short: "sync", Do: func() tea.Cmd { return Send(Sync{}) }}
}

// What a screen asks of the frame around it, as messages.
type (
	// Open puts a screen above this one.
	Open struct{ Screen Screen }
	// Item puts the screen of an item above this one, which ref names.
	Item struct{ Ref, Title string }
	// Back takes the screen on top away, and with Again set begins the one below anew. With
	// Of it takes that one away, wherever it lies.
	Back struct {
		Again bool
		Of    Screen
	}
	// Say tells a person something that is no failure.
	Say struct{ Text string }
	// Failed tells what went wrong.
	Failed struct{ Err error }
	// Ask asks before something is done that hurts.
	Ask struct {
		Question string // what would be lost
		Does     string // the verb: remove
		Do       func() tea.Cmd
	}
	// Press does what a key of the screen does, or says why not: for who clicks.
	Press struct{ Key string }
	// Again begins the screen in sight anew, after it has changed what it shows.
	Again struct{}
	// Sync carries envelopes now, Again with what was put aside.
	Sync struct{ Again bool }
	// Synced tells that a sync has ended, and why it failed; empty where it did not.
	Synced struct {
		At     time.Time
		Failed string
	}
	// Share opens the screen that hands an item to others.
	Share struct{ Ref, Title string }
	// Seal opens the screen that seals an item, by its @ID.
	Seal struct{ Ref, Path string }
	// Trash opens the screen of what was put away.
	Trash struct{}
	// Go goes to a place by its name, for what another noun's screens do; Ref, where it
	// is given, is what it is about.
	Go struct{ Place, Ref, Title string }
	// Asking opens the screens of who asks the trustees of a vault: they need none.
	Asking struct{}
	// Tick comes once a second to the screen in sight.
	Tick struct{}
	// Hidden comes when another screen is looked at from now on: it hears no ticks, so
	// that what is uncovered is covered now. What it asks for is not heard.
	Hidden struct{}
)

// Send makes a command of a message.
func Send(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }

// Leave takes the screen on top away, begins the one below anew, and says what was done.
func Leave(said string) tea.Cmd {
	return tea.Sequence(Send(Back{Again: true}), Send(Say{Text: said}))
}
