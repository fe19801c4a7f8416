package host

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"coffer/internal/required"
)

// TestCheckAbove has another user put a folder of theirs in the place of a
// private one: what they can do is refused before, and what is not refused they
// cannot do.
func TestCheckAbove(t *testing.T) {
	required.Root(t)
	for name, c := range map[string]struct {
		mode fs.FileMode
		uid  int
		safe bool
	}{
		"a folder of ours":             {0o700, 0, true},
		"one that others can read":     {0o755, 0, true},
		"one that all can change":      {0o777, 0, false},
		"one that a group can change":  {0o770, 0, false},
		"one like /dev/shm":            {0o777 | os.ModeSticky, 0, true},
		"a sticky one of another user": {0o777 | os.ModeSticky, 65534, false},
		"one of another user":          {0o755, 65534, false},
	} {
		base, err := os.MkdirTemp("/tmp", "above") // which others can enter
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(base) })
		dir := filepath.Join(base, "coffer")
		err = errors.Join(MakePrivate(dir), os.Chown(base, c.uid, 65534), os.Chmod(base, c.mode))
		if err != nil {
			t.Fatal(err)
		}
		err = CheckAbove(dir)
		if c.safe != (err == nil) || err != nil && !errors.Is(err, ErrNotPrivate) {
			t.Errorf("%s: %v", name, err)
		}
		attack := exec.Command("sh", "-c", `mv "$0" "$0.away" && mkdir -m 777 "$0"`, dir)
		attack.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		if done := attack.Run() == nil; done == c.safe {
			t.Errorf("%s: taken by another user: %v", name, done)
		}
	}
	if err := CheckAbove(filepath.Join(t.TempDir(), "none", "coffer")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("none: %v", err)
	}
}
