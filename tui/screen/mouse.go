package screen

import tea "charm.land/bubbletea/v2"

// Mouse is the mouse, at a place of the screen's own block.
type Mouse struct {
	tea.MouseMsg
	X, Y int
}
