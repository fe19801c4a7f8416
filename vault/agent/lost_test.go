package agent

import (
	"errors"
	"os"
	"testing"

	"coffer/internal/sys"
)

// TestLostIsNoAgent: what holds the lock without being an agent is told, and not
// ended.
func TestLostIsNoAgent(t *testing.T) {
	dir := shortDir(t)
	if ended, err := dir.EndLost(t.Context()); ended || err != nil {
		t.Errorf("nobody holds it: %v, %v", ended, err)
	}
	l, err := sys.Lock(t.Context(), dir.lock(), sys.Exclusive, 0, "something else")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Unlock() }()
	ended, err := dir.EndLost(t.Context())
	var lost *LostError
	if ended || !errors.As(err, &lost) || lost.PID != os.Getpid() {
		t.Errorf("%v, %v", ended, err)
	}
}
