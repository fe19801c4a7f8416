package scan

import (
	"bytes"
	"errors"
	"io"

	"coffer/box/port"
)

// Reader steps through one document.
type Reader struct {
	src     io.Reader
	buf     []byte // the window; buf[pos:end] is not yet consumed
	base    int64  // where buf begins in the input
	pos     int
	end     int
	eof     bool
	line    int // of buf[pos]
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
	return &Reader{src: r, buf: make([]byte, window), line: 1, names: make(map[string]string)}
}

// Line is where the reader stands, counted from 1.
func (r *Reader) Line() int { return r.line }

// Offset is where the reader stands in the input, in bytes.
func (r *Reader) Offset() int64 { return r.base + int64(r.pos) }

// Depth is the number of elements that are open.
func (r *Reader) Depth() int { return len(r.stack) }

// Bad makes an error that points to where the reader stands.
func (r *Reader) Bad(format string, args ...any) error {
	return port.BadLine(r.Line(), format, args...)
}

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
	if r.pos == r.end {
		if err := r.fill(); err != nil {
			return Token{}, false, err
		}
		if r.pos == r.end {
			return Token{}, true, r.finish()
		}
	}
	if r.buf[r.pos] != '<' {
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

// fill reads more behind what is not yet consumed. At the end of the input it
// sets eof and changes nothing.
func (r *Reader) fill() error {
	if r.eof {
		return nil
	}
	if r.pos > 0 {
		copy(r.buf, r.buf[r.pos:r.end])
		r.base += int64(r.pos)
		r.end -= r.pos
		r.pos = 0
	}
	for tries := 0; tries < 100; tries++ {
		n, err := r.src.Read(r.buf[r.end:])
		r.end += n
		if errors.Is(err, io.EOF) {
			r.eof = true
			return nil
		}
		if n > 0 || err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// take consumes n bytes and returns them.
func (r *Reader) take(n int) []byte {
	b := r.buf[r.pos : r.pos+n]
	r.line += bytes.Count(b, []byte("\n"))
	r.pos += n
	return b
}

// need makes sure that n bytes are in the window, unless the input ends before.
func (r *Reader) need(n int) error {
	for r.end-r.pos < n && !r.eof {
		if err := r.fill(); err != nil {
			return err
		}
	}
	return nil
}

func (r *Reader) has(prefix string) bool {
	return bytes.HasPrefix(r.buf[r.pos:r.end], []byte(prefix))
}

// until returns what lies before mark and consumes both. It fails when mark
// does not come within one window.
func (r *Reader) until(mark, what string) ([]byte, error) {
	from := 0
	for {
		if i := bytes.Index(r.buf[r.pos+from:r.end], []byte(mark)); i >= 0 {
			return r.take(from + i + len(mark))[:from+i], nil
		}
		if r.eof {
			return nil, r.finishIn(what)
		}
		if r.end-r.pos == len(r.buf) {
			return nil, r.Bad("%s is too long", what)
		}
		from = max(0, r.end-r.pos-len(mark)+1)
		if err := r.fill(); err != nil {
			return nil, err
		}
	}
}

func (r *Reader) finishIn(what string) error {
	return r.Bad("the file ends inside %s; it may have been cut off", what)
}
