// Package look says how screens look: a few styles with a meaning, and text that
// fits into cells of a terminal. It knows nothing of vaults.
//
// Nothing is said by colour alone: a style may be left out, and the words and
// marks beside it say the same.
package look

import (
	"image/color"

	"charm.land/lipgloss/v2"
)

// Look is a set of styles. The zero value has none: text alone.
type Look struct {
	Title   lipgloss.Style // of a screen, of a column
	Dim     lipgloss.Style // what is less important
	Chosen  lipgloss.Style // the row that keys are about
	Covered lipgloss.Style // the cursor in a line that is typed and not shown
	Key     lipgloss.Style // a key that can be pressed
	Good    lipgloss.Style
	Warn    lipgloss.Style
	Bad     lipgloss.Style
	Match   lipgloss.Style // letters that a filter found
	Secret  lipgloss.Style // a secret that is shown
	Bar     lipgloss.Style // the status line
	Heard   bool           // lines are heard one by one: nothing is drawn that is no word
}

// New makes the styles for a terminal with colours, on a dark or a light ground. They
// are of the sixteen colours that every terminal has, so that its owner's choice of
// them holds here, too; but for a gray that can be read on either ground.
func New(dark bool) *Look {
	pick := lipgloss.LightDark(dark)
	fg := func(c color.Color) lipgloss.Style { return lipgloss.NewStyle().Foreground(c) }
	blue := pick(lipgloss.Blue, lipgloss.BrightCyan)
	return &Look{
		Title:   lipgloss.NewStyle().Bold(true),
		Dim:     lipgloss.NewStyle().Faint(true),
		Chosen:  lipgloss.NewStyle().Reverse(true),
		Covered: lipgloss.NewStyle().Reverse(true),
		Key:     fg(blue).Bold(true),
		Good:    fg(pick(lipgloss.Green, lipgloss.BrightGreen)),
		Warn:    fg(pick(lipgloss.Magenta, lipgloss.BrightYellow)).Bold(true),
		Bad:     fg(pick(lipgloss.Red, lipgloss.BrightRed)).Bold(true),
		Match:   fg(blue).Underline(true),
		Secret:  fg(pick(lipgloss.Magenta, lipgloss.BrightYellow)),
		Bar:     lipgloss.NewStyle().Reverse(true),
	}
}

// Mono makes styles without a colour, for NO_COLOR and terminals that have none.
func Mono() *Look {
	bold, reverse := lipgloss.NewStyle().Bold(true), lipgloss.NewStyle().Reverse(true)
	return &Look{
		Title: bold, Dim: lipgloss.NewStyle().Faint(true), Chosen: reverse, Key: bold, Warn: bold, Bad: bold,
		Match: lipgloss.NewStyle().Underline(true), Bar: reverse,
	}
}

// Plain makes no style at all, for who hears the screen.
func Plain() *Look { return &Look{} }
