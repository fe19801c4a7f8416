package tui

import (
	"io"
	"slices"
	"strings"

	"coffer/tui/look"
	"coffer/tui/screen"
)

// write writes what there is to hear: all of another screen, and of the same one what is
// new.
func (p *plain) write(all bool) error {
	s := p.f.screen()
	if s == nil {
		return nil
	}
	trail, body := p.place(s), p.body(s)
	var lines []string
	if all || trail != p.trail {
		lines = append([]string{"", "screen: " + trail}, body...)
	} else {
		for _, line := range body {
			if !slices.Contains(p.wrote, line) {
				lines = append(lines, line)
			}
		}
	}
	if said := p.f.said.text; said != "" && (said != p.said || all) {
		lines = append(lines, look.Safe(said))
	}
	if all {
		lines = append(lines, "status: "+strings.TrimSpace(p.f.statusLeft()+", "+p.f.statusRight()))
	}
	p.trail, p.wrote, p.said = trail, body, p.f.said.text
	if len(lines) == 0 {
		return nil
	}
	return p.say(lines...)
}

// say writes lines. While a hidden line is read the terminal does not go back to the
// beginning of a line by itself.
func (p *plain) say(lines ...string) error {
	end := "\n"
	if p.reading != nil && p.hidden {
		end = "\r\n"
	}
	_, err := io.WriteString(p.out, strings.Join(lines, end)+end)
	return err
}

// place is where this is, in words.
func (p *plain) place(s screen.Screen) string {
	if p.f.over != nil {
		title, _ := p.f.over.view(screen.Size{Width: plainSize.Width, Height: plainSize.Height}, p.f.look)
		return title
	}
	if p.f.before != nil {
		return look.Safe(s.Title())
	}
	var titles []string
	for _, s := range p.f.stacks[p.f.at] {
		titles = append(titles, look.Safe(s.Title()))
	}
	return strings.Join(titles, ", ")
}

// longest is how many lines of a text there is room for that stands above all.
const longest = 1000

// body is what is in sight, as lines that can be heard.
func (p *plain) body(s screen.Screen) []string {
	if o := p.f.over; o != nil {
		height := longest
		if _, finds := o.(*palette); finds {
			height = plainSize.Height
		}
		_, lines := o.view(screen.Size{Width: plainSize.Width, Height: height}, p.f.look)
		return append(spoken(lines), "keys: "+words(o.keys()))
	}
	return spoken(s.View(p.f.body(), p.f.look))
}

// spoken takes blocks that stand beside each other one after the other, and leaves out
// what only the eye needs.
func spoken(lines []string) (all []string) {
	var left, right []string
	for _, line := range lines {
		l, r, two := strings.Cut(line, "│")
		if !two {
			right = append(right, line)
			continue
		}
		left, right = append(left, l), append(right, r)
	}
	for _, line := range append(left, right...) {
		if text := words(line); text != "" {
			all = append(all, text)
		}
	}
	return all
}

// words are the words of a line: no drawing, no columns, and the chosen row said.
func words(line string) string {
	chosen := strings.Contains(line, look.ChosenMark) || strings.Contains(line, look.CoveredMark)
	line = strings.NewReplacer(look.ChosenMark, "", look.CoveredMark, "", "›", "", "‹", "", "─", "", "│", "", "╭", "", "╮", "", "╰", "", "╯", "",
		"↑", "up", "↓", "down", "←", "left", "→", "right", "★", "favourite", " · ", ", ", "·", ",", "⏎", "").Replace(line)
	line = dots(line)
	var parts []string
	for part := range strings.SplitSeq(line, "  ") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	text := strings.Join(parts, ", ")
	if chosen {
		return strings.TrimSpace("chosen: " + text)
	}
	return text
}

// dots says of marks that they cover something, and not how much.
func dots(line string) string {
	from := strings.IndexRune(line, '•')
	if from < 0 {
		return line
	}
	rest := strings.TrimLeft(line[from:], "•")
	return line[:from] + "(covered)" + dots(rest)
}
