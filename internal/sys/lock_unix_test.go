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
			if _, err := Lock(t.Context(), path, mode, 0, "note"); err == nil {
				t.Fatal("a symbolic link was followed")
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
	if _, err := Lock(t.Context(), path, Exclusive, 0, ""); err == nil {
		t.Fatal("a pipe was locked")
	}
}
