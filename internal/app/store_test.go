package app

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// Before a store is imported, one file is decrypted of each part of it that has keys of its own, and none of what is no
// part of it.
func TestEachKeyOfAStoreIsAskedFor(t *testing.T) {
	dir := fstest.MapFS{
		".gpg-id":                 {},
		".git/objects/a.gpg":      {Data: []byte("no part")},
		"a/one.gpg":               {Data: []byte("a/one")},
		"a/two.gpg":               {Data: []byte("a/two")},
		"team/.gpg-id":            {},
		"team/deep/er/three.gpg":  {Data: []byte("team/three")},
		"team/four.gpg":           {Data: []byte("team/four")},
		"team/notes.txt":          {Data: []byte("notes")},
		"zoo/.gpg-id":             {},
		"zoo/unreadable.gpg/five": {Data: []byte("a folder")},
		"zoo/six.gpg":             {Data: []byte("zoo/six")},
	}
	var asked []string
	src := Store(dir, StoreKeys{Filter: func(_ context.Context, _ []string, in io.Reader) (io.ReadCloser, error) {
		b, err := io.ReadAll(in)
		asked = append(asked, string(b))
		return io.NopCloser(strings.NewReader("")), err
	}})
	if err := WakeStore(t.Context(), src); err != nil {
		t.Fatal(err)
	}
	if want := []string{"a/one", "team/three", "zoo/six"}; !slices.Equal(asked, want) {
		t.Errorf("asked for %q, not %q", asked, want)
	}
}
