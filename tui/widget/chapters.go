package widget

import (
	tea "charm.land/bubbletea/v2"

	"coffer/tui/look"
	"coffer/tui/screen"
)

// Chapter is a part of a list under a title of its own.
type Chapter struct {
	Title string
	Len   int    // rows there are
	Empty string // stands in the place of rows; without it a chapter without rows is left out
}

// Chapters is a list in parts. The cursor goes from row to row, over the titles.
type Chapters struct {
	parts []Chapter
	lines []chapterLine
	list  List // of the rows of all chapters
	top   int
}

// chapterLine is what stands on a line: a row, or where it is negative one of the kinds.
type chapterLine struct{ chapter, row int }

const (
	titleLine = -1 - iota
	emptyLine
	blankLine
)

// Set says what there is; the cursor stays at its place in the whole.
func (c *Chapters) Set(parts []Chapter) {
	c.parts, c.lines = parts, nil
	rows := 0
	for i, p := range parts {
		if p.Len == 0 && p.Empty == "" {
			continue
		}
		if len(c.lines) > 0 {
			c.lines = append(c.lines, chapterLine{i, blankLine})
		}
		c.lines = append(c.lines, chapterLine{i, titleLine})
		if p.Len == 0 {
			c.lines = append(c.lines, chapterLine{i, emptyLine})
		}
		for row := range p.Len {
			c.lines = append(c.lines, chapterLine{i, row})
		}
		rows += p.Len
	}
	c.list.SetLen(rows)
}

// At is the row that keys are about; ok is false where there is none.
func (c *Chapters) At() (chapter, row int, ok bool) {
	n := c.list.At
	for i, p := range c.parts {
		if n < p.Len {
			return i, n, true
		}
		n -= p.Len
	}
	return 0, 0, false
}

// Go puts the cursor onto a row.
func (c *Chapters) Go(chapter, row int) {
	for _, p := range c.parts[:chapter] {
		row += p.Len
	}
	c.list.At = row
	c.list.SetLen(c.list.Len)
}

// Press moves the cursor, and tells whether the key was one that does.
func (c *Chapters) Press(key string) bool { return c.list.Press(key) }

// Mouse hears the mouse, at a line of the list: see [List.Mouse].
func (c *Chapters) Mouse(msg tea.MouseMsg, line int) (clicked bool) {
	if _, wheel := msg.(tea.MouseWheelMsg); wheel {
		return c.list.Mouse(msg, line)
	}
	m, click := msg.(tea.MouseClickMsg)
	at := c.top + line
	if !click || m.Button != tea.MouseLeft || line < 0 || at >= len(c.lines) || c.lines[at].row < 0 {
		return false
	}
	before := c.list.At
	c.Go(c.lines[at].chapter, c.lines[at].row)
	return c.list.At == before
}

// Update hears keys and the mouse: see [List.Update].
func (c *Chapters) Update(msg tea.Msg, above int) (clicked bool) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		c.Press(msg.String())
	case screen.Mouse:
		return c.Mouse(msg.MouseMsg, msg.Y-above)
	}
	return false
}

// View draws the list: see [List.View].
func (c *Chapters) View(s screen.Size, l *look.Look, row func(chapter, row, cells int) string) []string {
	c.list.height = s.Height
	c.scroll(s.Height)
	var lines []string
	for i := c.top; i < min(len(c.lines), c.top+s.Height); i++ {
		lines = append(lines, c.draw(c.lines[i], s.Width, l, row))
	}
	return look.Lines(lines, s.Width, s.Height)
}

func (c *Chapters) draw(at chapterLine, cells int, l *look.Look, row func(chapter, row, cells int) string) string {
	switch at.row {
	case blankLine:
		return ""
	case titleLine:
		return " " + l.Title.Render(look.Fit(c.parts[at.chapter].Title, cells-1))
	case emptyLine:
		return "   " + l.Dim.Render(look.Fit(c.parts[at.chapter].Empty, cells-3))
	}
	if chapter, n, ok := c.At(); ok && chapter == at.chapter && n == at.row {
		return l.Chosen.Render(look.FitStyled(" › "+row(at.chapter, at.row, cells-3), cells))
	}
	return look.FitStyled("   "+row(at.chapter, at.row, cells-3), cells)
}

// scroll keeps the cursor in sight, with the title above the first row.
func (c *Chapters) scroll(height int) {
	chapter, row, _ := c.At()
	at := 0
	for i, line := range c.lines {
		if line.chapter == chapter && line.row == row {
			at = i
		}
	}
	c.top = max(0, min(c.top, len(c.lines)-height))
	if row == 0 {
		c.top = min(c.top, max(0, at-1))
	}
	c.top = max(min(c.top, at), at-height+1)
}
