//go:build unix

package sys

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// TestInherited tells what came from outside from what was opened here.
func TestInherited(t *testing.T) {
	f, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	given, err := unix.Dup(int(f.Fd())) // without the mark, as it comes from a parent
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(given)
	for fd, want := range map[int]bool{0: true, given: true, int(f.Fd()): false, 1 << 20: false, -1: false} {
		if got := Inherited(fd); got != want {
			t.Errorf("descriptor %d: %v, not %v", fd, got, want)
		}
	}
}
