//go:build unix

package host

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestMakePrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "above", "vault")
	for range 2 { // made, then found
		if err := MakePrivate(dir); err != nil {
			t.Fatal(err)
		}
	}
	for _, made := range []string{dir, filepath.Dir(dir)} {
		if info, err := os.Stat(made); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: %v, %v", made, info.Mode(), err)
		}
	}
}

func TestCheckPrivateRefuses(t *testing.T) {
	base := t.TempDir()
	for _, mode := range []fs.FileMode{0o701, 0o710, 0o750, 0o777, 0o704} {
		dir := filepath.Join(base, mode.String())
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		for name, check := range map[string]func(string) error{"check": CheckPrivate, "make": MakePrivate} {
			err := check(dir)
			if !errors.Is(err, ErrNotPrivate) || errors.Is(err, ErrNotOwn) || !strings.Contains(err.Error(), "chmod 700 "+dir) {
				t.Errorf("%s, mode %v: %v", name, mode, err)
			}
			if err := CheckOwn(dir); err != nil {
				t.Errorf("%s, mode %v: not our own: %v", name, mode, err)
			}
		}
		if info, _ := os.Stat(dir); info.Mode().Perm() != mode {
			t.Errorf("mode %v was changed to %v", mode, info.Mode())
		}
	}
	if err := CheckPrivate(filepath.Join(base, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	file := filepath.Join(base, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := MakePrivate(file); !errors.Is(err, ErrNotOwn) {
		t.Errorf("a file was taken for a folder: %v", err)
	}
}

func TestCheckPrivateLooksBehindLinks(t *testing.T) {
	base := t.TempDir()
	open, link := filepath.Join(base, "open"), filepath.Join(base, "link")
	if err := os.Mkdir(open, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(open, link); err != nil {
		t.Fatal(err)
	}
	if err := CheckPrivate(link); !errors.Is(err, ErrNotPrivate) {
		t.Errorf("a link to an open folder: %v", err)
	}
	if err := os.Chmod(open, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := CheckPrivate(link); err != nil {
		t.Errorf("our link to our folder: %v", err)
	}
}

// "/" belongs to root, and to the person who runs the tests only if that is
// root; then an owner that is not root is made.
func TestCheckPrivateWantsAnOwner(t *testing.T) {
	dir := "/"
	if os.Geteuid() == 0 {
		dir = t.TempDir()
		if err := errors.Join(os.Chmod(dir, 0o700), os.Chown(dir, 12345, 12345)); err != nil {
			t.Fatal(err)
		}
	}
	err := CheckPrivate(dir)
	if !errors.Is(err, ErrNotPrivate) || !errors.Is(err, ErrNotOwn) || !strings.Contains(err.Error(), "another user") {
		t.Errorf("got %v", err)
	}
	if own := CheckOwn(dir); own == nil || own.Error() != err.Error() {
		t.Errorf("got %v", own)
	}
}
