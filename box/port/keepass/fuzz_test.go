package keepass_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"unicode/utf8"

	"coffer/box/port"
	"coffer/box/port/keepass"
	"coffer/box/port/porttest"
)

// FuzzImport: no input panics or gives an error of another kind, a file and a
// stream give the same, and every item has what an item needs.
func FuzzImport(f *testing.F) {
	for _, name := range []string{fixtures + "export.xml", fixtures + "source.xml", "testdata/keepass2.xml"} {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(doc(`<Binaries><Binary ID="0">AAAA</Binary></Binaries>`, `<Group><Entry><Binary><Key>a</Key><Value Ref="0"/></Binary></Entry></Group>`)))
	f.Fuzz(func(t *testing.T, data []byte) {
		var c, d porttest.Collected
		err := keepass.Format{}.Import(context.Background(), porttest.Seekable(data), &c)
		if err != nil && !errors.Is(err, port.ErrInput) {
			t.Fatalf("an error of another kind: %v", err)
		}
		_ = keepass.Format{}.Import(context.Background(), porttest.Stream(data), &d)
		if c.Describe() != d.Describe() {
			t.Fatal("a stream gave something else")
		}
		for _, e := range c.Entries {
			seen := make(map[string]bool)
			for _, field := range e.Fields {
				if seen[field.Name] || field.Name == "" || !utf8.ValidString(field.Name) {
					t.Fatalf("field %q", field.Name)
				}
				seen[field.Name] = true
			}
			if e.Title == "" {
				t.Fatal("no title")
			}
		}
	})
}
