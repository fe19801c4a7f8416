package jsonstream

import (
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// read keeps the string whose opening quote was consumed in r.text, for as long
// as nothing else is read.
func (r *Reader) read(most int) error {
	r.text = r.text[:0]
	return r.inQuotes(func(b []byte) error {
		if len(r.text)+len(b) > most {
			return r.Bad("a name or a value is longer than %d KiB", most>>10)
		}
		r.text = append(r.text, b...)
		return nil
	})
}

// pieces reads the string that comes next.
func (r *Reader) pieces(fn func([]byte) error) error {
	if err := r.quote(); err != nil {
		return err
	}
	return r.inQuotes(fn)
}

// quote consumes the opening quote.
func (r *Reader) quote() error {
	ok, err := r.take('"')
	switch {
	case err != nil:
		return err
	case ok:
		r.begun++
		return nil
	}
	if _, err := r.Kind(); err != nil {
		return err
	}
	return r.Bad("something else where a text is expected")
}

func (r *Reader) inQuotes(fn func([]byte) error) error {
	for {
		b, done, err := r.piece()
		if err != nil || done {
			return err
		}
		if err := fn(b); err != nil {
			return err
		}
	}
}

// piece returns the next part of a string, which is good until something else
// is read; done tells that the closing quote was consumed.
func (r *Reader) piece() (b []byte, done bool, err error) {
	for want := 1; ; want++ {
		if err := r.Need(want); err != nil {
			return nil, false, err
		}
		w := r.Rest()
		if len(w) < want {
			return nil, false, r.cutOff(w)
		}
		n := plain(w)
		switch {
		case n == 0 && w[0] == '"':
			r.Pos++
			return nil, true, nil
		case n == 0 && w[0] == '\\':
			b, err = r.escape()
			return b, false, err
		case n == 0:
			return nil, false, r.Bad("a control character inside a text")
		case n == len(w):
			n = whole(w) // the window may end inside a character
		}
		if n == 0 {
			want = len(w)
			continue
		}
		if !utf8.Valid(w[:n]) {
			return nil, false, r.Bad("text that is not UTF-8; save the file as UTF-8, as with iconv -f WINDOWS-1252 -t UTF-8")
		}
		r.Pos += n
		return w[:n], false, nil
	}
}

// cutOff is for an end of the input inside a string.
func (r *Reader) cutOff(left []byte) error {
	if len(left) > 0 {
		return r.Bad("text that is not UTF-8; save the file as UTF-8, as with iconv -f WINDOWS-1252 -t UTF-8")
	}
	return r.unexpected()
}

// plain counts the bytes that stand for themselves.
func plain(b []byte) int {
	for i, c := range b {
		if c == '"' || c == '\\' || c < ' ' {
			return i
		}
	}
	return len(b)
}

// whole cuts off a character that has only begun.
func whole(b []byte) int {
	for i := len(b) - 1; i >= 0 && i >= len(b)-utf8.UTFMax; i-- {
		if !utf8.RuneStart(b[i]) {
			continue
		}
		if !utf8.FullRune(b[i:]) {
			return i
		}
		break
	}
	return len(b)
}

// escape reads what follows a backslash.
func (r *Reader) escape() ([]byte, error) {
	if err := r.Need(2); err != nil {
		return nil, err
	}
	w := r.Rest()
	if len(w) < 2 {
		r.Pos = r.Stop
		return nil, r.unexpected()
	}
	if w[1] == 'u' {
		return r.escaped()
	}
	c := short(w[1])
	if c == 0 {
		return nil, r.Bad("an escape that JSON does not know inside a text")
	}
	r.Pos += 2
	r.pair[0] = c
	return r.pair[:1], nil
}

func short(c byte) byte {
	switch c {
	case '"', '\\', '/':
		return c
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return 0
}

// escaped reads \uXXXX, or two of them where they are one character.
func (r *Reader) escaped() ([]byte, error) {
	c, err := r.unit(0)
	if err != nil {
		return nil, err
	}
	size := 6
	if utf16.IsSurrogate(c) {
		low, err := r.unit(size)
		if err != nil {
			return nil, err
		}
		size = 12
		if c = utf16.DecodeRune(c, low); c == utf8.RuneError {
			return nil, r.Bad("half a character inside a text")
		}
	}
	r.Pos += size
	return r.pair[:utf8.EncodeRune(r.pair[:], c)], nil
}

// unit reads one \uXXXX at a distance, and consumes nothing; what is none is
// half a character after the first.
func (r *Reader) unit(at int) (rune, error) {
	if err := r.Need(at + 6); err != nil {
		return 0, err
	}
	w := r.Rest()
	if at > 0 && len(w) > at && w[at] != '\\' {
		return 0, r.Bad("half a character inside a text")
	}
	if len(w) < at+6 {
		r.Pos = r.Stop
		return 0, r.unexpected()
	}
	w = w[at : at+6]
	if at > 0 && (w[0] != '\\' || w[1] != 'u') {
		return 0, r.Bad("half a character inside a text")
	}
	n, err := strconv.ParseUint(string(w[2:]), 16, 16)
	if err != nil {
		return 0, r.Bad("an escape that JSON does not know inside a text")
	}
	return rune(n), nil
}

// Text returns the string that comes next; null is an empty one. It is at most
// that long, in bytes.
func (r *Reader) Text(most int) (string, error) {
	kind, err := r.Kind()
	if err != nil {
		return "", err
	}
	if kind == Null {
		return "", r.Skip()
	}
	if err := r.quote(); err != nil {
		return "", err
	}
	if err := r.read(most); err != nil {
		return "", err
	}
	s := string(r.text)
	clear(r.text)
	return s, nil
}

// Pieces reads the string that comes next as a stream, for what is too long to
// be held. The reader must not be used otherwise before the stream has ended.
func (r *Reader) Pieces() (io.Reader, error) {
	if err := r.quote(); err != nil {
		return nil, err
	}
	return &stream{r: r}, nil
}

type stream struct {
	r    *Reader
	left []byte
	done bool
}

func (s *stream) Read(p []byte) (int, error) {
	for len(s.left) == 0 && !s.done && len(p) > 0 {
		var err error
		if s.left, s.done, err = s.r.piece(); err != nil {
			return 0, err
		}
	}
	n := copy(p, s.left)
	s.left = s.left[n:]
	if n == 0 && s.done {
		return 0, io.EOF
	}
	return n, nil
}
