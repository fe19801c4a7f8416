package ask

import (
	tea "charm.land/bubbletea/v2"

	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// Form is what a screen with a form to fill in is, but for its title and its keys: a screen
// embeds it, and has a method of its own where it does more.
type Form struct {
	widget.Form
	// Heard is called after a key or a paste, and told whether something was decided anew;
	// nil: nothing follows from it.
	Heard func(decided bool)
	// Below draws what stands under the rows; nil: nothing does.
	Below func(cells int, l *look.Look) []string
}

// Start asks nothing.
func (f *Form) Start() tea.Cmd { return nil }

// Unsaved tells that the form was filled in.
func (f *Form) Unsaved() bool { return f.Changed() }

// Update hears what is typed and chosen.
func (f *Form) Update(msg tea.Msg) tea.Cmd {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		if decided := f.Form.Update(msg); f.Heard != nil {
			f.Heard(decided)
		}
	}
	return nil
}

// View draws the form under an empty line.
func (f *Form) View(s screen.Size, l *look.Look) []string {
	var below []string
	if f.Below != nil {
		below = f.Below(s.Width, l)
	}
	return append([]string{""}, f.Form.View(screen.Size{Width: s.Width, Height: max(1, s.Height-1)}, l, below)...)
}
