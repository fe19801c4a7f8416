package scan

import (
	"bytes"
	"io"

	"coffer/box/port/internal/window"
)

// Reader steps through one document.
type Reader struct {
	window.Window
	began   bool
	ended   bool // the root element is closed
	inCDATA bool
	closing bool // the element just opened was empty
	stack   []string
	names   map[string]string
	attrs   []Attr
}

// NewReader starts at the first byte of r. A byte order mark is stepped over.
func NewReader(r io.Reader) *Reader {
	return &Reader{Window: window.New(r, windowSize), names: make(map[string]string)}
}

// Depth is the number of elements that are open.
func (r *Reader) Depth() int { return len(r.stack) }

// Next returns the next token, and [io.EOF] after the end of a whole document.
// Every other end, and every offence, is a [port.InputError]; errors of the
// underlying reader come as they are.
func (r *Reader) Next() (Token, error) {
	if r.closing {
		r.closing = false
		return r.pop(), nil
	}
	if !r.began {
		if err := r.prolog(); err != nil {
			return Token{}, err
		}
	}
	for {
		tok, done, err := r.step()
		if done || err != nil {
			return tok, err
		}
	}
}

// step consumes one piece of the document; done is false for what is stepped
// over.
func (r *Reader) step() (tok Token, done bool, err error) {
	if r.inCDATA {
		return r.cdata()
	}
	if r.Pos == r.Stop {
		if err := r.Fill(); err != nil {
			return Token{}, false, err
		}
		if r.Pos == r.Stop {
			return Token{}, true, r.finish()
		}
	}
	if r.Buf[r.Pos] != '<' {
		return r.text()
	}
	return r.markup()
}

func (r *Reader) finish() error {
	if !r.ended {
		return r.Bad("the file ends too early; it may have been cut off")
	}
	return io.EOF
}

// take consumes n bytes and returns them.
func (r *Reader) take(n int) []byte {
	b := r.Buf[r.Pos : r.Pos+n]
	r.Feed += bytes.Count(b, []byte("\n"))
	r.Pos += n
	return b
}

func (r *Reader) has(prefix string) bool {
	return bytes.HasPrefix(r.Rest(), []byte(prefix))
}

// until returns what lies before mark and consumes both. It fails when mark
// does not come within one window.
func (r *Reader) until(mark, what string) ([]byte, error) {
	from := 0
	for {
		if i := bytes.Index(r.Buf[r.Pos+from:r.Stop], []byte(mark)); i >= 0 {
			return r.take(from + i + len(mark))[:from+i], nil
		}
		if r.EOF {
			return nil, r.finishIn(what)
		}
		if r.Stop-r.Pos == len(r.Buf) {
			return nil, r.Bad("%s is too long", what)
		}
		from = max(0, r.Stop-r.Pos-len(mark)+1)
		if err := r.Fill(); err != nil {
			return nil, err
		}
	}
}

func (r *Reader) finishIn(what string) error {
	return r.Bad("the file ends inside %s; it may have been cut off", what)
}
