package cxf_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"coffer/box/port"
	"coffer/box/port/cxf"
	"coffer/box/port/porttest"
)

// FuzzImport: no input panics or gives an error of another kind, a file and a
// stream give the same, every item has what an item needs, and what was read is
// written in keeping with the schema, and then reads and writes to the same.
func FuzzImport(f *testing.F) {
	seeds, _ := filepath.Glob("testdata/*.json")
	hostile, _ := filepath.Glob("testdata/hostile/*.json")
	if seeds = append(seeds, hostile...); len(seeds) < 18 {
		f.Fatal("seeds are missing")
	}
	for _, name := range seeds {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add(porttest.Write(f, cxf.Format{}, porttest.Contents()["label"]))
	f.Add(porttest.Write(f, cxf.Format{}, porttest.Contents()["templates"]))
	s := schema(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		var c, d porttest.Collected
		err := cxf.Format{}.Import(context.Background(), porttest.Seekable(data), &c)
		if err != nil && !errors.Is(err, port.ErrInput) {
			t.Fatalf("an error of another kind: %v", err)
		}
		_ = cxf.Format{}.Import(context.Background(), porttest.Stream(data), &d)
		if c.Describe() != d.Describe() {
			t.Fatal("a stream gave something else")
		}
		for _, e := range c.Entries {
			whole(t, e)
		}
		if err != nil {
			return
		}
		once := porttest.Write(t, cxf.Format{}, contentOf(&c))
		if err := valid(t, s, once); err != nil {
			t.Fatal(err)
		}
		again := porttest.Read(t, cxf.Format{}, porttest.Seekable(once))
		if twice := porttest.Write(t, cxf.Format{}, contentOf(again)); !bytes.Equal(once, twice) {
			t.Fatalf("first\n%s\nthen\n%s", once, twice)
		}
	})
}

func whole(t *testing.T, e *port.Entry) {
	t.Helper()
	seen := make(map[string]bool)
	for _, field := range e.Fields {
		if seen[field.Name] || field.Name == "" || field.Value.IsZero() || field.Kind == "" || field.Tier == 0 || !utf8.ValidString(field.Name) {
			t.Fatalf("field %q", field.Name)
		}
		seen[field.Name] = true
	}
	if e.Title == "" {
		t.Fatal("no title")
	}
}
