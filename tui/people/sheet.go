// Package people has the screens of other people: contacts and what both compare, what
// came in, circles, what is shared, and the post that carries all of it.
package people

import (
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"coffer/internal/app"
	"coffer/tui/look"
)

// sheet puts lines together that say what there is to know of one thing.
type sheet struct {
	l     *look.Look
	width int
	lines []string
}

// nameCells is the width of the names of facts.
const nameCells = 16

func newSheet(l *look.Look, cells int) *sheet { return &sheet{l: l, width: min(cells, 100)} }

// fact adds a name and a value, which is broken into lines where it is long; without a
// value it adds nothing.
func (s *sheet) fact(name, value string) {
	if value == "" {
		return
	}
	for i, line := range look.Wrap(look.Safe(value), max(1, s.width-nameCells-2)) {
		if i > 0 {
			name = ""
		}
		s.lines = append(s.lines, " "+s.l.Dim.Render(look.Fit(name, nameCells))+line)
	}
}

// title adds the title of what follows.
func (s *sheet) title(text string) {
	s.gap()
	s.lines = append(s.lines, " "+s.l.Title.Render(look.Cut(text, s.width-1)))
}

// say adds a sentence in a style.
func (s *sheet) say(style lipgloss.Style, text string) {
	if text == "" {
		return
	}
	for _, line := range look.Wrap(look.Safe(text), max(1, s.width-2)) {
		s.lines = append(s.lines, " "+style.Render(line))
	}
}

func (s *sheet) gap() {
	if len(s.lines) > 0 {
		s.lines = append(s.lines, "")
	}
}

func quoted(name string) string { return app.Quoted(name) }

func quotedList(names []string) string { return app.QuotedList(names) }

// nothing says why a list has no rows: they are being read, or there is none.
func nothing(read bool, none string, cells int, l *look.Look) []string {
	if !read {
		none = "reading …"
	}
	return []string{"", "  " + l.Dim.Render(look.Cut(none, cells-2))}
}

// leftText says how long it is until then.
func leftText(due, now time.Time) string {
	left := due.Sub(now)
	switch {
	case left <= 0:
		return "due now"
	case left < time.Minute:
		return "in less than a minute"
	case left < 48*time.Hour:
		return "in " + app.FormatSpan(left.Truncate(time.Minute))
	}
	return "in " + app.FormatSpan(left.Truncate(time.Hour))
}

// columns fits texts into the cells of a row: each width takes so many, and 0 what the
// others leave.
func columns(cells int, widths []int, texts ...string) string {
	rest, open := cells, 0
	for _, w := range widths {
		rest -= w
		if w == 0 {
			open++
		}
	}
	var b strings.Builder
	for i, w := range widths {
		if w == 0 {
			w = max(0, rest/open)
			rest, open = rest-w, open-1
		}
		if w > 1 {
			b.WriteString(look.Fit(texts[i], w-1) + " ")
		}
	}
	return look.FitStyled(b.String(), cells)
}
