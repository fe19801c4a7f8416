package xml

import (
	"encoding/hex"
	"io"
	"strconv"
	"time"

	"coffer/box/port/internal/emit"
)

// writer puts elements together. Errors stay in it until flush.
type writer struct {
	*emit.Writer
	scratch []byte
	held    int // what an import of the item being written will count
}

func newWriter(w io.Writer) *writer {
	return &writer{Writer: emit.New(w)}
}

// open starts an element.
func (w *writer) open(tag string) {
	w.held += partCost
	w.Str("<")
	w.Str(tag)
}

// attr writes an attribute whose value needs no escape.
func (w *writer) attr(name, value string) {
	w.Str(" ")
	w.Str(name)
	w.Str(`="`)
	w.held += len(value)
	w.Str(value)
	w.Str(`"`)
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
	w.Str(" ")
	w.Str(attr)
	w.Str(`="`)
	w.held += len(w.scratch)
	w.Text(w.scratch, true)
	w.Str(`"`)
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

// base64 writes bytes that the schema wants encoded.
func (w *writer) base64(b []byte) { w.held += w.Base64(b) }
