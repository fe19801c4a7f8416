package onepux_test

import (
	"errors"
	"os"
	"testing"
	"unicode/utf8"

	"coffer/box/port"
)

// FuzzImport: no document panics or gives an error of another kind, every item has
// what an item needs, and every reading gives the same.
func FuzzImport(f *testing.F) {
	data, err := os.ReadFile("testdata/export.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(details(`"loginFields":[{"value":{"totp":"GEZDGNBV"},"name":"x"}]`)))
	f.Add([]byte(vault(`{"item":{"trashed":true},"file":{"path":"files/doc__x"}}`)))
	f.Fuzz(func(t *testing.T, data []byte) {
		file := pack(t, "export.data", string(data), "files/doc1__größe.txt", "x")
		c, err := read(file)
		if err != nil && !errors.Is(err, port.ErrInput) {
			t.Fatalf("an error of another kind: %v", err)
		}
		for _, e := range c.Entries {
			seen := make(map[string]bool)
			for _, field := range e.Fields {
				if seen[field.Name] || field.Name == "" || field.Value.IsZero() || !utf8.ValidString(field.Name) {
					t.Fatalf("field %q", field.Name)
				}
				seen[field.Name] = true
			}
			if e.Title == "" || len(e.Folder) == 0 {
				t.Fatal("no title, or no folder")
			}
		}
		if again, _ := read(file); again.Describe() != c.Describe() {
			t.Fatal("read again, it was something else")
		}
	})
}
