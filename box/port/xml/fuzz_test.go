package xml_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"coffer/box/port"
	"coffer/box/port/porttest"
	"coffer/box/port/xml"
)

// FuzzImport: no input panics or gives an error of another kind, reading twice
// and reading once agree, and what was read writes and reads again to the same.
func FuzzImport(f *testing.F) {
	seeds, _ := filepath.Glob("testdata/hostile/*.xml")
	seeds = append(seeds, "../../../testdata/xml/sample.xml")
	if len(seeds) < 5 {
		f.Fatal("seeds are missing")
	}
	for _, name := range seeds {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add(porttest.Write(f, xml.Format{}, porttest.Contents()["history"]))
	f.Add(porttest.Write(f, xml.Format{}, porttest.Contents()["label"]))
	f.Fuzz(func(t *testing.T, data []byte) {
		var c, d porttest.Collected
		err := xml.Format{}.Import(context.Background(), porttest.Seekable(data), &c)
		if other := (xml.Format{}).Import(context.Background(), porttest.Stream(data), &d); (err == nil) != (other == nil) {
			t.Fatalf("from a file %v, from a stream %v", err, other)
		}
		if err != nil {
			if !errors.Is(err, port.ErrInput) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		once := porttest.Write(t, xml.Format{}, porttest.ContentOf(c.Boxes, c.Templates, c.Entries...))
		again := porttest.Read(t, xml.Format{}, porttest.Seekable(once))
		twice := porttest.Write(t, xml.Format{}, porttest.ContentOf(again.Boxes, again.Templates, again.Entries...))
		if !bytes.Equal(once, twice) {
			t.Fatalf("first\n%s\nthen\n%s", once, twice)
		}
	})
}
