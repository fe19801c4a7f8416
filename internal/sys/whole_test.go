package sys

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coffer/internal/required"
)

func TestWriteWholeReplaces(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "above", "state")
	path := filepath.Join(dir, "seen")
	for _, last := range []bool{false, true} {
		for _, text := range []string{"first", "the second, longer", ""} {
			if err := WriteWhole(path, []byte(text), last); err != nil {
				t.Fatal(err)
			}
			if b, err := ReadSmall(path, 100); err != nil || string(b) != text {
				t.Errorf("wrote %q, read %q, %v", text, b, err)
			}
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

// Somebody else put a folder in the file's place: nothing is left beside it.
func TestWriteWholeLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "seen")
	if err := os.MkdirAll(filepath.Join(path, "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := WriteWhole(path, []byte("x"), true); err == nil {
		t.Error("a folder was replaced")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

func TestReadSmallIsBounded(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "seen")
	if _, err := ReadSmall(path, 9); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, err := ReadSmall(dir, 9); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("a folder: %v", err)
	}
	for n, want := range map[int]error{0: nil, 9: nil, 10: fs.ErrInvalid} {
		if err := os.WriteFile(path, []byte(strings.Repeat("x", n)), 0o600); err != nil {
			t.Fatal(err)
		}
		if b, err := ReadSmall(path, 9); !errors.Is(err, want) || err == nil && len(b) != n {
			t.Errorf("%d bytes: got %d, %v", n, len(b), err)
		}
	}
}

func TestWholeFilesFollowNoLink(t *testing.T) {
	dir := t.TempDir()
	victim, link := filepath.Join(dir, "victim"), filepath.Join(dir, "link")
	if err := os.WriteFile(victim, []byte("theirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	required.Working(t, os.Symlink(victim, link))
	if _, err := ReadSmall(link, 9); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("read through a link: %v", err)
	}
	if err := WriteWhole(link, []byte("ours"), false); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(victim); err != nil || string(b) != "theirs" {
		t.Errorf("the link's target holds %q, %v", b, err)
	}
}

func TestMakeFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	for range 2 { // made, then found
		if err := MakeFolder(dir); err != nil {
			t.Fatal(err)
		}
	}
	for _, made := range []string{dir, filepath.Dir(dir)} {
		if info, err := os.Stat(made); err != nil || !info.IsDir() || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", made, info, err)
		}
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := MakeFolder(filepath.Join(file, "below")); err == nil {
		t.Error("a folder was made below a file")
	}
}
