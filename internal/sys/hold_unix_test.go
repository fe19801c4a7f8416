//go:build unix

package sys

import (
	"os"
	"path/filepath"
	"testing"
)

func TestHold(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "d")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	release, err := Hold(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Hold(dir); err == nil {
		t.Error("held twice")
	}
	release()
	again, err := Hold(dir)
	if err != nil {
		t.Fatalf("after the release: %v", err)
	}
	again()
	link, file := dir+".link", dir+".file"
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{link, file, dir + ".none"} {
		if _, err := Hold(path); err == nil {
			t.Errorf("%s is held", path)
		}
	}
}
