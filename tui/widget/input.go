package widget

import (
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"coffer/tui/look"
	"coffer/vault/secret"
)

// Input is a line that a person types into. What is typed lies in memory that
// [Input.Wipe] overwrites; the messages that brought it are not ours to wipe.
type Input struct {
	Label  string
	Hidden bool // draw a mark for each letter
	Most   int  // bytes; 0 is 1 KiB
	Lines  bool // it has several lines: enter begins the next one, and it is drawn by [Input.Block]
	Words  bool // line ends that are pasted are blanks
	text   []rune
	at     int  // before which letter the cursor is
	typed  bool // something was typed, or taken out, since it was set
	given  bool // something stood there then
	many   bool // several lines were pasted, and not taken: said until the next key
}

const inputMost = 1 << 10

// Update hears what is typed and tells whether it was for the line.
func (in *Input) Update(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		in.pasted([]rune(msg.Content))
		return true
	case tea.KeyPressMsg:
		in.many = false
		return in.press(msg)
	}
	return false
}

func (in *Input) press(msg tea.KeyPressMsg) bool {
	switch msg.String() {
	case "left", "ctrl+b":
		in.at = in.before()
	case "right", "ctrl+f":
		in.at = in.after()
	case "home", "ctrl+a":
		in.at = 0
	case "end", "ctrl+e":
		in.at = len(in.text)
	case "backspace", "ctrl+h":
		in.cut(in.before(), in.at)
	case "delete":
		in.cut(in.at, in.after())
	case "ctrl+u":
		in.cut(0, in.at)
	case "ctrl+w", "alt+backspace":
		in.cut(in.word(), in.at)
	case "up", "down", "enter":
		if !in.takes(msg.String()) {
			return false
		}
		in.lineKey(msg.String())
	default:
		if msg.Text == "" {
			return false
		}
		in.paste([]rune(msg.Text))
	}
	return true
}

// pasted inserts what was pasted, which nobody else needs; its lines end as those of any
// system, or with carriage returns, as terminals send them. Several lines are no line, and
// joined they would be something else: where one alone fits they are not taken.
func (in *Input) pasted(rs []rune) {
	defer clear(rs)
	in.many = false
	lines := rs[:0]
	returned := false
	for _, r := range rs {
		doubled := returned && r == '\n'
		if returned = r == '\r'; returned {
			r = '\n'
		}
		if !doubled {
			lines = append(lines, r)
		}
	}
	if !in.Lines {
		for len(lines) > 0 && lines[len(lines)-1] == '\n' {
			lines = lines[:len(lines)-1]
		}
		for i, r := range lines {
			if r == '\n' && !in.Words {
				in.many = true
				return
			}
			if r == '\n' {
				lines[i] = ' '
			}
		}
	}
	in.insert(lines)
}

// paste inserts letters that nobody else needs.
func (in *Input) paste(rs []rune) {
	in.insert(rs)
	clear(rs)
}

// after is where the letter at the cursor ends, and before where the one before it
// begins: a letter may be made of several. In what is hidden each counts for itself,
// since nobody sees which belong together, and looking would copy them.
func (in *Input) after() int {
	if in.Hidden || in.at >= len(in.text) {
		return min(len(in.text), in.at+1)
	}
	return in.at + letter(in.text[in.at:])
}

func (in *Input) before() int {
	if in.Hidden || in.at == 0 {
		return max(0, in.at-1)
	}
	at := 0
	for {
		n := letter(in.text[at:in.at])
		if at+n >= in.at {
			return at
		}
		at += n
	}
}

// letter is of how many code points the first letter is made that a person sees.
func letter(text []rune) int {
	s, _ := ansi.FirstGraphemeCluster(string(text), ansi.GraphemeWidth)
	return max(1, utf8.RuneCountInString(s))
}

// word is where the word before the cursor begins.
func (in *Input) word() int {
	i := in.at
	for i > 0 && unicode.IsSpace(in.text[i-1]) {
		i--
	}
	for i > 0 && !unicode.IsSpace(in.text[i-1]) {
		i--
	}
	return i
}

