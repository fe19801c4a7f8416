package blob

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func BenchmarkFolderPut(b *testing.B) {
	s := newFolder(b.TempDir(), time.Time{})
	data := make([]byte, 8<<10)
	for i := 0; b.Loop(); i++ {
		must(b, s.Put(b.Context(), fmt.Sprintf("m/%d", i), data))
	}
}

func BenchmarkFolderList1000(b *testing.B) {
	dir := b.TempDir()
	must(b, os.Mkdir(filepath.Join(dir, "m"), 0o700))
	for i := range 1000 {
		must(b, os.WriteFile(filepath.Join(dir, "m", fmt.Sprint(i)), nil, 0o600))
	}
	s := newFolder(dir, time.Time{})
	for b.Loop() {
		must(b, s.List(b.Context(), "m", func(Object) error { return nil }))
	}
}

// An empty mailbox is what most of a sync looks at.
func BenchmarkFolderListEmpty(b *testing.B) {
	s := newFolder(b.TempDir(), time.Time{})
	for b.Loop() {
		must(b, s.List(b.Context(), "m", func(Object) error { return nil }))
	}
}
