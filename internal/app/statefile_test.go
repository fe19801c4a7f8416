package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Somebody put a link, a pipe to wait on, or far too much into the state folder.
func TestStateFilesAreBoundedAndNoLinks(t *testing.T) {
	a := testApp(t)
	if err := a.writeState(greetingName, []byte("hello")); err != nil {
		t.Fatal(err)
	}
	if got := a.Greeting(); got != "hello" {
		t.Errorf("greeting %q", got)
	}
	victim := filepath.Join(t.TempDir(), "victim")
	if err := os.WriteFile(victim, []byte("2030-01-01"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(victim, a.statePath(housekeepingName)); err != nil {
		t.Fatal(err)
	}
	if day := a.lastHousekeeping(); day != "" {
		t.Errorf("read %q through a link", day)
	}
	if err := a.markHousekeeping("2031-01-01"); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(victim); err != nil || string(b) != "2030-01-01" {
		t.Errorf("the link's target holds %q, %v", b, err)
	}
	if day := a.lastHousekeeping(); day != "2031-01-01" {
		t.Errorf("day %q", day)
	}
	long := strings.Repeat("x", maxStateFile+1)
	if err := os.WriteFile(a.statePath(greetingName), []byte(long), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := a.Greeting(); got != "" {
		t.Errorf("%d bytes of greeting", len(got))
	}
}
