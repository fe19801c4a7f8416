package blob_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"coffer/internal/host"
	"coffer/vault/blob"
	"coffer/vault/blob/blobtest"
)

// exampleHelper builds the example of docs/blob-helpers.md and returns the folder
// that it lies in.
func exampleHelper(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	out, err := exec.Command("go", "build", "-o", filepath.Join(dir, "coffer-blob-example"), "../../testdata/blob-helper/main.go").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

func openExample(t *testing.T, beside, dir string) blob.Opened {
	t.Helper()
	s, err := blob.Open("example:"+dir, blob.Options{
		Helpers: []string{"example"},
		Start: func(name string) (blob.Process, error) {
			return host.StartHelper(os.Environ(), beside, "blob-"+name)
		},
	})
	blobtest.Must(t, err)
	t.Cleanup(func() { blobtest.Must(t, s.Close()) })
	return s
}

// TestConformHelper puts the example through everything, as a process.
func TestConformHelper(t *testing.T) {
	beside := exampleHelper(t)
	blobtest.Run(t, func(t *testing.T) blob.Store { return openExample(t, beside, blob.MemoryDir(t)) })
}

func TestHelperIsMissingOnDisk(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	s := openExample(t, t.TempDir(), t.TempDir())
	if err := s.Put(t.Context(), "a", nil); !errors.Is(err, blob.ErrHelper) {
		t.Errorf("got %v", err)
	}
}
