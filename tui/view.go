package tui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/tui/look"
	"coffer/tui/screen"
)

// The lines around a screen: places above, then keys and status below.
const (
	above = 2
	below = 2
	// least is the smallest terminal in which anything is drawn.
	leastWidth, leastHeight = 40, 10
)

// View draws everything.
func (f *frame) View() tea.View {
	v := tea.NewView(strings.Join(f.lines(), "\n"))
	v.AltScreen = true
	v.MouseMode = tea.MouseModeCellMotion
	v.WindowTitle = "coffer"
	v.KeyboardEnhancements.ReportEventTypes = true
	if f.quitting {
		v.SetContent("")
	}
	return v
}

// body is the room of the screens.
func (f *frame) body() screen.Size {
	return screen.Size{Width: f.size.Width, Height: max(0, f.size.Height-above-below)}
}

func (f *frame) lines() []string {
	s := f.screen()
	if s == nil || f.size.Width == 0 {
		return nil
	}
	if f.size.Width < leastWidth || f.size.Height < leastHeight {
		return look.Lines([]string{fmt.Sprintf("too small: make it %d by %d or more", leastWidth, leastHeight)}, f.size.Width, f.size.Height)
	}
	body := s.View(f.body(), f.look)
	if f.over != nil {
		body = f.overlaid(body)
	}
	under := f.below(s)
	lines := append([]string{f.tabs(), f.trail()}, look.Lines(body, f.size.Width, f.body().Height-len(under)+1)...)
	return append(append(lines, under...), f.look.Bar.Render(look.Ends(" "+f.statusLeft(), f.statusRight()+" ", f.size.Width)))
}

// tabs are the places, with their keys.
func (f *frame) tabs() string {
	if f.before != nil {
		return look.FitStyled("", f.size.Width)
	}
	var b strings.Builder
	for i, name := range f.tabNames() {
		if i == f.at {
			b.WriteString(f.look.Chosen.Render("[" + name + "]"))
		} else {
			b.WriteString(" " + name + " ")
		}
	}
	return look.FitStyled(b.String(), f.size.Width)
}

// tabNames are the keys of the places with their names; where there is no room for all
// only the place where one is has its name.
func (f *frame) tabNames() []string {
	names, cells := make([]string, len(places)), 0
	for i, p := range places {
		names[i] = strconv.Itoa(i+1) + " " + p.name
		cells += look.Width(names[i]) + 2
	}
	if cells <= f.size.Width {
		return names
	}
	for i := range names {
		if i != f.at {
			names[i] = strconv.Itoa(i + 1)
		}
	}
	return names
}

// tabAt is the place whose name stands at a column, or -1.
func (f *frame) tabAt(x int) int {
	from := 0
	for i, name := range f.tabNames() {
		to := from + look.Width(name) + 2
		if x >= from && x < to {
			return i
		}
		from = to
	}
	return -1
}

// trail is the way to the screen in sight.
func (f *frame) trail() string {
	if f.before != nil {
		return f.trailOf(append(slices.Clone(f.under), f.before))
	}
	return f.trailOf(f.stacks[f.at])
}

func (f *frame) trailOf(stack []screen.Screen) string {
	var titles []string
	for _, s := range stack {
		titles = append(titles, look.Safe(s.Title()))
	}
	return f.look.Title.Render(look.FitStyled(" "+strings.Join(titles, " › "), f.size.Width))
}

// below is what was said last, or what goes on, or the keys. What was said takes as many
// lines as it needs, up to a few.
func (f *frame) below(s screen.Screen) []string {
	if f.said.text != "" {
		return f.saidLines()
	}
	if job := f.desk.Jobs.Current(); job != nil {
		return []string{f.look.Warn.Render(look.Fit(" "+jobText(job), f.size.Width))}
	}
	if f.over != nil {
		return []string{f.look.Key.Render(look.Fit(" "+f.over.keys(), f.size.Width))}
	}
	if f.behind {
		return []string{f.look.Warn.Render(look.Fit(" the vault was changed elsewhere; any key shows it", f.size.Width))}
	}
	return []string{f.shortKeys(s)}
}

// mostSaid is how many lines of what was said are shown at most.
const mostSaid = 4

func (f *frame) saidLines() []string {
	style := f.look.Good
	if f.said.bad {
		style = f.look.Bad
	}
	lines := look.Wrap(look.Safe(f.said.text), f.size.Width-2)
	lines = lines[:min(len(lines), mostSaid)]
	for i, line := range lines {
		lines[i] = style.Render(look.FitStyled(" "+line, f.size.Width))
	}
	return lines
}

func jobText(job *screen.Job) string {
	text := job.What
	step, done, all := job.Progress()
	if step != "" {
		text += ": " + step
	}
	if all > 0 {
		text += fmt.Sprintf(" %d %%", done*100/all)
	}
	return text + " …  ctrl+x gives it up"
}

// shortKeys are the keys that are used most, as many as there is room for.
func (f *frame) shortKeys(s screen.Screen) string {
	line, seen := "", map[string]bool{}
	for _, k := range append(f.keysOf(s), f.keys()...) {
		if k.Short == "" || k.Why != "" || s.Typing() && len(k.Press[0]) == 1 || seen[k.Press[0]] {
			continue
		}
		seen[k.Press[0]] = true
		if look.Width(line)+look.Width(k.Press[0])+len(k.Short)+4 > f.size.Width {
			break
		}
		line += " " + f.look.Key.Render(k.Press[0]) + " " + k.Short + " "
	}
	return look.FitStyled(line, f.size.Width)
}

// overlaid draws the overlay over the middle of the body.
func (f *frame) overlaid(body []string) []string {
	room, inner := f.body(), f.inner()
	title, lines := f.over.view(inner, f.look)
	box := []string{"╭─ " + title + " " + strings.Repeat("─", max(0, inner.Width-look.Width(title)-1)) + "╮"}
	for _, line := range lines {
		box = append(box, "│ "+look.FitStyled(line, inner.Width)+" │")
	}
	box = append(box, "╰"+strings.Repeat("─", inner.Width+2)+"╯")
	blank := look.FitStyled("", room.Width)
	left := look.FitStyled("", (room.Width-inner.Width-4)/2)
	top := max(0, (room.Height-len(box))/3)
	body = look.Lines(body, room.Width, room.Height) // a screen may draw fewer lines than there are
	for i := range body {
		if j := i - top; j >= 0 && j < len(box) {
			body[i] = look.FitStyled(left+box[j], room.Width)
		} else {
			body[i] = blank
		}
	}
	return body
}

// inner is the room in an overlay.
func (f *frame) inner() screen.Size {
	room := f.body()
	return screen.Size{Width: min(room.Width-6, 76), Height: room.Height - 4}
}

// mouse hears the mouse: the names of the places, and then the screen.
func (f *frame) mouse(msg tea.MouseMsg) tea.Cmd {
	m := msg.Mouse()
	if f.over != nil {
		return nil
	}
	if _, click := msg.(tea.MouseClickMsg); click && m.Y == 0 && f.before == nil {
		if i := f.tabAt(m.X); i >= 0 {
			return f.do(screen.Pressed(f.keys(), strconv.Itoa(i+1)))
		}
	}
	if s := f.screen(); s != nil {
		return s.Update(screen.Mouse{MouseMsg: msg, X: m.X, Y: m.Y - above})
	}
	return nil
}
