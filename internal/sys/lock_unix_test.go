//go:build unix

package sys

import (
	"errors"
	"io/fs"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

func TestLockRefusesLinks(t *testing.T) {
	path := lockPath(t)
	target := path + ".target"
	if err := os.Symlink(target, path); err != nil {
		t.Fatal(err)
	}
	for range 2 { // dangling, then not
		for _, mode := range []Mode{Shared, Exclusive} {
			if _, err := Lock(t.Context(), path, mode, 0, "note"); !errors.Is(err, ErrRefused) {
				t.Fatalf("a symbolic link was followed: %v", err)
			}
		}
		if data, err := os.ReadFile(target); !errors.Is(err, fs.ErrNotExist) && string(data) != "precious" {
			t.Fatalf("the target became %q, %v", data, err)
		}
		if err := os.WriteFile(target, []byte("precious"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLockRefusesPipes would hang if opening a pipe blocked.
func TestLockRefusesPipes(t *testing.T) {
	path := lockPath(t)
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Lock(t.Context(), path, Exclusive, 0, ""); !errors.Is(err, ErrRefused) {
		t.Fatalf("a pipe was locked: %v", err)
	}
}

func TestLockRefusesFolders(t *testing.T) {
	path := lockPath(t)
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []Mode{Shared, Exclusive} {
		if _, err := Lock(t.Context(), path, mode, 0, ""); !errors.Is(err, ErrRefused) {
			t.Errorf("a folder was locked: %v", err)
		}
	}
}

// TestLockRefusesSecondNames: the note, and its removal, would go to another
// file of somebody's.
func TestLockRefusesSecondNames(t *testing.T) {
	path := lockPath(t)
	other := path + ".other"
	if err := errors.Join(os.WriteFile(other, []byte("precious"), 0o600), os.Link(other, path)); err != nil {
		t.Fatal(err)
	}
	for _, perm := range []os.FileMode{0o600, 0o400} {
		if err := os.Chmod(path, perm); err != nil {
			t.Fatal(err)
		}
		for _, mode := range []Mode{Shared, Exclusive} {
			if _, err := Lock(t.Context(), path, mode, 0, "note"); !errors.Is(err, ErrRefused) && !errors.Is(err, fs.ErrPermission) {
				t.Errorf("a file with two names was locked: %v", err)
			}
		}
	}
	if b, err := os.ReadFile(other); err != nil || string(b) != "precious" {
		t.Errorf("the other file became %q, %v", b, err)
	}
	if err := os.Remove(other); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	mustLock(t, path, Exclusive)
}