// insert puts letters at the cursor, as far as they fit; no control characters but line
// ends where there may be several lines.
func (in *Input) insert(rs []rune) {
	most := in.Most
	if most == 0 {
		most = inputMost
	}
	room := most - in.bytes()
	keep := make([]rune, 0, len(rs))
	for _, r := range rs {
		if room -= utf8.RuneLen(r); room < 0 {
			break
		}
		if !unicode.IsControl(r) || in.Lines && (r == '\n' || r == '\t') {
			keep = append(keep, r)
		}
	}
	next := make([]rune, 0, 2*(len(in.text)+len(keep))+16)
	next = append(append(append(next, in.text[:in.at]...), keep...), in.text[in.at:]...)
	clear(in.text[:cap(in.text)])
	in.text, in.at, in.typed = next, in.at+len(keep), true
	clear(keep)
}

func (in *Input) bytes() (n int) {
	for _, r := range in.text {
		n += utf8.RuneLen(r)
	}
	return n
}

func (in *Input) cut(from, to int) {
	from, to = max(0, from), min(len(in.text), to)
	if from >= to {
		return
	}
	n := copy(in.text[from:], in.text[to:])
	clear(in.text[from+n:])
	in.text, in.at, in.typed = in.text[:from+n], from, true
}

// Text is what was typed, where it is no secret.
func (in *Input) Text() string { return string(in.text) }

// Set replaces what stands there.
func (in *Input) Set(s string) {
	in.Wipe()
	in.insert([]rune(s))
	in.begin()
}

// Complete replaces what was typed by what goes on from it.
func (in *Input) Complete(s string) {
	in.Set(s)
	in.typed = true
}

// begin takes what stands there for what was given.
func (in *Input) begin() { in.typed, in.given, in.many = false, len(in.text) > 0, false }

// Typed tells that somebody typed here something that was not given.
func (in *Input) Typed() bool { return in.typed && (in.given || len(in.text) > 0) }

// SetSecret is [Input.Set] for what is wiped after.
func (in *Input) SetSecret(s secret.Text) {
	in.Wipe()
	rest := s.Bytes()
	letters := make([]rune, 0, len(rest))
	for len(rest) > 0 {
		r, n := utf8.DecodeRune(rest)
		letters, rest = append(letters, r), rest[n:]
	}
	in.insert(letters)
	clear(letters)
	in.begin()
}

// Secret is what was typed, in a value that the caller wipes.
func (in *Input) Secret() secret.Text {
	b := make([]byte, 0, in.bytes())
	for _, r := range in.text {
		b = utf8.AppendRune(b, r)
	}
	return secret.Take(b)
}

// Empty tells that nothing was typed.
func (in *Input) Empty() bool { return len(in.text) == 0 }

// Wipe overwrites what was typed.
func (in *Input) Wipe() {
	clear(in.text[:cap(in.text)])
	in.text, in.at = nil, 0
	in.begin()
}

// manyLines is said where several lines were pasted and one fits.
const manyLines = "one line fits here: nothing was pasted"

// View draws the line into so many cells, with the cursor in it while it has the keys.
func (in *Input) View(cells int, l *look.Look, focus bool) string {
	label := ""
	if in.Label != "" {
		label = in.Label + " "
	}
	room := cells - look.Width(label) - 1 // one for the cursor
	if room < 1 {
		return look.Fit(label, cells)
	}
	if in.many {
		return look.FitStyled(label+l.Bad.Render(look.Cut(manyLines, room)), cells)
	}
	before, under, after := in.parts(room)
	if !focus {
		return look.FitStyled(label+before+under+after, cells)
	}
	if under == "" {
		under = " "
	}
	cursor := l.Chosen
	if in.Hidden {
		cursor = l.Covered
	}
	return look.FitStyled(label+before+cursor.Render(under)+after, cells)
}

// parts are what is seen before, under and after the cursor.
func (in *Input) parts(room int) (before, under, after string) {
	from := in.at
	for from > 0 && look.Width(in.shown(from-1, in.at)) < room {
		from--
	}
	before = in.shown(from, in.at)
	if in.at < len(in.text) {
		under, after = in.shown(in.at, in.after()), in.shown(in.after(), len(in.text))
	}
	return before, under, look.CutStyled(after, max(0, room-look.Width(before)-look.Width(under)))
}

func (in *Input) shown(from, to int) string {
	s := make([]rune, 0, to-from)
	for _, r := range in.text[from:to] {
		if in.Hidden {
			r = '•'
		}
		s = append(s, r)
	}
	return look.Safe(string(s))
}
