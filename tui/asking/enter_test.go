package asking_test

import (
	"testing"

	"coffer/tui/tuitest"
)

// TestSheetsOfNothing: enter on the last line says what is missing, as ctrl+s does.
func TestSheetsOfNothing(t *testing.T) {
	p := tuitest.NewPerson(t, "erin", tuitest.NewClock()).Starts().Presses("ctrl+t", "p", "down")
	p.Presses("ctrl+s").Sees("which vault file?").Presses("enter").Sees("which vault file?").SeesNot("--")
	p.Types("x").Presses("up", "left").Sees("new address").Presses("down", "down", "enter").Sees("which new address?").SeesNot("--")
}
