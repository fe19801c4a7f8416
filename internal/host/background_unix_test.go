//go:build unix

package host

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestBackgroundThatIsNotReady holds that whatever a process says in the place of
// "ready" is the error, also where it lives on, and that it does not stay behind.
func TestBackgroundThatIsNotReady(t *testing.T) {
	for script, want := range map[string]string{
		"echo coffer: no room; exit 1":    "did not start: no room",
		"echo not today; exec sleep 1000": "did not start: not today",
		"exec sleep 1000 >&- 2>&-":        "ended at once",
		"exit 3":                          "ended at once",
	} {
		ended := make(chan error, 1)
		go func() { ended <- StartBackground(t.Context(), []string{"/bin/sh", "-c", script}, nil) }()
		select {
		case err := <-ended:
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", script, err)
			}
		case <-time.After(startPatience):
			t.Fatalf("%s: it is waited for without end", script)
		}
	}
}

func TestBackgroundThatIsReady(t *testing.T) {
	if err := StartBackground(t.Context(), []string{"/bin/sh", "-c", "echo ready"}, nil); err != nil {
		t.Error(err)
	}
}

// TestBackgroundInheritsNothing: what a shell has open for itself does not stay
// open in what goes on in the background.
func TestBackgroundInheritsNothing(t *testing.T) {
	given, err := unix.FcntlInt(1, unix.F_DUPFD, 3) // without the mark, as it comes from a shell
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(given)
	script := fmt.Sprintf("test -e /dev/fd/%d && echo inherited || echo ready", given)
	if err := StartBackground(t.Context(), []string{"/bin/sh", "-c", script}, nil); err != nil {
		t.Error(err)
	}
}
