package sys

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestLockHolder: the kernel says who holds a lock, whatever the file says.
func TestLockHolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	if _, err := lockHolder(path); !errors.Is(err, ErrHolder) {
		t.Errorf("of no file: %v", err)
	}
	l, err := Lock(t.Context(), path, Exclusive, 0, "test")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("1\nsomebody\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if pid, err := lockHolder(path); err != nil || pid != os.Getpid() {
		t.Errorf("held by %d, %v", pid, err)
	}
	if err := l.Unlock(); err != nil {
		t.Fatal(err)
	}
	if pid, err := lockHolder(path); !errors.Is(err, ErrHolder) {
		t.Errorf("given back, held by %d, %v", pid, err)
	}
}
