package sys

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// asNobody makes file access in this test obey permissions, for root too.
func asNobody(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	runtime.LockOSThread() // never unlocked: the thread ends with the test
	if err := unix.Setfsuid(65534); err != nil {
		t.Fatal(err)
	}
}

// TestReadOnly is a vault on a medium or in a folder that one may only read.
func TestReadOnly(t *testing.T) {
	dir, err := os.MkdirTemp("", "coffer-read-only-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	t.Chdir(dir) // the folders above it need not let nobody pass
	const path = "vault.lock"
	if err := os.WriteFile(path, nil, 0o444); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o755)

	done := make(chan struct{})
	go func() {
		defer close(done)
		asNobody(t)
		lock, err := Lock(t.Context(), path, Shared, 0, "")
		if err != nil {
			t.Errorf("a reader is refused: %v", err)
		}
		lock.Unlock()
		if _, err := Lock(t.Context(), path, Exclusive, 0, ""); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("a writer: %v", err)
		}
		if _, err := Lock(t.Context(), path+".other", Shared, 0, ""); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("no lock file, and none to be made: %v", err)
		}
	}()
	<-done
}
