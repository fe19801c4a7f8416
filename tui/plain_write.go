package tui

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"coffer/tui/look"
	"coffer/tui/screen"
)

// write writes what there is to hear: what came up for once, of another screen what was not
// heard of it before and where one is, and of the same one what is new.
func (p *plain) write(all bool) error {
	s := p.f.screen()
	if s == nil {
		return nil
	}
	lines := p.notice()
	trail, body := p.place(s), p.body(s)
	if p.f.before != nil && trail != p.trail {
		p.heard.forget()
	}
	var top any = s
	if p.f.over != nil {
		top = p.f.over
	}
	known := p.heard.of(top)
	switch {
	case all:
		lines = append(append(lines, "", "screen: "+trail), body...)
	case trail != p.trail:
		lines = append(append(lines, "", "screen: "+trail), known.entering(body)...)
	default:
		lines = append(lines, known.news(body, p.pressed)...)
	}
	p.trail = trail
	p.heard.now(top, body)
	lines = append(lines, p.told(all)...)
	if len(lines) == 0 && p.pressed && !p.hidden && p.prompt(false) == p.prompted {
		lines = []string{p.noChange()}
	}
	p.pressed = false
	if len(lines) == 0 {
		return nil
	}
	return p.say(lines...)
}

// noChange is heard after a key that did nothing.
func (p *plain) noChange() string {
	if p.f.over != nil {
		return "no change; keys: " + words(p.f.over.keys())
	}
	return "no change; ? lists the keys"
}

// notice is what stood above all to be read once: it is heard now, and stands in nobody's
// way.
func (p *plain) notice() (lines []string) {
	n, ok := p.f.over.(*notice)
	if !ok {
		return nil
	}
	title, body := n.view(screen.Size{Width: plainSize.Width, Height: longest}, p.f.look)
	p.f.close()
	return append([]string{"", title + ":"}, spoken(body)...)
}

// told is what was said last, and what waits since, each once.
func (p *plain) told(all bool) (lines []string) {
	if said := p.f.said; said.text != "" && (said != p.said || all) {
		lines = append(lines, look.Safe(said.text))
	}
	switch pending := p.f.glance.Pending; {
	case all:
		lines = append(lines, "status: "+words(p.f.statusLeft()+"  "+p.f.statusRight()))
	case pending > p.pendingSaid && p.f.before == nil:
		lines = append(lines, fmt.Sprintf("%d to decide", pending))
	}
	p.said, p.pendingSaid = p.f.said, p.f.glance.Pending
	return lines
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
		title, _ := p.f.over.view(plainSize, p.f.look)
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
		_, lines := o.view(plainSize, p.f.look)
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
	isChosen := strings.Contains(line, look.ChosenMark) || strings.Contains(line, look.CoveredMark)
	line = strings.NewReplacer(look.ChosenMark, "", look.CoveredMark, "", "›", "", "‹", "", "─", "", "│", "", "╭", "", "╮", "", "╰", "", "╯", "",
		"↑", "up", "↓", "down", "←", "left", "→", "right", "★", "favourite", "[x]", "marked", "[ ]", "not marked", " · ", ", ", "·", ",", "⏎", "").Replace(line)
	line = dots(line)
	var parts []string
	for part := range strings.SplitSeq(line, "  ") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	text := strings.Join(parts, ", ")
	if isChosen {
		return strings.TrimSpace(chosen + text)
	}
	return text
}

// waits is the mark before what is to be decided.
var waits = regexp.MustCompile(`^• \S`)

// dots says of marks what they are for: that they cover something, and not how much.
func dots(line string) string {
	from := strings.IndexRune(line, '•')
	if from < 0 {
		return line
	}
	rest := strings.TrimLeft(line[from:], "•")
	means := "(covered)"
	if waits.MatchString(line[from:]) {
		means = "(waits)"
	}
	return line[:from] + means + dots(rest)
}
