package app

import (
	"archive/zip"
	"path/filepath"
	"testing"
	"time"
)

// TestPackTellsItsTime: the files of a pack that is a ZIP have the time at which it was
// made, and not the first that a ZIP can name.
func TestPackTellsItsTime(t *testing.T) {
	w := newRescue(t, 2, []string{"bob"}, "dave")
	path := filepath.Join(t.TempDir(), "dave.zip")
	names, err := w.alice.TrusteePack(t.Context(), "dave", path, Program{Version: "1.0"})
	w.alice.must(err)
	z, err := zip.OpenReader(path)
	w.alice.must(err)
	defer z.Close()
	if len(z.File) != len(names) || len(names) == 0 {
		t.Errorf("%d files, and not %d", len(z.File), len(names))
	}
	for _, f := range z.File {
		if !f.Modified.Equal(w.clock.now.Truncate(time.Second)) {
			t.Errorf("%s is of %v", f.Name, f.Modified)
		}
	}
}
