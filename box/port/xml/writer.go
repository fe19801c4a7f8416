package xml

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"io"
	"strconv"
	"time"
)

// writer puts elements together by hand: with encoding/xml an export would
// spend most of its time in reflection. Errors stay in the buffer until flush.
type writer struct {
	*bufio.Writer
	scratch []byte
	held    int // what an import of the item being written will count
}

func newWriter(w io.Writer) *writer {
	return &writer{Writer: bufio.NewWriterSize(w, 64<<10)}
}

// str writes what needs no escape.
func (w *writer) str(s string) { _, _ = w.WriteString(s) }

// open starts an element.
func (w *writer) open(tag string) {
	w.held += partCost
	w.str("<")
	w.str(tag)
}

// attr writes an attribute whose value needs no escape.
func (w *writer) attr(name, value string) {
	w.str(" ")
	w.str(name)
	w.str(`="`)
	w.held += len(value)
	w.str(value)
	w.str(`"`)
}

// name writes an attribute in percent text.
func (w *writer) name(attr, value string) {
	w.scratch = appendPercent(w.scratch[:0], value, false)
	w.escaped(attr)
}

// folder writes the attribute of that name, unless it is the top.
func (w *writer) folder(names []string) {
	if len(names) == 0 {
		return
	}
	w.scratch = w.scratch[:0]
	for i, name := range names {
		if i > 0 {
			w.scratch = append(w.scratch, '/')
		}
		w.scratch = appendPercent(w.scratch, name, true)
	}
	w.escaped("folder")
}

func (w *writer) escaped(attr string) {
	w.str(" ")
	w.str(attr)
	w.str(`="`)
	w.held += len(w.scratch)
	w.text(w.scratch, true)
	w.str(`"`)
}

// time writes an attribute, unless the time is not set or not known.
func (w *writer) time(attr string, t time.Time) {
	if !t.IsZero() {
		w.when(attr, t)
	}
}

// when writes an attribute that must be there.
func (w *writer) when(attr string, t time.Time) {
	w.scratch = t.UTC().AppendFormat(w.scratch[:0], stamp)
	w.escaped(attr)
}

// head writes the attributes of every attachment.
func (w *writer) head(name string, size int64, sum [32]byte) {
	w.name("name", name)
	w.attr("size", strconv.FormatInt(size, 10))
	w.attr("sha256", hex.EncodeToString(sum[:]))
}

// text writes characters that XML allows, the special ones escaped.
func (w *writer) text(b []byte, attr bool) {
	start := 0
	for i, c := range b {
		escape := ""
		switch c {
		case '&':
			escape = "&amp;"
		case '<':
			escape = "&lt;"
		case '>':
			escape = "&gt;"
		case '"':
			if attr {
				escape = "&quot;"
			}
		}
		if escape == "" {
			continue
		}
		_, _ = w.Write(b[start:i])
		w.str(escape)
		start = i + 1
	}
	_, _ = w.Write(b[start:])
}

// base64 writes bytes that the schema wants encoded.
func (w *writer) base64(b []byte) {
	w.scratch = base64.StdEncoding.AppendEncode(w.scratch[:0], b)
	w.held += len(w.scratch)
	_, _ = w.Write(w.scratch)
	clear(w.scratch)
}
