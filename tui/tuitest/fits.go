package tuitest

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// styles are the codes that a frame may hold: how letters look.
var styles = regexp.MustCompile("\x1b\\[[0-9;]*m")

// Fits fails the test unless the frame has as many lines and cells as the terminal, in
// every size, and holds nothing that a terminal would obey but styles.
func (p *Person) Fits() *Person {
	p.t.Helper()
	for width := 13; width <= 208; width += 13 {
		for height := 1; height <= 61; height += 3 {
			p.Resizes(width, height)
			lines := strings.Split(p.Styled(), "\n")
			if len(lines) != height {
				p.t.Fatalf("%d lines in %d by %d", len(lines), width, height)
			}
			for _, line := range lines {
				if got := ansi.StringWidth(line); got != width {
					p.t.Fatalf("%d cells in %d by %d: %q", got, width, height, line)
				}
				if strings.ContainsFunc(styles.ReplaceAllString(line, ""), obeyed) {
					p.t.Fatalf("codes in %d by %d: %q", width, height, line)
				}
			}
		}
	}
	return p.Resizes(80, 24)
}

// obeyed tells of a letter that a terminal does something about: it is of a code, or
// turns the writing around.
func obeyed(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Bidi_Control) }
