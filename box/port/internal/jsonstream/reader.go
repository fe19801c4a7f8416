package jsonstream

import (
	"bytes"
	"io"

	"coffer/box/port"
	"coffer/box/port/internal/window"
)

// Reader steps through one document. Every offence of the document is a
// [port.InputError]; errors of the underlying reader come as they are. After an
// error nothing more can be read.
type Reader struct {
	window.Window
	began bool
	depth int
	begun int64 // values begun so far
	text  []byte
	names map[string]string
	pair  [4]byte // what an escape stands for
}

// NewReader starts at the first byte of r. A byte order mark is stepped over.
func NewReader(r io.Reader) *Reader {
	return &Reader{Window: window.New(r, windowSize), names: make(map[string]string)}
}

// End makes sure that nothing follows the document but white space.
func (r *Reader) End() error {
	c, err := r.peek()
	if err == nil && c != 0 {
		err = r.Bad("something follows the end of the document")
	}
	return err
}

// peek steps over white space and returns the byte after it, which it does not
// consume; 0 at the end of the input. No value begins with a zero byte.
func (r *Reader) peek() (byte, error) {
	if !r.began {
		if err := r.begin(); err != nil {
			return 0, err
		}
	}
	for {
		for ; r.Pos < r.Stop; r.Pos++ {
			switch c := r.Buf[r.Pos]; c {
			case '\n':
				r.Feed++
			case ' ', '\t', '\r':
			case 0:
				return 0, r.Bad("a NUL byte; this is not JSON")
			default:
				return c, nil
			}
		}
		if r.EOF {
			return 0, nil
		}
		if err := r.Fill(); err != nil {
			return 0, err
		}
	}
}

// begin steps over a byte order mark.
func (r *Reader) begin() error {
	r.began = true
	if err := r.Need(3); err != nil {
		return err
	}
	head := r.Rest()
	switch {
	case bytes.HasPrefix(head, []byte("\xFF\xFE")), bytes.HasPrefix(head, []byte("\xFE\xFF")):
		return port.Instead(r.Bad("the file is UTF-16"), "iconv -f UTF-16 -t UTF-8 FILE >utf8, and import that")
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		r.Pos += 3
	}
	return nil
}

// take consumes the byte after white space if it is the one that is wanted.
func (r *Reader) take(want byte) (bool, error) {
	c, err := r.peek()
	if err != nil || c != want {
		return false, err
	}
	r.Pos++
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
	if r.Pos == r.Stop && r.EOF {
		return r.Bad("the file ends too early; it may have been cut off")
	}
	return r.Bad("this is not JSON, or it is damaged")
}
