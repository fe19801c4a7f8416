package cxf

import (
	"bufio"
	"encoding/base64"
	"io"
	"strconv"
	"time"
	"unicode/utf8"
)

// object is a JSON object whose members keep their order. Values are strings,
// whole numbers, booleans, objects, arrays and JSON as it stands.
type object []member

type member struct {
	name  string
	value any
}

type (
	array   []any
	literal string // JSON that was read as such before
)

// add appends a member.
func (o *object) add(name string, value any) { *o = append(*o, member{name, value}) }

// text appends a string that is not empty.
func (o *object) text(name, value string) {
	if value != "" {
		o.add(name, value)
	}
}

// time appends a time that is known, in seconds since 1970.
func (o *object) time(name string, t time.Time) {
	if s := t.Unix(); !t.IsZero() && s >= 0 {
		o.add(name, s)
	}
}

// list appends an array that is not empty.
func (o *object) list(name string, a array) {
	if len(a) > 0 {
		o.add(name, a)
	}
}

// writer keeps errors in its buffer until flush.
type writer struct {
	*bufio.Writer
	scratch []byte
}

func newWriter(w io.Writer) *writer { return &writer{Writer: bufio.NewWriterSize(w, 64<<10)} }

func (w *writer) str(s string) { _, _ = w.WriteString(s) }

// value writes one value and wipes what it was put together in. It returns how
// long it was.
func (w *writer) value(v any) int {
	w.scratch = appendValue(w.scratch[:0], v)
	n := len(w.scratch)
	_, _ = w.Write(w.scratch)
	clear(w.scratch)
	return n
}

// element writes one of several values in an array, on a line of its own.
func (w *writer) element(n int, v any) int {
	if n > 0 {
		w.str(",")
	}
	w.str("\n")
	return w.value(v)
}

func appendValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return appendString(b, v)
	case literal:
		return append(b, v...)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case bool:
		return strconv.AppendBool(b, v)
	case object:
		return appendObject(b, v)
	case array:
		return appendArray(b, v)
	}
	panic("a value that JSON does not have")
}

func appendObject(b []byte, o object) []byte {
	b = append(b, '{')
	for i, m := range o {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, m.name), ':')
		b = appendValue(b, m.value)
	}
	return append(b, '}')
}

func appendArray(b []byte, a array) []byte {
	b = append(b, '[')
	for i, v := range a {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendValue(b, v)
	}
	return append(b, ']')
}

// appendString quotes a string. What is no UTF-8 does not reach it, see
// [pack.field]; if it did, it would become U+FFFD.
func appendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, `\n`...)
		case r < ' ' || r == 0x7f:
			b = append(b, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}

// b64url is how the standard writes bytes.
func b64url(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
