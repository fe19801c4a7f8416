package sys

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestRenameNew(t *testing.T) {
	path := t.TempDir()
	dir, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	write := func(name string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(path, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("one")
	err = RenameNew(dir, "one", "kept")
	if errors.Is(err, errors.ErrUnsupported) {
		t.Log("this system offers no such call")
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	write("two")
	if err := RenameNew(dir, "two", "kept"); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a file: %v", err)
	}
	if b, err := os.ReadFile(filepath.Join(path, "kept")); err != nil || string(b) != "one" {
		t.Errorf("the file now holds %q, %v", b, err)
	}
	if err := RenameNew(dir, "none", "other"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}
