package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

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
type question struct {
	ask    screen.Ask
	leaves bool        // it is about leaving coffer
	page   widget.Page // of its lines, where there is no room for all
	read   bool        // the end of it was in sight
}

func (q *question) press(f *frame, msg tea.KeyPressMsg) tea.Cmd {
	q.view(f.inner(), f.look) // also where nobody has drawn it yet
	switch key := msg.String(); key {
	case "y":
		if !q.read { // others may have written what stands before the end
			return screen.Send(screen.Say{Text: "read it to its end first: ↓"})
		}
		f.close()
		return q.ask.Do()
	case "n", "esc", "q":
		f.close()
	default:
		q.page.Press(key)
		q.view(f.inner(), f.look)
	}
	return nil
}

func (q *question) view(s screen.Size, l *look.Look) (string, []string) {
	lines := look.Wrap(look.Safe(q.ask.Question), s.Width)
	if l.Heard || len(lines) <= s.Height {
		q.read = true
		return q.ask.Does + "?", lines
	}
	shown := q.page.View(lines, s, l)
	q.read = q.read || q.page.AtEnd()
	return q.ask.Does + "?", shown
}

func (q *question) keys() string {
	if !q.read {
		return "↓ the rest of it  n leave it"
	}
	return "y " + q.ask.Does + "  n leave it"
}

// notice tells what must not be overlooked, or all keys.
type notice struct {
	title string
	rows  []row
	list  widget.List // of the lines, from which those in sight begin
}

// row is a paragraph, maybe with a key before it.
type row struct {
	key  string
	text string
	dim  bool
	head bool
}

// keyWidth is the room for keys.
const keyWidth = 16

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
	for _, r := range n.rows {
		lines = append(lines, r.lines(s.Width, l)...)
	}
	if len(lines) <= s.Height {
		return n.title, lines
	}
	n.list.SetLen(len(lines) - s.Height + 1)
	return n.title, lines[n.list.At : n.list.At+s.Height]
}

// lines draws a row; what does not fit goes on under its own beginning.
func (r row) lines(cells int, l *look.Look) (lines []string) {
	style := lipgloss.NewStyle()
	switch {
	case r.head:
		style = l.Title
	case r.dim:
		style = l.Dim
	}
	if r.key == "" {
		for _, line := range look.Wrap(look.Safe(r.text), cells) {
			lines = append(lines, style.Render(line))
		}
		return lines
	}
	key := l.Key
	if r.dim {
		key = l.Dim
	}
	left := key.Render(look.Fit(r.key, keyWidth)) + " "
	for _, line := range look.Wrap(look.Safe(r.text), cells-keyWidth-1) {
		lines = append(lines, left+style.Render(line))
		left = look.Fit("", keyWidth+1)
	}
	return lines
}

func (n *notice) keys() string { return "enter close  ↑ ↓ more" }

// help shows all keys, with why one does nothing now.
func (f *frame) help() tea.Cmd {
	var rows []row
	if s := f.screen(); s != nil {
		rows = append(append(rows, row{head: true, text: s.Title()}), keyRows(f.keysOf(s))...)
	}
	rows = append(rows, row{}, row{head: true, text: "lists"}, row{key: "↑ ↓ …", text: widget.MoveKeys}, row{}, row{head: true, text: "everywhere"})
	f.over = &notice{title: "keys", rows: append(rows, keyRows(f.keys())...)}
	return nil
}

func keyRows(keys []screen.Key) []row {
	rows := make([]row, len(keys))
	for i, k := range keys {
		rows[i] = row{key: strings.Join(k.Press, " "), text: k.Does}
		if k.Why != "" {
			rows[i].text += "  (not now: " + k.Why + ")"
			rows[i].dim = true
		}
	}
	return rows
}
