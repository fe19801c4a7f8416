package zip_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"coffer/box/port"
	"coffer/box/port/porttest"
	ourzip "coffer/box/port/zip"
)

// FuzzImport: no archive panics or gives an error of another kind, and what
// was read writes and reads again to the same.
func FuzzImport(f *testing.F) {
	for _, name := range []string{"label", "history", "templates", "nothing at all"} {
		f.Add(porttest.Write(f, ourzip.Format{}, porttest.Contents()[name]))
	}
	ok := export("")
	f.Add(pack(f, ok, entry{name: "../x"}, manifestOf(ok)))
	f.Add(pack(f, ok, ok, manifestOf(ok)))
	f.Fuzz(func(t *testing.T, data []byte) {
		var c porttest.Collected
		err := ourzip.Format{}.Import(context.Background(), porttest.Seekable(data), &c)
		if err != nil {
			if !errors.Is(err, port.ErrInput) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		once := porttest.Write(t, ourzip.Format{}, porttest.ContentOf(c.Boxes, c.Templates, c.Entries...))
		again := porttest.Read(t, ourzip.Format{}, porttest.Seekable(once))
		twice := porttest.Write(t, ourzip.Format{}, porttest.ContentOf(again.Boxes, again.Templates, again.Entries...))
		if !bytes.Equal(once, twice) {
			t.Fatal("writing, reading and writing again gave another archive")
		}
	})
}
