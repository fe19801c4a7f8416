//go:build unix

package agent

import (
	"os"
	"syscall"
	"testing"
	"time"

	"coffer/vault"
)

// TestKeysGoBeforeOthersCome holds that nobody puts a session while the key of
// one that ended is removed: the new key lies in the same place.
func TestKeysGoBeforeOthersCome(t *testing.T) {
	clock, dir, k := new(movedClock), shortDir(t), aKey(t)
	s := &Server{Clock: clock, Folder: dir}
	s.look()
	session := aSession(1, k.Vault)
	session.ID = k.ID
	if _, err := s.holds.put(session, s.holds.last); err != nil {
		t.Fatal(err)
	}
	if err := dir.writeKey(k); err != nil {
		t.Fatal(err)
	}
	s.drop = func(v, only vault.ID) {
		if s.mu.TryLock() {
			t.Error("another session could take the place meanwhile")
			s.mu.Unlock()
		}
		dir.DropKey(v, only)
	}
	clock.move(15 * time.Minute)
	s.look()
	if _, err := os.Lstat(dir.keyFile(k.Vault)); !os.IsNotExist(err) {
		t.Errorf("the key is still there: %v", err)
	}
}

// TestNoKeyIsWaitedFor: what is no file in the place of a key keeps nobody from
// locking, and goes.
func TestNoKeyIsWaitedFor(t *testing.T) {
	dir, k := shortDir(t), aKey(t)
	path := dir.keyFile(k.Vault)
	for _, only := range []vault.ID{k.ID, {}} {
		if err := syscall.Mkfifo(path, 0o600); err != nil && !os.IsExist(err) {
			t.Fatal(err)
		}
		dir.DropKey(k.Vault, only)
		if dir.HasKey(k.Vault) {
			t.Error("a pipe is no key")
		}
	}
	if _, err := os.Lstat(path); !os.IsNotExist(err) {
		t.Errorf("the pipe is still there: %v", err)
	}
}
