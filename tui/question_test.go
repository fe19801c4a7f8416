package tui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"coffer/tui/screen"
)

// TestLongQuestionIsReadToItsEnd: whoever says yes has seen the end of what is asked, also
// where somebody else has filled it with words.
func TestLongQuestionIsReadToItsEnd(t *testing.T) {
	p := alice(t).Unlocks()
	done := false
	ask := screen.Ask{Does: "do it", Question: strings.Repeat("words that somebody else has written, ", 60) + "then it is gone irrevocably", Do: func() tea.Cmd { done = true; return nil }}
	p.Sends(ask)
	p.SeesNot("irrevocably").Presses("y")
	if done {
		t.Fatal("it was done before the end was seen")
	}
	p.Presses("end").Sees("irrevocably").Presses("y")
	if !done {
		t.Error("it was not done")
	}
}
