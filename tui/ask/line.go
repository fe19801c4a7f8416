// Package ask has the screens that stand between a wish and a deed: one line to type,
// with what would happen above it, a form to fill in, a list to choose from, and a text to read.
package ask

import (
	tea "charm.land/bubbletea/v2"

	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// Line is what is to be typed before something is done.
type Line struct {
	Name     string // of the screen
	Facts    []widget.Fact
	Label    string // of the line
	Given    string // stands there in the beginning; what is pasted then takes its place
	Hidden   bool   // draw a mark for each letter
	Optional bool   // it is done with an empty line, too
	Most     int    // bytes of it; 0: as many as [widget.Input] takes
	Does     string // the verb, in the imperative: veto the request
	Short    string // the same in a word
	// Path tells that it is the path of a file: tab completes it, and Do is given what it
	// means. It takes the desk.
	Path *screen.Desk
	// Why says why it cannot be done now, whatever is typed; nil, or empty: it can.
	Why func() string
	// Do does it, and wipes what it is given. It takes the screen away where it went
	// well. Where it did not, the line still stands there, unless it is hidden: that is
	// typed once more.
	Do func(typed secret.Text) tea.Cmd
}

// NewLine makes the screen.
func NewLine(l Line) screen.Screen {
	s := &line{Line: l, input: widget.Input{Label: l.Label + ":", Hidden: l.Hidden, Most: l.Most}}
	s.input.Set(l.Given)
	return s
}

type line struct {
	Line
	input widget.Input
	page  widget.Page
}

func (l *line) Title() string  { return l.Name }
func (l *line) Start() tea.Cmd { return nil }
func (l *line) Typing() bool   { return true }

// Unsaved tells that something was typed, other than a password that is asked for.
func (l *line) Unsaved() bool { return !l.Hidden && l.input.Typed() }

func (l *line) Keys() []screen.Key {
	why := ""
	if l.Why != nil {
		why = l.Why()
	}
	if why == "" && l.input.Empty() && !l.Optional {
		why = "nothing is typed yet"
	}
	keys := []screen.Key{{Press: []string{"enter", "ctrl+s"}, Does: l.Does, Short: l.Short, Why: why, Do: l.done}}
	if l.Path != nil {
		keys = append(keys, CompleteKey(l.Path, &l.input))
	}
	return keys
}

func (l *line) done() tea.Cmd {
	if l.Path != nil {
		return l.Do(secret.New(l.Path.Path(l.input.Text())))
	}
	typed := l.input.Secret()
	if l.Hidden {
		l.input.Wipe()
	}
	return l.Do(typed)
}

func (l *line) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if key := msg.String(); key == "up" || key == "down" || key == "pgup" || key == "pgdown" {
			l.page.Press(key)
			return nil
		}
		l.input.Update(msg)
	case tea.PasteMsg:
		if l.Given != "" && !l.input.Typed() {
			l.input.Wipe()
		}
		l.input.Update(msg)
	case screen.Mouse:
		l.page.Mouse(msg.MouseMsg)
	}
	return nil
}

// View draws the text, and the line under it in sight.
func (l *line) View(s screen.Size, lk *look.Look) []string {
	text := append([]string{""}, widget.Facts(l.Facts, s.Width, lk)...)
	height := max(0, min(len(text), s.Height-2))
	lines := l.page.View(text, screen.Size{Width: s.Width, Height: height}, lk)
	return append(lines, "", " "+l.input.View(s.Width-2, lk, true))
}

func (l *line) Wipe() { l.input.Wipe() }
