package tuitest

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Fits fails the test unless the frame has as many lines and cells as the terminal, in
// every size.
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
			}
		}
	}
	return p.Resizes(80, 24)
}
