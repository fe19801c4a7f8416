package look

import "testing"

// TestMarksAreOurs: nothing of a vault passes for the mark of a chosen row, and marks take
// no room.
func TestMarksAreOurs(t *testing.T) {
	for _, mark := range []string{ChosenMark, CoveredMark} {
		if Safe("a"+mark) == "a"+mark {
			t.Errorf("%q passes", mark)
		}
		if Width(mark) != 0 {
			t.Errorf("%q takes %d cells", mark, Width(mark))
		}
	}
	if got := Spoken().Chosen.Render("row"); got != ChosenMark+"row" {
		t.Errorf("a chosen row is %q", got)
	}
}
