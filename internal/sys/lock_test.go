package sys

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

func lockPath(t *testing.T) string { return filepath.Join(t.TempDir(), "vault.lock") }

// mustLock locks at once and unlocks when the test ends.
func mustLock(t *testing.T, path string, mode Mode) *FileLock {
	t.Helper()
	lock, err := Lock(t.Context(), path, mode, 0, "test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lock.Unlock() })
	return lock
}

// mustBusy expects a lock not to be had and returns who is said to hold it.
func mustBusy(t *testing.T, path string, mode Mode, wait time.Duration) *BusyError {
	t.Helper()
	lock, err := Lock(t.Context(), path, mode, wait, "test")
	var busy *BusyError
	if !errors.As(err, &busy) {
		lock.Unlock()
		t.Fatalf("got %v, want a BusyError", err)
	}
	return busy
}

func TestExclusiveKeepsOutAll(t *testing.T) {
	path := lockPath(t)
	holder := start(t, "hold-exclusive", path)
	holder.says(t, "held")
	for _, mode := range []Mode{Shared, Exclusive} {
		for _, wait := range []time.Duration{0, 3 * pollEvery} {
			busy := mustBusy(t, path, mode, wait)
			if busy.PID != holder.Process.Pid || busy.Note != "child at work" {
				t.Errorf("the holder is said to be %+v, want pid %d", busy, holder.Process.Pid)
			}
		}
	}
	holder.ends(t)
	mustLock(t, path, Exclusive)
}

func TestSharedKeepsOutExclusive(t *testing.T) {
	path := lockPath(t)
	holder := start(t, "hold-shared", path)
	holder.says(t, "held")
	mustLock(t, path, Shared).Unlock()
	if busy := mustBusy(t, path, Exclusive, 0); *busy != (BusyError{}) {
		t.Errorf("a shared holder is named: %+v", busy)
	}
	holder.ends(t)
	mustLock(t, path, Exclusive)
}

func TestWithinOneProcess(t *testing.T) {
	path := lockPath(t)
	first := mustLock(t, path, Exclusive)
	if busy := mustBusy(t, path, Exclusive, 0); busy.PID != os.Getpid() || busy.Note != "test" {
		t.Errorf("%+v", busy)
	}
	if err := errors.Join(first.Unlock(), first.Unlock(), (*FileLock)(nil).Unlock()); err != nil {
		t.Error(err)
	}
	mustLock(t, path, Exclusive)
}

// TestKilledHolder leaves no lock, and its stale note is not believed.
func TestKilledHolder(t *testing.T) {
	path := lockPath(t)
	holder := start(t, "hold-exclusive", path)
	holder.says(t, "held")
	if err := holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	holder.Wait()
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		t.Fatalf("the killed holder left no note (%v): the test proves nothing", err)
	}
	mustLock(t, path, Shared)
	if busy := mustBusy(t, path, Exclusive, 0); *busy != (BusyError{}) {
		t.Errorf("the dead holder is still named: %+v", busy)
	}
}

func TestWaiterGetsTheLock(t *testing.T) {
	path := lockPath(t)
	holder := start(t, "hold-exclusive", path)
	holder.says(t, "held")
	got := make(chan error)
	go func() {
		lock, err := Lock(context.Background(), path, Exclusive, time.Hour, "waiter")
		got <- errors.Join(err, lock.Unlock())
	}()
	holder.ends(t)
	if err := <-got; err != nil {
		t.Fatal(err)
	}
}

func TestContextEndsTheWait(t *testing.T) {
	path := lockPath(t)
	mustLock(t, path, Exclusive)
	ctx, cancel := context.WithCancel(t.Context())
	got := make(chan error)
	go func() {
		_, err := Lock(ctx, path, Shared, time.Hour, "")
		got <- err
	}()
	cancel()
	if err := <-got; !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	free := lockPath(t)
	if _, err := Lock(ctx, free, Shared, 0, ""); !errors.Is(err, context.Canceled) {
		t.Fatalf("a context that is over: %v", err)
	}
}

func TestLockFileStays(t *testing.T) {
	path := lockPath(t)
	lock := mustLock(t, path, Exclusive)
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	mustLock(t, path, Exclusive).Unlock()
	after, err := os.Stat(path)
	if err != nil || !os.SameFile(before, after) {
		t.Errorf("the lock file was replaced (%v)", err)
	}
	if after.Size() != 0 {
		t.Error("the note outlived the lock")
	}
	if perm := after.Mode().Perm(); perm != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("the lock file has mode %o", perm)
	}
}

// TestReplacedLockFile is somebody who moves another file over the lock: what
// was locked does not count then.
func TestReplacedLockFile(t *testing.T) {
	path := lockPath(t)
	file, err := try(path, Exclusive)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := stillAt(path, file); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path, path+".old"); err != nil {
		t.Fatal(err)
	}
	if err := stillAt(path, file); !errors.Is(err, errBusy) {
		t.Errorf("moved away: %v", err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := stillAt(path, file); !errors.Is(err, errBusy) {
		t.Errorf("replaced: %v", err)
	}
}

func TestLockPathThatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	if _, err := Lock(t.Context(), dir, Exclusive, 0, ""); err == nil {
		t.Error("a folder was locked")
	}
	missing := filepath.Join(dir, "missing", "vault.lock")
	if _, err := Lock(t.Context(), missing, Exclusive, 0, ""); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing folder: %v", err)
	}
}
