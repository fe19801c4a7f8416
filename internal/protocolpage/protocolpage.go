// Package protocolpage reads what docs/protocol.md prints, for the tests that
// compute it anew. No program of ours contains it.
package protocolpage

import (
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
)

// paths are seen from the packages that have such tests, one or two folders deep.
var paths = []string{"../../docs/protocol.md", "../docs/protocol.md"}

// Text is the whole page.
func Text(t testing.TB) string {
	t.Helper()
	page, err := os.ReadFile(paths[0])
	if errors.Is(err, fs.ErrNotExist) {
		page, err = os.ReadFile(paths[1])
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// Vectors are the bytes that the page prints in blocks marked as vectors, as far
// as their names begin with prefix.
func Vectors(t testing.TB, prefix string) map[string][]byte {
	t.Helper()
	found := make(map[string][]byte)
	for name, value := range lines(t, "vectors", prefix) {
		data, err := hex.DecodeString(value)
		if err != nil || len(data) == 0 {
			t.Fatalf("%s is %q on the page: %v", name, value, err)
		}
		found[name] = data
	}
	return found
}

// Examples are the texts that the page prints in blocks marked as examples, as
// far as their names begin with prefix.
func Examples(t testing.TB, prefix string) map[string]string {
	t.Helper()
	return lines(t, "examples", prefix)
}

func lines(t testing.TB, mark, prefix string) map[string]string {
	t.Helper()
	found := make(map[string]string)
	for i, block := range strings.Split(Text(t), "```") {
		text, ok := strings.CutPrefix(block, mark+"\n")
		if i%2 == 0 || !ok {
			continue
		}
		for line := range strings.Lines(text) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
			if _, twice := found[name]; twice {
				t.Fatalf("the page prints %s twice", name)
			}
			if strings.HasPrefix(name, prefix) {
				found[name] = strings.TrimSpace(value)
			}
		}
	}
	if len(found) == 0 {
		t.Fatalf("the page has no %s that begin with %q", mark, prefix)
	}
	return found
}
