package widget

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/tui/look"
	"coffer/tui/screen"
)

// FormRow is one thing to decide in a form: one of several words, some of several, or a
// line that is typed.
type FormRow struct {
	Name    string
	Help    string   // what it means, in a line
	Options []string // one of them is chosen: At
	At      int
	Some    []Option // any of them are chosen
	Input   *Input   // a line is typed, or several: see [Input.Lines]
	Fixed   string   // it only stands there; the cursor goes over it
	Unset   string   // stands in the place of a line that is empty
	Note    string   // a word at the end of the line
	Fault   string   // what is wrong with it, below it
	Gap     bool     // a blank line before it
}

// Option is one of several that may be chosen.
type Option struct {
	Name, About string
	On          bool
	Why         string // it cannot be chosen; empty where it can
}

// On are the names of what is chosen.
func (r *FormRow) On() (names []string) {
	for _, o := range r.Some {
		if o.On {
			names = append(names, o.Name)
		}
	}
	return names
}

// Choice is the word that is chosen.
func (r *FormRow) Choice() string {
	if r.At < len(r.Options) {
		return r.Options[r.At]
	}
	return ""
}

// Form is rows to decide, with a cursor.
type Form struct {
	Rows []*FormRow
	at   int // of the lines on which there is something to decide
	page Page
	away bool // the page was moved: the cursor may be out of sight

	chosen map[*FormRow]string // what was chosen on rows before somebody chose
}

// place is a line of a form: a row, and an option of it.
type place struct{ row, option int }

func (f *Form) places() (all []place) {
	for i, r := range f.Rows {
		if r.Some == nil && r.Fixed == "" {
			all = append(all, place{i, 0})
		}
		for o := range r.Some {
			all = append(all, place{i, o})
		}
	}
	return all
}

func (f *Form) current() (r *FormRow, at place) {
	all := f.places()
	if len(all) == 0 {
		return nil, at
	}
	f.at = max(0, min(f.at, len(all)-1))
	return f.Rows[all[f.at].row], all[f.at]
}

// Current is the row under the cursor, or nil.
func (f *Form) Current() *FormRow {
	r, _ := f.current()
	return r
}

// Go puts the cursor onto a row.
func (f *Form) Go(row *FormRow) {
	for i, p := range f.places() {
		if f.Rows[p.row] == row {
			f.at = i
			return
		}
	}
}

// Typing tells that the cursor is on a line that is typed.
func (f *Form) Typing() bool {
	r, _ := f.current()
	return r != nil && r.Input != nil
}

// why is what keeps the option under the cursor from being chosen.
func (f *Form) why() string {
	if r, at := f.current(); r != nil && r.Some != nil {
		return r.Some[at.option].Why
	}
	return ""
}

// Update hears keys, and tells whether something was decided anew.
func (f *Form) Update(msg tea.Msg) bool {
	r, at := f.current()
	press, isKey := msg.(tea.KeyPressMsg)
	if r == nil {
		return false
	}
	if key := press.String(); isKey && (key == "pgup" || key == "pgdown") {
		f.away = true
		f.page.Press(key)
		return false
	}
	f.away = false
	if r.Input != nil {
		if isKey && press.Text == "" && !r.Input.takes(press.String()) && f.moves(press.String()) {
			return false
		}
		return r.Input.Update(msg) && !r.Input.many
	}
	if !isKey {
		return false
	}
	before := r.choices()
	if r.choose(at.option, press.String()) {
		f.remember(r, before)
		return true
	}
	f.moves(press.String())
	return false
}

// remember keeps what was chosen on a row before somebody chose.
func (f *Form) remember(r *FormRow, before string) {
	if f.chosen == nil {
		f.chosen = map[*FormRow]string{}
	}
	if _, known := f.chosen[r]; !known {
		f.chosen[r] = before
	}
}

// choices are what is chosen on a row.
func (r *FormRow) choices() string { return strings.Join(append(r.On(), r.Choice()), "\x00") }

// Changed tells that somebody typed or chose here what did not stand there before.
func (f *Form) Changed() bool {
	for _, r := range f.Rows {
		before, chose := f.chosen[r]
		if r.Input != nil && r.Input.Typed() || chose && before != r.choices() {
			return true
		}
	}
	return false
}

// Down goes to the next line.
func (f *Form) Down() { f.Update(tea.KeyPressMsg{Code: tea.KeyDown}) }

// Onward goes to the next line, and from the last one does what the form is for.
func (f *Form) Onward(done func() tea.Cmd) tea.Cmd {
	if f.Current() == f.Rows[len(f.Rows)-1] {
		return done()
	}
	f.Down()
	return nil
}

func (f *Form) moves(key string) bool {
	switch key {
	case "up", "shift+tab", "k":
		f.at = max(0, f.at-1)
	case "down", "tab", "enter", "j":
		f.at = min(len(f.places())-1, f.at+1)
	default:
		return false
	}
	return true
}

