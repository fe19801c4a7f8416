package widget

import "coffer/tui/look"

// inputLine is a part of a text that stands on one line of the screen: letters from, and
// up to before which.
type inputLine struct{ from, to int }

// takes tells that a key is for a text of several lines, not for who goes from one
// field to another.
func (in *Input) takes(key string) bool {
	switch key {
	case "enter":
		return in.Lines
	case "up":
		return in.Lines && in.logical(in.at) > 0
	case "down":
		return in.Lines && in.logical(in.at) < in.logical(len(in.text))
	}
	return false
}

// logical is in which line of the text, from 0, a place is.
func (in *Input) logical(at int) (n int) {
	for _, r := range in.text[:at] {
		if r == '\n' {
			n++
		}
	}
	return n
}

// lineKey begins a new line, or goes to the one above or below.
func (in *Input) lineKey(key string) {
	if key == "enter" {
		in.insert([]rune{'\n'})
		return
	}
	start := in.lineStart(in.at)
	column := in.at - start
	if key == "up" {
		start = in.lineStart(start - 1)
	} else {
		start = in.lineEnd(in.at) + 1
	}
	in.at = min(start+column, in.lineEnd(start))
}

func (in *Input) lineStart(at int) int {
	for at > 0 && in.text[at-1] != '\n' {
		at--
	}
	return at
}

func (in *Input) lineEnd(at int) int {
	for at < len(in.text) && in.text[at] != '\n' {
		at++
	}
	return at
}

// wrapped cuts the text into lines of so many cells.
func (in *Input) wrapped(cells int) []inputLine {
	var lines []inputLine
	from, width := 0, 0
	for i, r := range in.text {
		w := look.Width(in.shown(i, i+1))
		switch {
		case r == '\n':
			lines, from, width = append(lines, inputLine{from, i}), i+1, 0
			continue
		case width+w > cells:
			lines, from, width = append(lines, inputLine{from, i}), i, 0
		}
		width += w
	}
	return append(lines, inputLine{from, len(in.text)})
}

// block draws a text of several lines: as many as there are, up to height, with the
// cursor among them.
func (in *Input) block(cells, height int, l *look.Look, focus bool) []string {
	lines := in.wrapped(max(1, cells-3)) // two before, and one for the cursor
	at := 0
	for i, line := range lines {
		if in.at >= line.from {
			at = i
		}
	}
	top := max(0, min(at-height+1, len(lines)-height))
	if !focus {
		top = 0
	}
	var out []string
	for i := top; i < min(len(lines), top+height); i++ {
		out = append(out, look.FitStyled("  "+in.blockLine(lines[i], l, focus && i == at), cells))
	}
	if hidden := len(lines) - top - len(out); hidden > 0 && !focus {
		out[len(out)-1] = look.FitStyled("  "+l.Dim.Render("…"), cells)
	}
	return out
}

func (in *Input) blockLine(line inputLine, l *look.Look, here bool) string {
	if !here {
		return in.shown(line.from, line.to)
	}
	under, rest := " ", ""
	if in.at < line.to {
		under, rest = in.shown(in.at, in.at+1), in.shown(in.at+1, line.to)
	}
	cursor := l.Chosen
	if in.Hidden {
		cursor = l.Covered
	}
	return in.shown(line.from, in.at) + cursor.Render(under) + rest
}
