// Package window holds the part of a document that a parser looks at: a buffer that moves over a stream, and knows where
// in it that is. It knows nothing of any language.
package window

import (
	"errors"
	"io"

	"coffer/box/port"
)

// patience is how often a reader may return nothing before it is given up.
const patience = 100

// Window is what is looked at together. A parser consumes from it by moving Pos, and counts the line feeds that it
// passes. Buf has the size for ever that it was made with.
type Window struct {
	Buf  []byte // Buf[Pos:Stop] is not yet consumed
	Pos  int
	Stop int
	EOF  bool // nothing comes behind Stop
	Feed int  // line feeds before Pos

	src  io.Reader
	base int64 // where Buf begins in the input
}

// New looks at the first bytes of r, as many as size at once.
func New(r io.Reader, size int) Window { return Window{Buf: make([]byte, size), src: r} }

// Line is where the parser stands, counted from 1.
func (w *Window) Line() int { return w.Feed + 1 }

// Offset is where the parser stands in the input, in bytes.
func (w *Window) Offset() int64 { return w.base + int64(w.Pos) }

// Bad makes an error of the input that points to where the parser stands.
func (w *Window) Bad(format string, args ...any) error {
	return port.BadLine(w.Line(), format, args...)
}

// Rest is what is in the window and not yet consumed.
func (w *Window) Rest() []byte { return w.Buf[w.Pos:w.Stop] }

// Fill reads more behind what is not yet consumed, which moves to the front; there must be room. At the end of the
// input it sets EOF and changes nothing. Errors of the reader come as they are, and [io.ErrNoProgress] where it
// goes on returning nothing.
func (w *Window) Fill() error {
	if w.EOF {
		return nil
	}
	if w.Pos > 0 {
		copy(w.Buf, w.Rest())
		w.base += int64(w.Pos)
		w.Stop -= w.Pos
		w.Pos = 0
	}
	for range patience {
		n, err := w.src.Read(w.Buf[w.Stop:])
		w.Stop += n
		if errors.Is(err, io.EOF) {
			w.EOF = true
			return nil
		}
		if n > 0 || err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// Need makes sure that n bytes are in the window, unless the input ends before.
func (w *Window) Need(n int) error {
	for w.Stop-w.Pos < n && !w.EOF {
		if err := w.Fill(); err != nil {
			return err
		}
	}
	return nil
}
