package host

import (
	"context"
	"io"
	"unicode/utf8"

	"coffer/vault/secret"
)

// Keys as a terminal in raw mode sends them.
const (
	keyInterrupt = 0x03 // ^C
	keyEnd       = 0x04 // ^D
	keyBackspace = 0x08
	keyKill      = 0x15 // ^U
	keyEscape    = 0x1b
	keyDelete    = 0x7f
)

// hiddenLine is a line that is typed without being seen. Its room is made at
// once, so that growing leaves no copies behind.
type hiddenLine struct {
	typed   []byte
	tooLong bool
	escape  byte // where in an escape sequence: 0, keyEscape or '['
}

// readHidden reads a line from a terminal in raw mode.
func readHidden(r io.Reader) (secret.Text, error) {
	line := hiddenLine{typed: make([]byte, 0, maxLine)}
	for {
		key, err := readByte(r)
		if err == nil && key == keyInterrupt {
			err = context.Canceled
		}
		if err == nil && key == keyEnd && len(line.typed) == 0 {
			err = io.EOF
		}
		if err != nil {
			line.kill()
			return secret.Text{}, typingError(err)
		}
		if key == '\r' || key == '\n' {
			return line.finish()
		}
		line.press(key)
	}
}

// readHiddenText reads lines from a terminal in raw mode up to ^D, and shows
// their ends on w.
func readHiddenText(r io.Reader, w io.Writer) (secret.Text, error) {
	text := hiddenLine{typed: make([]byte, 0, maxTyped)}
	for {
		key, err := readByte(r)
		if err == nil && key == keyInterrupt {
			err = context.Canceled
		}
		if err != nil {
			text.kill()
			return secret.Text{}, typingError(err)
		}
		switch key {
		case keyEnd:
			if text.tooLong {
				text.kill()
				return secret.Text{}, errTextTooLong
			}
			return secret.Take(text.typed), nil
		case '\r', '\n':
			text.newLine()
			io.WriteString(w, "\r\n")
		default:
			text.press(key)
		}
	}
}

func (l *hiddenLine) newLine() {
	l.escape = 0
	if len(l.typed) == cap(l.typed) {
		l.tooLong = true
		return
	}
	l.typed = append(l.typed, '\n')
}

func (l *hiddenLine) finish() (secret.Text, error) {
	if l.tooLong {
		l.kill()
		return secret.Text{}, errLineTooLong
	}
	return secret.Take(l.typed), nil
}

func (l *hiddenLine) press(key byte) {
	switch {
	case l.escape != 0:
		l.pressInEscape(key)
	case key == keyEscape:
		l.escape = key
	case key == keyBackspace || key == keyDelete:
		_, size := utf8.DecodeLastRune(l.typed)
		clear(l.typed[len(l.typed)-size:])
		l.typed = l.typed[:len(l.typed)-size]
	case key == keyKill:
		l.kill()
	case key < ' ' && key != '\t':
	case len(l.typed) == cap(l.typed):
		l.tooLong = true
	default:
		l.typed = append(l.typed, key)
	}
}

// pressInEscape swallows what an arrow key sends: ESC and a character, or ESC,
// a bracket and everything up to a letter.
func (l *hiddenLine) pressInEscape(key byte) {
	switch {
	case l.escape == keyEscape && (key == '[' || key == 'O'):
		l.escape = '['
	case l.escape == keyEscape || key >= '@' && key <= '~':
		l.escape = 0
	}
}

func (l *hiddenLine) kill() {
	clear(l.typed)
	l.typed, l.tooLong = l.typed[:0], false
}
