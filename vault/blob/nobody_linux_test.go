package blob

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

const nobody = 65534

// withoutRoot takes from this thread, for one test, the right to write everywhere
// that root has, and gives a folder of the test to the one it becomes.
func withoutRoot(t *testing.T, dir string) {
	t.Helper()
	must(t, filepath.Walk(dir, func(path string, _ os.FileInfo, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, nobody, -1)
	}))
	must(t, os.Chmod(filepath.Dir(dir), 0o755))
	runtime.LockOSThread()
	must(t, syscall.Setfsuid(nobody))
	t.Cleanup(func() {
		must(t, syscall.Setfsuid(0))
		runtime.UnlockOSThread()
	})
}
