package emit_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"coffer/box/port"
	"coffer/box/port/internal/emit"
	"coffer/box/port/internal/scan"
	"coffer/box/port/porttest"
)

// What is written reads the same, as text and as an attribute, unless XML has no
// place for it at all.
func TestTextReadsTheSame(t *testing.T) {
	for _, want := range []string{"plain", "<&>\"']]>", "a\r\nb\rc\n", " around ", "Größe 鍵 \u0085"} {
		var b bytes.Buffer
		w := emit.New(&b)
		w.Str("<a>")
		w.Text([]byte(want), false)
		w.Str("</a>")
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if got := textOf(t, b.Bytes()); got != want {
			t.Errorf("%q came back as %q", want, got)
		}
	}
}

func textOf(t *testing.T, doc []byte) (text string) {
	t.Helper()
	r := scan.NewReader(bytes.NewReader(doc))
	for {
		tok, err := r.Next()
		if errors.Is(err, io.EOF) {
			return text
		}
		if err != nil {
			t.Fatal(err)
		}
		text += string(tok.Text)
	}
}

func TestQuotes(t *testing.T) {
	var b bytes.Buffer
	w := emit.New(&b)
	w.Text([]byte(`a"b`), true)
	n := w.Base64([]byte{0, 1, 255})
	if err := w.Flush(); err != nil || b.String() != "a&quot;bAAH/" || n != 4 {
		t.Errorf("got %q, %d, %v", b.String(), n, err)
	}
}

func TestFile(t *testing.T) {
	var b bytes.Buffer
	w := emit.New(&b)
	f := porttest.FileOf("a", []byte{0, 1, 255, 7})
	if err := errors.Join(w.File(f), w.Flush()); err != nil || b.String() != "AAH/Bw==" {
		t.Errorf("got %q, %v", b.String(), err)
	}
	f.SHA256[0] ^= 1
	if err := w.File(f); !errors.Is(err, port.ErrInput) {
		t.Errorf("other content: got %v", err)
	}
	f.Open = func() (io.ReadCloser, error) { return nil, io.ErrClosedPipe }
	if err := w.File(f); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("cannot be opened: got %v", err)
	}
}
