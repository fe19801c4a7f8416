package look

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"coffer/internal/host"
)

// more stands where text was cut off.
const more = "…"

// Width is how many cells text takes.
func Width(s string) int { return ansi.StringWidth(s) }

// Cut shortens text of the vault to so many cells, and says where it did. Nothing in
// it is left that a terminal would obey.
func Cut(s string, cells int) string { return CutStyled(host.Safe(s), cells) }

// CutStyled is [Cut] for text that has styles, and is safe.
func CutStyled(s string, cells int) string {
	if cells <= 0 {
		return ""
	}
	return ansi.Truncate(s, cells, more)
}

// Fit makes text of the vault exactly so many cells wide.
func Fit(s string, cells int) string { return FitStyled(host.Safe(s), cells) }

// FitStyled is [Fit] for text that has styles, and is safe.
func FitStyled(s string, cells int) string {
	s = CutStyled(s, cells)
	if gap := cells - Width(s); gap > 0 {
		return s + strings.Repeat(" ", gap)
	}
	return s
}

// Ends puts one text to the left of a line and another one to its right; the left one
// gives way.
func Ends(left, right string, cells int) string {
	right = CutStyled(right, cells)
	room := cells - Width(right)
	if room <= 1 {
		return FitStyled(right, cells)
	}
	return FitStyled(left, room) + right
}

// Lines makes a block of exactly so many lines and cells.
func Lines(lines []string, cells, height int) []string {
	block := make([]string, height)
	for i := range block {
		if i < len(lines) {
			block[i] = FitStyled(lines[i], cells)
		} else {
			block[i] = strings.Repeat(" ", max(cells, 0))
		}
	}
	return block
}

// hyphen stands for one while text is wrapped: dates and commands are broken at blanks.
const hyphen = "\ue000"

// Wrap breaks safe text into lines of at most so many cells, at blanks where there are.
func Wrap(s string, cells int) []string {
	if cells <= 0 {
		return nil
	}
	s = ansi.Wrap(strings.ReplaceAll(s, "-", hyphen), cells, "")
	return strings.Split(strings.ReplaceAll(s, hyphen, "-"), "\n")
}

// Beside puts two blocks of the same height beside each other, with a line between.
func Beside(left, right []string, rule string) []string {
	all := make([]string, max(len(left), len(right)))
	for i := range all {
		if i < len(left) {
			all[i] = left[i]
		}
		all[i] += rule
		if i < len(right) {
			all[i] += right[i]
		}
	}
	return all
}

// Safe makes text of the vault safe for a terminal.
func Safe(s string) string { return host.Safe(s) }
