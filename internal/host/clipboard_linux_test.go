package host

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestFindClipboard(t *testing.T) {
	_, both := fakeClipboard(t)
	if c := findClipboard(t, both); c.Name() != "wl-copy" {
		t.Errorf("with both displays: %s", c.Name())
	}
	if c := findClipboard(t, append(both, "WAYLAND_DISPLAY=")); c.Name() != "xclip" {
		t.Errorf("with X alone: %s", c.Name())
	}
	dir, xsel := fakeClipboard(t, "xsel")
	xsel = append(xsel, "PATH="+dir)
	if c := findClipboard(t, xsel); c.Name() != "xsel" {
		t.Errorf("xsel alone: %s", c.Name())
	}
	dir, half := fakeClipboard(t, "wl-copy")
	if err := os.Remove(filepath.Join(dir, "wl-paste")); err != nil {
		t.Fatal(err)
	}
	for name, environ := range map[string][]string{
		"no display":   append(xsel, "DISPLAY="),
		"no programs":  {"DISPLAY=:0", "PATH=" + t.TempDir()},
		"no read back": append(half, "PATH="+dir),
	} {
		if c, err := FindClipboard(environ); !errors.Is(err, ErrNoClipboard) {
			t.Errorf("%s: %v, %v", name, c, err)
		}
	}
}
