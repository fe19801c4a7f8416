package csv

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"coffer/box/port"
)

// reader takes a table apart as RFC 4180 says. Unlike encoding/csv it bounds
// what it reads before it has read it, and leaves line ends inside of cells as
// they are.
type reader struct {
	src   *bufio.Reader
	line  int // of the last byte that was read, from 1
	start int // line at which the last row began
	buf   []byte
	ends  []int // of the cells in buf
	most  int   // bytes of a row
	comma byte  // what separates cells
}

func newReader(r io.Reader) *reader {
	return &reader{src: bufio.NewReaderSize(r, 64<<10), line: 1, most: maxHeader, comma: ','}
}

func (r *reader) bad(format string, args ...any) error {
	return port.BadLine(r.start, format, args...)
}

// begin steps over a byte order mark.
func (r *reader) begin() error {
	head, err := r.src.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	r.start = 1
	switch {
	case bytes.HasPrefix(head, []byte("\xFF\xFE")), bytes.HasPrefix(head, []byte("\xFE\xFF")):
		return port.Instead(r.bad("the file is UTF-16"), "iconv -f UTF-16 -t UTF-8 FILE >utf8, and import that")
	case bytes.Equal(head, []byte("\xEF\xBB\xBF")):
		if _, err = r.src.Discard(3); err != nil {
			return err
		}
	}
	return r.findComma()
}

// findComma looks through the first line for what separates its cells: a comma, or
// where there is none a semicolon or a tab.
func (r *reader) findComma() error {
	head, err := r.src.Peek(r.src.Size())
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return err
	}
	var count [256]int
	quoted := false
	for _, c := range head {
		if c == '"' {
			quoted = !quoted
		}
		if c == '\n' && !quoted {
			break
		}
		if !quoted {
			count[c]++
		}
	}
	switch {
	case count[','] > 0:
	case count[';'] > 0:
		r.comma = ';'
	case count['\t'] > 0:
		r.comma = '\t'
	}
	return nil
}

// row returns the next row that is not a blank line, cell by cell, and io.EOF
// after the last.
func (r *reader) row() ([]string, error) {
	for {
		r.buf, r.ends, r.start = r.buf[:0], r.ends[:0], r.line
		if _, err := r.src.Peek(1); err != nil {
			return nil, err
		}
		for more := true; more; {
			var err error
			if more, err = r.cell(); err != nil {
				return nil, err
			}
		}
		if len(r.ends) > 1 || len(r.buf) > 0 {
			return r.cells()
		}
	}
}

// cells cuts the row into strings.
func (r *reader) cells() ([]string, error) {
	if !utf8.Valid(r.buf) {
		return nil, r.bad("text that is not UTF-8; save the file as UTF-8, as with iconv -f WINDOWS-1252 -t UTF-8")
	}
	if bytes.IndexByte(r.buf, 0) >= 0 {
		return nil, r.bad("a NUL byte; this is not a table of text")
	}
	cells := make([]string, len(r.ends))
	start := 0
	for i, end := range r.ends {
		cells[i] = string(r.buf[start:end])
		start = end
	}
	clear(r.buf)
	return cells, nil
}

// cell reads one cell and what ends it; more says that a comma did.
func (r *reader) cell() (more bool, err error) {
	if len(r.ends) == maxColumns {
		return false, r.bad("more than %d columns", maxColumns)
	}
	c, err := r.src.ReadByte()
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return false, err
	case err != nil || c != '"':
		if err == nil {
			_ = r.src.UnreadByte()
		}
		more, err = r.bare()
	default:
		more, err = r.quoted()
	}
	r.ends = append(r.ends, len(r.buf))
	return more, err
}

// bare reads up to a comma or the end of the line.
func (r *reader) bare() (more bool, err error) {
	from := len(r.buf)
	for {
		c, err := r.src.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			return false, nil
		case err != nil:
			return false, err
		case c == r.comma:
			return true, nil
		case c == '\n':
			r.line++
			if n := len(r.buf); n > from && r.buf[n-1] == '\r' {
				r.buf = r.buf[:n-1]
			}
			return false, nil
		case c == '"':
			return false, r.bad("a quote inside a cell that is not quoted; columns are separated by commas, semicolons or tabs")
		}
		if err := r.put(c, from); err != nil {
			return false, err
		}
	}
}

// quoted reads up to the closing quote and what ends the cell.
func (r *reader) quoted() (more bool, err error) {
	from := len(r.buf)
	for {
		c, err := r.src.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			return false, r.bad("a quoted cell that never ends; the file may have been cut off")
		case err != nil:
			return false, err
		case c == '\n':
			r.line++
		case c == '"':
			next, err := r.src.ReadByte()
			if err == nil && next == '"' {
				break
			}
			return r.closed(next, err)
		}
		if err := r.put(c, from); err != nil {
			return false, err
		}
	}
}

// closed judges what follows a closing quote.
func (r *reader) closed(c byte, err error) (more bool, _ error) {
	if err == nil && c == '\r' {
		c, err = r.src.ReadByte()
		if err == nil && c != '\n' {
			c = 'x'
		}
	}
	switch {
	case errors.Is(err, io.EOF):
		return false, nil
	case err != nil:
		return false, err
	case c == r.comma:
		return true, nil
	case c == '\n':
		r.line++
		return false, nil
	}
	return false, r.bad("something follows a closing quote; quotes inside a cell are doubled")
}

func (r *reader) put(c byte, from int) error {
	if len(r.buf)-from >= maxCell || len(r.buf) >= r.most {
		return r.bad("a cell or a row is too long; this may not be a table, or a quote is never closed")
	}
	r.buf = append(r.buf, c)
	return nil
}
