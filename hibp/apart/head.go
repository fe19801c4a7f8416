package apart

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// errNonsense is what breaks the rules.
var errNonsense = errors.New("says what it may not say")

// words are those of a line, taken one after the other. The first that does not fit
// spoils all: the reader asks for that once, at the end.
type words struct {
	rest []string
	bad  bool
}

// readWords reads a line of ASCII with one blank between two words.
func readWords(r *bufio.Reader) (*words, error) {
	line, err := r.ReadSlice('\n')
	switch {
	case errors.Is(err, io.EOF) && len(line) == 0:
		return nil, io.EOF
	case errors.Is(err, io.EOF):
		return nil, io.ErrUnexpectedEOF
	case err != nil && !errors.Is(err, bufio.ErrBufferFull):
		return nil, err
	case err != nil || len(line) > maxHead:
		return nil, fmt.Errorf("%w: a line of more than %d bytes", errNonsense, maxHead)
	}
	w := &words{rest: strings.Split(string(line[:len(line)-1]), " ")}
	for _, word := range w.rest {
		w.bad = w.bad || word == "" || strings.ContainsFunc(word, func(r rune) bool { return r <= ' ' || r > '~' })
	}
	return w, w.end(false)
}

// next is the next word.
func (w *words) next() string {
	if len(w.rest) == 0 {
		w.bad = true
		return ""
	}
	word := w.rest[0]
	w.rest = w.rest[1:]
	return word
}

// number is the next word as a number up to most, written in the one way there is.
func (w *words) number(most uint64) uint64 {
	word := w.next()
	n, err := strconv.ParseUint(word, 10, 64)
	if err != nil || n > most || strconv.FormatUint(n, 10) != word {
		w.bad = true
		return 0
	}
	return n
}

// either is whether the next word is the first of two.
func (w *words) either(yes, no string) bool {
	word := w.next()
	w.bad = w.bad || word != yes && word != no
	return word == yes
}

// end says whether the line was what it should be; whole means that nothing may be left.
func (w *words) end(whole bool) error {
	if w.bad || whole && len(w.rest) > 0 {
		return fmt.Errorf("%w: a line that is none of the known ones", errNonsense)
	}
	return nil
}

// readBytes reads what a line has announced.
func readBytes(r io.Reader, length uint64) ([]byte, error) {
	b := make([]byte, length)
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	return b, nil
}

// readText reads text that was announced: UTF-8 without what moves a cursor.
func readText(r io.Reader, length uint64) (string, error) {
	b, err := readBytes(r, length)
	if err == nil && !isPlain(string(b)) {
		err = fmt.Errorf("%w: text that cannot be shown", errNonsense)
	}
	return string(b), err
}

func isPlain(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, isHidden)
}

func isHidden(r rune) bool { return !unicode.IsPrint(r) }

// plain makes one line of text that can be shown, of at most so many characters.
func plain(text string, most int) string {
	shown := strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case isHidden(r) || r == utf8.RuneError:
			return '?'
		}
		return r
	}, strings.TrimSpace(text))
	if runes := []rune(shown); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return shown
}
