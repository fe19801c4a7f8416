// Package asking has the screens of who asks the trustees of a vault: they open a ticket, see
// how far it is, and carry it out. They need no vault, so that these screens stand in front of
// the locked one, too; the ticket lies in a file of its own.
package asking

import (
	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// Enter goes into the vault of this folder with its new master password, which it wipes, and
// tells what was changed.
type Enter func(password secret.Text, told []string) tea.Cmd

// desk is what the screens of a ticket work with.
type desk struct {
	*screen.Desk
	env   app.Env
	enter Enter
}

// Home is the first of them: a new ticket, or one that is there.
type Home struct {
	d    *desk
	page widget.Page
}

// New makes the screen.
func New(d *screen.Desk, env app.Env, enter Enter) *Home { return &Home{d: &desk{d, env, enter}} }

// Title is where this is.
func (h *Home) Title() string { return "ask trustees" }

// Start asks nothing.
func (h *Home) Start() tea.Cmd { return nil }

// Typing never holds.
func (h *Home) Typing() bool { return false }

// Keys are what can be done here.
func (h *Home) Keys() []screen.Key {
	return []screen.Key{
		{Press: []string{"n", "a"}, Does: "open a new ticket", Short: "a new ticket", Do: func() tea.Cmd { return screen.Send(screen.Open{Screen: newWanted(h.d, "")}) }},
		{Press: []string{"o", "enter"}, Does: "go on with a ticket of yours", Short: "go on with one", Do: func() tea.Cmd { return screen.Send(screen.Open{Screen: newFind(h.d)}) }},
		{Press: []string{"p"}, Does: "open a vault by sheets of paper alone", Short: "sheets alone", Do: func() tea.Cmd { return screen.Send(screen.Open{Screen: newPapers(h.d)}) }},
	}
}

// Update hears the keys that scroll.
func (h *Home) Update(msg tea.Msg) tea.Cmd { h.page.Update(msg); return nil }

// View says what there is for who has lost a password.
func (h *Home) View(s screen.Size, l *look.Look) []string {
	return h.page.View(append([]string{""}, widget.Facts(homeFacts, s.Width, l)...), s, l)
}

var homeFacts = []widget.Fact{
	{Name: "trustees", Text: "Nobody can read your master password out of a vault. Its trustees together can open it, if its owner named some: you ask them with a ticket."},
	{},
	{Name: "1  ask", Text: "n opens a ticket, from a pack that names the trustees, or from the vault file itself"},
	{Name: "2  call", Text: "you call each trustee, and tell them the code of the ticket; each of them waits then, so that the owner can stop it"},
	{Name: "3  carry out", Text: "when enough have given their share, the vault gets a new master password"},
	{},
	{Name: "in between", Text: "the ticket lies in a file, under a ticket password of its own; o opens it again, here or on another machine"},
	{Name: "on paper", Text: "where every share is on paper nobody is asked: p takes what stands on the sheets"},
}

// Wipe has nothing to forget.
func (h *Home) Wipe() {}