// choose decides a row that is not typed.
func (r *FormRow) choose(option int, key string) bool {
	switch {
	case r.Some != nil && (key == "space" || key == "left" || key == "right") && r.Some[option].Why == "":
		r.Some[option].On = !r.Some[option].On
	case r.Some == nil && (key == "space" || key == "right" || key == "l"):
		r.At = (r.At + 1) % max(1, len(r.Options))
	case r.Some == nil && (key == "left" || key == "h"):
		r.At = (r.At + len(r.Options) - 1) % max(1, len(r.Options))
	default:
		return false
	}
	return true
}

// Wipe overwrites what was typed.
func (f *Form) Wipe() {
	for _, r := range f.Rows {
		if r.Input != nil {
			r.Input.Wipe()
		}
	}
	f.chosen = nil
}

// View draws the form, with more lines below it where there is room; the cursor stays in
// sight.
func (f *Form) View(s screen.Size, l *look.Look, below []string) []string {
	lines, at := f.lines(s.Width, l)
	if help := f.help(); help != "" {
		lines = append(lines, "")
		for _, text := range look.Wrap(look.Safe(help), s.Width-4) {
			lines = append(lines, "   "+l.Dim.Render(text))
		}
	}
	if len(below) > 0 {
		lines = append(append(lines, ""), below...)
	}
	if !f.away {
		f.page.top = max(at-s.Height+2, min(f.page.top, max(0, at-1)))
	}
	return f.page.View(lines, s, l)
}

func (f *Form) help() string {
	r, _ := f.current()
	if r == nil {
		return ""
	}
	if why := f.why(); why != "" {
		return "not possible: " + why
	}
	return r.Help
}

// lines draws all rows, and says on which line the cursor is.
func (f *Form) lines(cells int, l *look.Look) (lines []string, at int) {
	width := 0
	for _, r := range f.Rows {
		width = min(24, max(width, look.Width(look.Safe(r.Name))))
	}
	_, cursor := f.current()
	for i, r := range f.Rows {
		if r.Gap {
			lines = append(lines, "")
		}
		for o := range max(1, len(r.Some)) {
			name, here := "", r.Fixed == "" && cursor == place{i, o} && (r.Some == nil || len(r.Some) > 0)
			if o == 0 {
				name = r.Name
			}
			if here {
				at = len(lines)
			}
			lines = append(lines, r.lines(name, width, o, cells, l, here)...)
		}
		if r.Fault != "" {
			for _, text := range look.Wrap("! "+look.Safe(r.Fault), cells-width-5) {
				lines = append(lines, look.Fit("", width+5)+l.Bad.Render(text))
			}
		}
	}
	return lines, at
}

// lines draws a row; only what is typed may be of several lines.
func (r *FormRow) lines(name string, width, option, cells int, l *look.Look, here bool) []string {
	mark := "   "
	if here {
		mark = " › "
	}
	left := mark + l.Dim.Render(look.Fit(name, width)) + "  "
	room := cells - width - 5
	note := ""
	if r.Note != "" {
		note = "  " + l.Dim.Render(look.Cut(r.Note, max(0, room/2)))
	}
	room -= look.Width(note)
	lines := []string{left + look.FitStyled(r.value(option, room, l, here), room) + note}
	if r.Input != nil && r.Input.Lines {
		lines = lines[:0]
		for _, line := range r.Input.block(room, blockLines, l, here) {
			lines = append(lines, left+line+note)
			left, note = look.Fit("", width+5), ""
		}
	}
	return lines
}

// blockLines is how many lines of a text are seen at most.
const blockLines = 6

func (r *FormRow) value(option, room int, l *look.Look, here bool) string {
	if r.Fixed != "" {
		return "  " + look.Cut(r.Fixed, room-2)
	}
	if r.Input != nil {
		if r.Input.Empty() && r.Unset != "" && !r.Input.many {
			return r.Input.View(2, l, here) + l.Dim.Render(look.Cut(r.Unset, room-2))
		}
		return "  " + r.Input.View(room-2, l, here)
	}
	text := look.Cut(r.text(option, here), room)
	if here {
		text = l.Chosen.Render(text)
	}
	return text
}

func (r *FormRow) text(option int, here bool) string {
	if r.Some == nil {
		if here && len(r.Options) > 1 {
			return "‹ " + r.Choice() + " ›"
		}
		return "  " + r.Choice()
	}
	if len(r.Some) == 0 {
		return "nobody is there"
	}
	o := r.Some[option]
	box := "[ ] "
	if o.On {
		box = "[x] "
	}
	if o.About == "" {
		return box + o.Name
	}
	return box + o.Name + "  (" + o.About + ")"
}
