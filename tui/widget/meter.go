package widget

import (
	"strings"

	"coffer/tui/look"
)

// meterSteps is how many scores a password can have above none.
const meterSteps = 4

// Meter draws how strong a password is: as a bar, as a word, and why. Nothing is drawn
// where nothing was typed.
func Meter(score int, word, why string, cells int, l *look.Look) []string {
	if word == "" {
		return []string{"", ""}
	}
	style := l.Warn
	switch {
	case score < 2:
		style = l.Bad
	case score == meterSteps:
		style = l.Good
	}
	bar := "[" + strings.Repeat("#", score) + strings.Repeat("-", meterSteps-score) + "] "
	return []string{style.Render(look.Cut(bar+word, cells)), l.Dim.Render(look.Cut(why, cells))}
}
