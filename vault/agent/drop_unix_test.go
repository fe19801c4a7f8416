//go:build unix

package agent

import (
	"os"
	"syscall"
	"testing"
	"time"
)

// TestKeysGoBeforeOthersCome holds that nobody puts a session while the key of
// one that ended is removed: the new key lies in the same place. The key is a
// pipe here, at which the agent waits until the test has looked.
func TestKeysGoBeforeOthersCome(t *testing.T) {
	clock, dir, k := new(movedClock), shortDir(t), aKey(t)
	s := &Server{Clock: clock, Folder: dir}
	s.look()
	session := aSession(1, k.Vault)
	session.ID = k.ID
	if _, err := s.holds.put(session, s.holds.last); err != nil {
		t.Fatal(err)
	}
	path := dir.keyFile(k.Vault)
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	clock.move(15 * time.Minute)
	done := make(chan struct{})
	go func() { s.look(); close(done) }()
	pipe, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if s.mu.TryLock() {
		t.Error("another session could take the place meanwhile")
		s.mu.Unlock()
	}
	text := k.Text(SessionKey)
	if _, err := pipe.Write(text.Bytes()); err != nil {
		t.Error(err)
	}
	pipe.Close()
	<-done
	if _, err := os.Lstat(path); !os.IsNotExist(err) {
		t.Errorf("the key is still there: %v", err)
	}
}
