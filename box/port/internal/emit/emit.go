// Package emit is the pen of XML formats, as package scan is their eye: it writes
// text, base64 and attachments into a document that is put together by hand. With
// encoding/xml an export would spend most of its time in reflection.
package emit

import (
	"bufio"
	"encoding/base64"
	"io"

	"coffer/box/port"
)

// Writer writes one document. Errors of writing stay in it until Flush.
type Writer struct {
	*bufio.Writer
	scratch []byte
}

// New begins a document.
func New(w io.Writer) *Writer { return &Writer{Writer: bufio.NewWriterSize(w, 64<<10)} }

// Str writes what needs no escape.
func (w *Writer) Str(s string) { _, _ = w.WriteString(s) }

// Text writes characters that XML allows, the special ones escaped, and a
// carriage return so that no reader makes a line feed of it. attr is for text
// between quotes.
func (w *Writer) Text(b []byte, attr bool) {
	start := 0
	for i, c := range b {
		escape := escaped(c, attr)
		if escape == "" {
			continue
		}
		_, _ = w.Write(b[start:i])
		w.Str(escape)
		start = i + 1
	}
	_, _ = w.Write(b[start:])
}

func escaped(c byte, attr bool) string {
	switch {
	case c == '&':
		return "&amp;"
	case c == '<':
		return "&lt;"
	case c == '>':
		return "&gt;"
	case c == '\r':
		return "&#13;"
	case c == '"' && attr:
		return "&quot;"
	}
	return ""
}

// Base64 writes bytes that no text can hold, and returns how many characters they
// became.
func (w *Writer) Base64(b []byte) int {
	w.scratch = base64.StdEncoding.AppendEncode(w.scratch[:0], b)
	defer clear(w.scratch)
	_, _ = w.Write(w.scratch)
	return len(w.scratch)
}

// File copies an attachment through, in base64. Content of another size or hash
// than the file says is an error, and so is an error of writing.
func (w *Writer) File(f port.File) error {
	rc, err := f.Open()
	if err != nil {
		return err
	}
	defer rc.Close()
	enc := base64.NewEncoder(base64.StdEncoding, w)
	if _, err := io.Copy(enc, port.Verify(rc, f)); err != nil {
		return err
	}
	return enc.Close()
}
