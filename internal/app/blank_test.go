package app

import (
	"testing"
	"unicode"
	"unicode/utf8"

	"coffer/box"
	"coffer/internal/host"
)

// TestPathsAndTerminalsAgree holds that box, which writes paths, and host, which
// writes to terminals, call the same characters visible. Each has a list of the
// letters that leave nothing on the screen, since neither may know the other.
func TestPathsAndTerminalsAgree(t *testing.T) {
	blank := 0
	for r := rune(1); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) || r == '/' || r == '%' {
			continue
		}
		s := string(r)
		inPath, onScreen := box.EscapeName(s) == s, host.Safe(s) == s
		if inPath != onScreen {
			t.Errorf("%U: shown as it is in a path: %v, on a terminal: %v", r, inPath, onScreen)
		}
		if !inPath && unicode.IsGraphic(r) {
			blank++
		}
	}
	if blank != 8 {
		t.Errorf("%d letters are blank", blank)
	}
}
