package widget

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"coffer/tui/look"
	"coffer/tui/screen"
)

// Tone is how a [Fact] is drawn. The words say the same without it.
type Tone int

// The tones.
const (
	Plain Tone = iota
	Title      // begins a part of a page
	Quiet
	Good
	Alarm
)

func (t Tone) style(l *look.Look) lipgloss.Style {
	return []lipgloss.Style{lipgloss.NewStyle(), l.Title, l.Dim, l.Good, l.Warn}[t]
}

// Fact is what a page says of something: a name, and a text, which is wrapped. Without a
// name the text goes on below the one before; without both it is a blank line.
type Fact struct {
	Name, Text string
	Tone       Tone
}

// nameCells is how wide names are at most.
const nameCells = 14

// Facts lays facts out, in two columns.
func Facts(facts []Fact, cells int, l *look.Look) (lines []string) {
	width := 0
	for _, f := range facts {
		if f.Tone != Title {
			width = min(nameCells, max(width, look.Width(look.Safe(f.Name))))
		}
	}
	for _, f := range facts {
		lines = append(lines, f.lines(width, cells, l)...)
	}
	return lines
}

// Detail lays out facts of the chosen row, below a list and a line: in a third of the
// screen, and at least in so many lines.
func Detail(facts []Fact, least int, s screen.Size, l *look.Look) []string {
	lines := append([]string{l.Dim.Render(strings.Repeat("─", s.Width))}, Facts(facts, s.Width, l)...)
	return look.Lines(lines, s.Width, max(least, s.Height/3))
}

func (f Fact) lines(width, cells int, l *look.Look) (lines []string) {
	if f.Tone == Title {
		return []string{" " + l.Title.Render(look.Cut(f.Name, cells-1))}
	}
	name := look.Fit(f.Name, width)
	style := f.Tone.style(l)
	for _, text := range look.Wrap(look.Safe(f.Text), cells-width-4) {
		lines = append(lines, " "+l.Dim.Render(name)+"  "+style.Render(text))
		name = look.Fit("", width)
	}
	return lines
}

// Page is text that may be longer than its room.
type Page struct{ top, height, rows int }

// Press moves the text, and tells whether the key was one that does.
func (p *Page) Press(key string) bool {
	l := List{Len: max(0, p.rows-p.height+1), At: p.top, height: p.height}
	moved := l.Press(key)
	p.top = l.At
	return moved
}

// Update hears keys and the wheel.
func (p *Page) Update(msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		p.Press(msg.String())
	case screen.Mouse:
		p.Mouse(msg.MouseMsg)
	}
}

// Mouse hears the wheel.
func (p *Page) Mouse(msg tea.MouseMsg) {
	if m, ok := msg.(tea.MouseWheelMsg); ok {
		p.Press(map[bool]string{true: "up", false: "down"}[m.Button == tea.MouseWheelUp])
	}
}

// AtEnd tells that its last line was in sight when it was drawn.
func (p *Page) AtEnd() bool { return p.top+p.height >= p.rows }

// View draws as much as there is room for, and says at the end that there is more.
func (p *Page) View(lines []string, s screen.Size, l *look.Look) []string {
	p.rows, p.height = len(lines), s.Height
	p.top = max(0, min(p.top, p.rows-p.height))
	block := look.Lines(lines[p.top:], s.Width, s.Height)
	if p.top+p.height < p.rows && p.height > 0 {
		block[p.height-1] = " " + l.Dim.Render(look.Fit("↓ more", s.Width-1))
	}
	return block
}
