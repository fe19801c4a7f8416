package people

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// form asks for a few lines and does something with them.
type form struct {
	title string
	intro func(*sheet) // what this is about; nil: the lines say it
	lines []*line
	does  string // in the imperative
	short string
	do    func() tea.Cmd
	at    int
	page  widget.Page
	began string // see [form.choices]
}

// line is one of a form: text, something that is chosen on another screen, or a yes or no.
type line struct {
	label string
	help  string
	input widget.Input
	pick  func() tea.Cmd
	value func() string // what was picked
	flag  bool
	on    bool
	path  *screen.Desk // the text may be a path: tab completes it, and it means what the desk says
}

// labelCells is the width of the labels of lines.
const labelCells = 12

func textLine(label, help string) *line { return &line{label: label, help: help} }

func (n *line) text() string { return n.input.Text() }

// Title is where this is.
func (f *form) Title() string { return f.title }

// Start asks nothing: what was typed stays.
func (f *form) Start() tea.Cmd {
	if f.began == "" {
		f.began = f.choices()
	}
	return nil
}

// choices are what is chosen on all lines.
func (f *form) choices() (text string) {
	for _, n := range f.lines {
		if n.pick != nil {
			text += n.value()
		}
		text += fmt.Sprintf(" %t\n", n.on)
	}
	return text
}

// Unsaved tells that the form was filled in.
func (f *form) Unsaved() bool {
	return f.choices() != f.began || slices.ContainsFunc(f.lines, func(n *line) bool { return n.input.Typed() })
}

// Typing holds: letters are text.
func (f *form) Typing() bool { return true }

// Keys are what can be done here.
func (f *form) Keys() []screen.Key {
	on := f.lines[f.at]
	enter := screen.Key{Press: []string{"enter"}, Does: "go on to the next line", Short: "go on", Do: f.next}
	switch {
	case on.pick != nil:
		enter = screen.Key{Press: []string{"enter"}, Does: "choose from a list", Short: "choose", Do: on.pick}
	case f.at == len(f.lines)-1:
		enter = screen.Key{Press: []string{"enter"}, Does: f.does, Short: f.short, Do: f.do}
	}
	keys := []screen.Key{enter}
	if on.path != nil {
		keys = append(keys, ask.CompleteKey(on.path, &on.input))
	}
	if on.flag {
		keys = append(keys, screen.Key{Press: []string{"space"}, Does: "say yes or no", Short: "yes or no", Do: f.flip})
	}
	if len(f.lines) > 1 {
		keys = append(keys,
			screen.Key{Press: []string{"tab", "down"}, Does: "go to the next line", Short: "next", Do: f.next},
			screen.Key{Press: []string{"shift+tab", "up"}, Does: "go to the line before", Do: f.before},
			screen.Key{Press: []string{"ctrl+s"}, Does: f.does, Short: f.short, Do: f.do})
	}
	return keys
}

func (f *form) next() tea.Cmd   { f.at = (f.at + 1) % len(f.lines); return nil }
func (f *form) before() tea.Cmd { f.at = (f.at + len(f.lines) - 1) % len(f.lines); return nil }
func (f *form) flip() tea.Cmd   { f.lines[f.at].on = !f.lines[f.at].on; return nil }

// Update hears what is typed, and the mouse wheel.
func (f *form) Update(msg tea.Msg) tea.Cmd {
	on := f.lines[f.at]
	press, isKey := msg.(tea.KeyPressMsg)
	switch {
	case isKey && on.pick != nil:
		if press.String() == "space" {
			return on.pick()
		}
	case isKey && on.flag:
		if press.String() == "space" {
			return f.flip()
		}
	case on.pick == nil && !on.flag && on.input.Update(msg):
	default:
		if !isKey {
			f.page.Update(msg)
		}
	}
	return nil
}

// View draws the screen.
func (f *form) View(s screen.Size, l *look.Look) []string {
	sh := newSheet(l, s.Width)
	if f.intro != nil {
		f.intro(sh)
		sh.gap()
	}
	for i, n := range f.lines {
		sh.lines = append(sh.lines, n.view(i == f.at, sh.width, l))
		if i == f.at && n.help != "" {
			for _, text := range look.Wrap(look.Safe(n.help), max(1, sh.width-labelCells-4)) {
				sh.lines = append(sh.lines, look.Fit("", labelCells+4)+l.Dim.Render(text))
			}
		}
	}
	return f.page.View(sh.lines, s, l)
}

func (n *line) view(focus bool, cells int, l *look.Look) string {
	mark := "  "
	if focus {
		mark = "› "
	}
	room := cells - labelCells - 4
	left := " " + mark + l.Dim.Render(look.Fit(n.label, labelCells)) + " "
	switch {
	case n.flag:
		return left + choiceText(n.on, focus, room, l)
	case n.pick == nil:
		return left + n.input.View(room, l, focus)
	}
	value := n.value()
	if value == "" {
		value = "none yet; enter chooses"
	}
	if focus {
		return left + l.Chosen.Render(look.Cut(value, room))
	}
	return left + look.Cut(value, room)
}

func choiceText(on, focus bool, room int, l *look.Look) string {
	text := "[ ] no"
	if on {
		text = "[x] yes"
	}
	if focus {
		return l.Chosen.Render(look.Cut(text, room))
	}
	return look.Cut(text, room)
}

// Wipe forgets what was typed.
func (f *form) Wipe() {
	for _, n := range f.lines {
		n.input.Wipe()
	}
	*f = form{lines: []*line{{}}}
}
