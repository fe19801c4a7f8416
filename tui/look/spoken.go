package look

import "charm.land/lipgloss/v2"

// What stands before the row that keys are about, and before the cursor of a line that is
// typed and not shown, where a look is made for who hears the screen. Nothing of the
// vault holds them: [Safe] lets neither through.
const (
	ChosenMark  = "\u2061"
	CoveredMark = "\u2062"
)

// Spoken marks with letters what other looks show by a style.
func Spoken() *Look {
	mark := func(m string) lipgloss.Style {
		return lipgloss.NewStyle().Transform(func(s string) string { return m + s })
	}
	return &Look{Chosen: mark(ChosenMark), Covered: mark(CoveredMark), Heard: true}
}
