package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"coffer/box/port"
)

type steps struct{ done, total []int }

func (s *steps) tell(done, total int) { s.done, s.total = append(s.done, done), append(s.total, total) }

// An archive is read at places, a table from its beginning, and some formats do one after the other: each run moves on
// and ends at the size of the file.
func TestImportTellsHowFarItIs(t *testing.T) {
	data := make([]byte, 300<<10)
	source := func(s *steps) port.Source {
		return counted(t.Context(), port.Source{R: bytes.NewReader(data), At: bytes.NewReader(data), Size: int64(len(data))}, s.tell)
	}
	at := func(src port.Source) io.Reader { return io.NewSectionReader(src.At, 0, src.Size) }
	for name, read := range map[string][]func(port.Source) io.Reader{
		"at places":          {at},
		"from its beginning": {func(src port.Source) io.Reader { return src.R }},
		"both":               {at, func(src port.Source) io.Reader { return src.R }},
	} {
		var s steps
		src := source(&s)
		for _, r := range read {
			s = steps{}
			if _, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{r(src)}, make([]byte, 10<<10)); err != nil {
				t.Fatal(err)
			}
			if len(s.done) < 30 || !slices.IsSorted(s.done) || slices.Max(s.done) != 300 || slices.Max(s.total) != 301 {
				t.Errorf("%s: %d steps, %v", name, len(s.done), s)
			}
		}
	}
	var s steps
	src := source(&s)
	_, _ = src.R.Read(make([]byte, 1))
	n := len(s.done)
	if _, _ = src.At.ReadAt(make([]byte, 5), 0); len(s.done) != n {
		t.Error("attachments that are read again move it")
	}
}

// Of a store it is the files that are encrypted.
func TestImportTellsOfFiles(t *testing.T) {
	var s steps
	dir := fstest.MapFS{"a.gpg": {}, "b/c.age": {}, "b/d.gpg": {}, ".git/e.gpg": {}, "b/README": {}, "f.gpg/g": {}}
	open := func(context.Context, string, io.Reader) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("")), nil
	}
	src := counted(t.Context(), port.Source{Dir: dir, Open: open}, s.tell)
	for range 3 {
		if _, err := src.Open(t.Context(), "a.gpg", nil); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(s.done, []int{1, 2}) || !slices.Equal(s.total, []int{3, 3}) {
		t.Errorf("%v", s)
	}
}

func TestReadingAtPlacesEndsWithContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	src := counted(ctx, port.Source{R: strings.NewReader("x"), At: strings.NewReader("x"), Size: 1}, nil)
	if n, err := src.At.ReadAt(make([]byte, 1), 0); n != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("reading goes on: %d, %v", n, err)
	}
}
