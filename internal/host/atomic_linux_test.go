package host

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// Whoever kills us while we write leaves nothing in clear.
func TestWriteAtomicHasNoNameWhileItWrites(t *testing.T) {
	for _, force := range []bool{false, true} {
		dir := t.TempDir()
		err := WriteAtomic(filepath.Join(dir, "out"), force, func(w io.Writer) error {
			_, err := w.Write(make([]byte, 1<<20))
			onlyFiles(t, dir)
			return err
		})
		if err != nil {
			t.Error(err)
		}
		onlyFiles(t, dir, "out")
	}
}

// What is replaced, and what a system refuses to link, gets a name first.
func TestDraftTakesAName(t *testing.T) {
	dir := t.TempDir()
	d, err := newDraft(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.fill(text("content")); err != nil {
		t.Fatal(err)
	}
	if err := d.takeName(); err != nil || d.name == "" {
		t.Fatal(err)
	}
	holds(t, d.name, "content")
	d.drop()
	onlyFiles(t, dir)
}

func TestDraftCopies(t *testing.T) {
	dir := t.TempDir()
	from, err := openNameless(dir)
	if err != nil {
		t.Fatal(err)
	}
	to, err := os.Create(filepath.Join(dir, "copy"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(text("content")(from), copyAll(to, from), from.Close(), to.Close()); err != nil {
		t.Fatal(err)
	}
	holds(t, filepath.Join(dir, "copy"), "content")
}
