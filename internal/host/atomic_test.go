//go:build unix

package host

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

func TestWriteAtomic(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	if err := WriteAtomic(path, false, text("one")); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	ran := false
	err := WriteAtomic(path, false, func(io.Writer) error { ran = true; return nil })
	if !errors.Is(err, fs.ErrExist) || ran {
		t.Errorf("over a file: %v, ran %v", err, ran)
	}
	holds(t, path, "one")
	if err := WriteAtomic(path, true, text("two")); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "two")
	onlyFiles(t, dir, "out")
}

func TestWriteAtomicFails(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	stop := errors.New("stop")
	if err := WriteAtomic(path, true, func(w io.Writer) error {
		_, _ = w.Write(make([]byte, 1<<20))
		return stop
	}); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
	onlyFiles(t, dir)
	func() {
		defer func() { _ = recover() }()
		_ = WriteAtomic(path, true, func(io.Writer) error { panic("in write") })
	}()
	onlyFiles(t, dir)
	if err := WriteAtomic(filepath.Join(dir, "none", "out"), true, text("x")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
}

// Somebody makes the file, or a link to a file of ours, while we write.
func TestWriteAtomicLosesTheRace(t *testing.T) {
	for name, plant := range map[string]func(path, victim string) error{
		"file":     func(path, _ string) error { return os.WriteFile(path, []byte("theirs"), 0o600) },
		"link":     func(path, victim string) error { return os.Symlink(victim, path) },
		"dangling": func(path, victim string) error { return os.Symlink(victim+"-none", path) },
		"folder":   func(path, _ string) error { return os.Mkdir(path, 0o700) },
	} {
		t.Run(name, func(t *testing.T) {
			dir, victim := t.TempDir(), filepath.Join(t.TempDir(), "victim")
			path := filepath.Join(dir, "out")
			if err := os.WriteFile(victim, []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
			err := WriteAtomic(path, false, func(w io.Writer) error {
				return errors.Join(text("ours")(w), plant(path, victim))
			})
			if !errors.Is(err, fs.ErrExist) {
				t.Errorf("got %v", err)
			}
			holds(t, victim, "old")
			onlyFiles(t, dir, "out")
			onlyFiles(t, filepath.Dir(victim), "victim")
		})
	}
}

func TestWriteAtomicReplacesALinkNotItsTarget(t *testing.T) {
	dir, victim := t.TempDir(), filepath.Join(t.TempDir(), "victim")
	path := filepath.Join(dir, "out")
	if err := errors.Join(os.WriteFile(victim, []byte("old"), 0o644), os.Symlink(victim, path)); err != nil {
		t.Fatal(err)
	}
	if err := WriteAtomic(path, false, text("new")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("without force: %v", err)
	}
	if err := WriteAtomic(path, true, text("new")); err != nil {
		t.Fatal(err)
	}
	holds(t, victim, "old")
	holds(t, path, "new")
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		t.Errorf("still a link: %v, %v", info.Mode(), err)
	}
}

func TestWriteAtomicSparesDevices(t *testing.T) {
	dir := t.TempDir()
	fifo := filepath.Join(dir, "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{fifo, dir, "/dev/null"} {
		if err := WriteAtomic(path, true, text("x")); err == nil {
			t.Errorf("%s was replaced", path)
		}
	}
	onlyFiles(t, dir, "fifo")
}

func TestWriteAtomicErrorIsSafe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x\x1b[2J")
	if err := WriteAtomic(path, false, text("x")); err != nil {
		t.Fatal(err)
	}
	if err := WriteAtomic(path, false, text("x")); strings.ContainsRune(err.Error(), 0x1b) {
		t.Errorf("escape in %q", err)
	}
}

// TestWriteAtomicHidesTemp holds that errors name the target alone.
func TestWriteAtomicHidesTemp(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{filepath.Join(dir, "nosuch", "out"), filepath.Join(dir, "out")} {
		err := WriteAtomic(path, false, func(w io.Writer) error {
			temp := dir // what a file without a name goes by
			if named, _ := filepath.Glob(filepath.Join(dir, ".coffer-*")); len(named) == 1 {
				temp = named[0]
			}
			return &fs.PathError{Op: "write", Path: temp, Err: syscall.ENOSPC}
		})
		if err == nil || strings.Contains(err.Error(), ".coffer-") || strings.Count(err.Error(), dir) != 1 {
			t.Errorf("%v", err)
		}
	}
}
