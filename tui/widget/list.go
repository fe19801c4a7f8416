// Package widget holds what screens are put together from: lists, fields to type
// into, secrets that are masked. Each is a small model of its own.
package widget

import (
	tea "charm.land/bubbletea/v2"

	"coffer/tui/look"
	"coffer/tui/screen"
)

// List is a cursor over rows of which only those in sight are drawn.
type List struct {
	Len    int // rows there are
	At     int // the chosen row
	top    int
	height int // as it was drawn last, for pages
}

// SetLen says how many rows there are; the cursor stays among them.
func (l *List) SetLen(n int) {
	l.Len = n
	l.At = max(0, min(l.At, n-1))
}

// Press moves the cursor, and tells whether the key was one that does.
func (l *List) Press(key string) bool {
	switch key {
	case "up", "k":
		l.move(-1)
	case "down", "j":
		l.move(1)
	case "pgup", "ctrl+b":
		l.move(-l.page())
	case "pgdown", "ctrl+f":
		l.move(l.page())
	case "ctrl+u":
		l.move(-l.page() / 2)
	case "ctrl+d":
		l.move(l.page() / 2)
	case "home", "g":
		l.At = 0
	case "end", "G":
		l.At = max(0, l.Len-1)
	default:
		return false
	}
	return true
}

// MoveKeys are the keys of [List.Press], for help.
const MoveKeys = "↑ ↓ j k, page up and down, ctrl+u ctrl+d, home g, end G"

func (l *List) move(by int) { l.At = max(0, min(l.At+by, l.Len-1)) }

func (l *List) page() int { return max(1, l.height-1) }

// Mouse hears the mouse, at a line of the list: a click chooses, the wheel moves. It
// tells whether the chosen row was clicked.
func (l *List) Mouse(msg tea.MouseMsg, line int) (clicked bool) {
	switch m := msg.(type) {
	case tea.MouseWheelMsg:
		if m.Button == tea.MouseWheelUp {
			l.move(-3)
		} else {
			l.move(3)
		}
	case tea.MouseClickMsg:
		row := l.top + line
		if m.Button == tea.MouseLeft && line >= 0 && line < l.height && row < l.Len {
			again := row == l.At
			l.At = row
			return again
		}
	}
	return false
}

// Update hears keys, and the mouse over a list that so many lines stand above. It tells
// whether the chosen row was clicked.
func (l *List) Update(msg tea.Msg, above int) (clicked bool) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		l.Press(msg.String())
	case screen.Mouse:
		return l.Mouse(msg.MouseMsg, msg.Y-above)
	}
	return false
}

// View draws rows into a block. Row draws one, exactly so many cells wide, without a
// style; the chosen one has a mark before it, and a style while the list has the
// keys.
func (l *List) View(s screen.Size, lk *look.Look, focus bool, row func(i, cells int) string) []string {
	l.height = s.Height
	l.scroll()
	lines := make([]string, 0, s.Height)
	for i := l.top; i < min(l.Len, l.top+s.Height); i++ {
		mark := "  "
		if i == l.At {
			mark = "› "
		}
		line := look.FitStyled(mark+row(i, s.Width-2), s.Width)
		if i == l.At && focus {
			line = lk.Chosen.Render(line)
		}
		lines = append(lines, line)
	}
	return look.Lines(lines, s.Width, s.Height)
}

// scroll keeps the cursor in sight.
func (l *List) scroll() {
	l.top = max(0, min(l.top, l.Len-l.height))
	l.top = min(l.top, l.At)
	l.top = max(l.top, l.At-l.height+1)
}
