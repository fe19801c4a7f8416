package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// overlay stands above the screens and has all keys.
type overlay interface {
	press(f *frame, msg tea.KeyPressMsg) tea.Cmd
	view(s screen.Size, l *look.Look) (title string, lines []string)
	keys() string
}

// close takes the overlay away.
func (f *frame) close() { f.over = nil }

// question is asked before something that hurts.
type question struct{ ask screen.Ask }

func (q *question) press(f *frame, msg tea.KeyPressMsg) tea.Cmd {
	switch msg.String() {
	case "y":
		f.close()
		return q.ask.Do()
	case "n", "esc", "q":
		f.close()
	}
	return nil
}

func (q *question) view(s screen.Size, l *look.Look) (string, []string) {
	return q.ask.Does + "?", look.Wrap(look.Safe(q.ask.Question), s.Width)
}

func (q *question) keys() string { return "y " + q.ask.Does + "  n leave it" }

// notice tells what must not be overlooked.
type notice struct {
	title string
	lines []string
	list  widget.List
}

func (n *notice) press(f *frame, msg tea.KeyPressMsg) tea.Cmd {
	switch key := msg.String(); key {
	case "enter", "esc", "q", "?", "f1":
		f.close()
	default:
		n.list.Press(key)
	}
	return nil
}

func (n *notice) view(s screen.Size, l *look.Look) (string, []string) {
	var lines []string
	for _, text := range n.lines {
		lines = append(lines, look.Wrap(text, s.Width)...)
	}
	if len(lines) <= s.Height {
		return n.title, lines
	}
	n.list.SetLen(len(lines) - s.Height + 1)
	return n.title, lines[n.list.At : n.list.At+s.Height]
}

func (n *notice) keys() string { return "enter close  ↑ ↓ more" }

// help shows all keys, with why one does nothing now.
func (f *frame) help() tea.Cmd {
	var lines []string
	add := func(title string, keys []screen.Key) {
		lines = append(lines, f.look.Title.Render(title))
		for _, k := range keys {
			does := k.Does
			if k.Why != "" {
				does += "  (not now: " + k.Why + ")"
			}
			line := "  " + f.look.Key.Render(look.Fit(strings.Join(k.Press, " "), 18)) + " " + look.Safe(does)
			if k.Why != "" {
				line = f.look.Dim.Render("  " + look.Fit(strings.Join(k.Press, " "), 18) + " " + look.Safe(does))
			}
			lines = append(lines, line)
		}
		lines = append(lines, "")
	}
	if s := f.screen(); s != nil {
		add(s.Title(), s.Keys())
	}
	lines = append(lines, f.look.Title.Render("lists"), "  "+widget.MoveKeys, "")
	add("everywhere", f.keys())
	f.over = &notice{title: "keys", lines: lines}
	return nil
}
