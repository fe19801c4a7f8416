package ask

import (
	tea "charm.land/bubbletea/v2"

	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// NewText makes a screen with something to read, such as the commands for what is done
// outside of the screens.
func NewText(name string, facts []widget.Fact) screen.Screen { return &text{name: name, facts: facts} }

type text struct {
	name  string
	facts []widget.Fact
	page  widget.Page
}

func (t *text) Title() string  { return t.name }
func (t *text) Start() tea.Cmd { return nil }
func (t *text) Typing() bool   { return false }

func (t *text) Keys() []screen.Key {
	return []screen.Key{{Press: []string{"enter"}, Does: "go back", Short: "back", Do: func() tea.Cmd { return screen.Send(screen.Back{}) }}}
}

func (t *text) Update(msg tea.Msg) tea.Cmd { t.page.Update(msg); return nil }

func (t *text) View(s screen.Size, l *look.Look) []string {
	return t.page.View(append([]string{""}, widget.Facts(t.facts, s.Width, l)...), s, l)
}

// Wipe forgets what came from the vault.
func (t *text) Wipe() { *t = text{} }
