package jsonstream

import (
	"bytes"
	"errors"
	"io"

	"coffer/box/port"
)

// Reader steps through one document. Every offence of the document is a
// [port.InputError]; errors of the underlying reader come as they are. After an
// error nothing more can be read.
type Reader struct {
	src   io.Reader
	buf   []byte // the window; buf[pos:end] is not yet consumed
	base  int64  // where buf begins in the input
	pos   int
	end   int
	eof   bool
	line  int // of buf[pos]
	began bool
	depth int
	begun int64 // values begun so far
	text  []byte
	names map[string]string
	pair  [4]byte // what an escape stands for
}

// NewReader starts at the first byte of r. A byte order mark is stepped over.
func NewReader(r io.Reader) *Reader {
	return &Reader{src: r, buf: make([]byte, window), line: 1, names: make(map[string]string)}
}

// Line is where the reader stands, counted from 1.
func (r *Reader) Line() int { return r.line }

// Offset is where the reader stands in the input, in bytes.
func (r *Reader) Offset() int64 { return r.base + int64(r.pos) }

// Bad makes an error that points to where the reader stands.
func (r *Reader) Bad(format string, args ...any) error {
	return port.BadLine(r.line, format, args...)
}

// End makes sure that nothing follows the document but white space.
func (r *Reader) End() error {
	c, err := r.peek()
	if err == nil && c != 0 {
		err = r.Bad("something follows the end of the document")
	}
	return err
}

// fill reads more behind what is not yet consumed. At the end of the input it
// sets eof and changes nothing.
func (r *Reader) fill() error {
	if r.pos > 0 {
		copy(r.buf, r.buf[r.pos:r.end])
		r.base += int64(r.pos)
		r.end -= r.pos
		r.pos = 0
	}
	for range 100 {
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

// need makes sure that n bytes are in the window, unless the input ends before.
func (r *Reader) need(n int) error {
	for r.end-r.pos < n && !r.eof {
		if err := r.fill(); err != nil {
			return err
		}
	}
	return nil
}

// rest is what is in the window.
func (r *Reader) rest() []byte { return r.buf[r.pos:r.end] }

// peek steps over white space and returns the byte after it, which it does not
// consume; 0 at the end of the input. No value begins with a zero byte.
func (r *Reader) peek() (byte, error) {
	if !r.began {
		if err := r.begin(); err != nil {
			return 0, err
		}
	}
	for {
		for ; r.pos < r.end; r.pos++ {
			switch c := r.buf[r.pos]; c {
			case '\n':
				r.line++
			case ' ', '\t', '\r':
			case 0:
				return 0, r.Bad("a NUL byte; this is not JSON")
			default:
				return c, nil
			}
		}
		if r.eof {
			return 0, nil
		}
		if err := r.fill(); err != nil {
			return 0, err
		}
	}
}

// begin steps over a byte order mark.
func (r *Reader) begin() error {
	r.began = true
	if err := r.need(3); err != nil {
		return err
	}
	head := r.rest()
	switch {
	case bytes.HasPrefix(head, []byte("\xFF\xFE")), bytes.HasPrefix(head, []byte("\xFE\xFF")):
		return port.Instead(r.Bad("the file is UTF-16"), "iconv -f UTF-16 -t UTF-8 FILE >utf8, and import that")
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		r.pos += 3
	}
	return nil
}

// take consumes the byte after white space if it is the one that is wanted.
func (r *Reader) take(want byte) (bool, error) {
	c, err := r.peek()
	if err != nil || c != want {
		return false, err
	}
	r.pos++
	return true, nil
}

// expect consumes the byte after white space, which must be the one named.
func (r *Reader) expect(want byte) error {
	ok, err := r.take(want)
	if err != nil || ok {
		return err
	}
	return r.unexpected()
}

// unexpected says that something else should stand here.
func (r *Reader) unexpected() error {
	if r.pos == r.end && r.eof {
		return r.Bad("the file ends too early; it may have been cut off")
	}
	return r.Bad("this is not JSON, or it is damaged")
}
