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

// TestKeepInherited: what came from outside is not handed on, however the system
// tells what there is.
func TestKeepInherited(t *testing.T) {
	for name, keep := range map[string]func(){
		"as the system does best": keepInherited,
		"by a list":               func() { markEach("/dev/fd") },
		"by number":               func() { markEach("/nowhere") },
	} {
		given, err := unix.FcntlInt(1, unix.F_DUPFD, firstInherited)
		if err != nil {
			t.Fatal(err)
		}
		keep()
		if Inherited(given) {
			t.Errorf("%s: descriptor %d would be handed on", name, given)
		}
		unix.Close(given)
		if !Inherited(1) {
			t.Errorf("%s: the standard streams are not handed on", name)
		}
	}
}
