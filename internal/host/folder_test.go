package host

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// put makes one file of a folder.
func put(f *NewFolder, name, content string) error {
	w, err := f.Create(name)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, content)
	return errors.Join(err, w.Close())
}

func TestWriteFolder(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	err := WriteFolder(path, func(f *NewFolder) error {
		return errors.Join(put(f, "top", "one"), put(f, "a/b/c", "two"), put(f, "a/b/d", "three"))
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"top": "one", "a/b/c": "two", "a/b/d": "three"} {
		holds(t, filepath.Join(path, filepath.FromSlash(name)), want)
	}
	onlyFiles(t, dir, "out")
	err = WriteFolder(path, func(*NewFolder) error { t.Error("it was written to"); return nil })
	if !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a folder: %v", err)
	}
}

// A folder may be deeper than the system takes paths.
func TestWriteFolderDeep(t *testing.T) {
	dir := t.TempDir()
	to := filepath.Join(dir, "out")
	name := strings.Repeat(strings.Repeat("a", 190)+"/", 40) + "x"
	if err := WriteFolder(to, func(f *NewFolder) error { return put(f, name, "one") }); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(to)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if got, err := root.ReadFile(name); err != nil || string(got) != "one" {
		t.Errorf("%q, %v", got, err)
	}
	stop := errors.New("stop")
	err = WriteFolder(filepath.Join(dir, "none"), func(f *NewFolder) error { return errors.Join(put(f, name, "one"), stop) })
	if !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
	onlyFiles(t, dir, "out")
}

// Names that lead out of the folder, or that are taken, are refused; what was
// written before a failure goes.
func TestWriteFolderFails(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	for _, name := range []string{"", ".", "..", "../x", "/x", "a//b", "a/../../x"} {
		err := WriteFolder(path, func(f *NewFolder) error { return put(f, name, "x") })
		if !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if err := WriteFolder(path, func(f *NewFolder) error {
		return errors.Join(put(f, "a", "x"), put(f, "a", "y"))
	}); !errors.Is(err, fs.ErrExist) {
		t.Errorf("twice: %v", err)
	}
	if err := WriteFolder(path, func(f *NewFolder) error {
		return errors.Join(put(f, "a", "x"), put(f, "a/b", "y"))
	}); err == nil {
		t.Error("a file became a folder")
	}
	stop := errors.New("stop")
	if err := WriteFolder(path, func(f *NewFolder) error { return errors.Join(put(f, "a/b", "x"), stop) }); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
	onlyFiles(t, dir)
}

// Somebody makes something of that name while we write.
func TestWriteFolderLosesTheRace(t *testing.T) {
	for name, plant := range map[string]func(path string) error{
		"file":   func(path string) error { return os.WriteFile(path, []byte("theirs"), 0o600) },
		"folder": func(path string) error { return os.Mkdir(path, 0o700) },
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "out")
		err := WriteFolder(path, func(f *NewFolder) error { return errors.Join(put(f, "a", "ours"), plant(path)) })
		if err == nil {
			t.Errorf("%s: it was replaced", name)
		}
		onlyFiles(t, dir, "out")
	}
}
