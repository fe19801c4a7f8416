//go:build unix

package sys

import (
	"errors"
	"fmt"
	"math/bits"
	"os"

	"golang.org/x/sys/unix"
)

// SyncDir makes what was created, renamed or removed in the folder last through
// a loss of power.
func SyncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("sync a folder: %w", err)
	}
	if err := errors.Join(dir.Sync(), dir.Close()); err != nil {
		return fmt.Errorf("sync a folder: %w", err)
	}
	return nil
}

// FreeSpace returns how many bytes this user may still write below dir.
func FreeSpace(dir string) (uint64, error) {
	var fs unix.Statfs_t
	if err := unix.Statfs(dir, &fs); err != nil {
		return 0, fmt.Errorf("measure free space in %s: %w", dir, err)
	}
	over, free := bits.Mul64(fs.Bavail, uint64(fs.Bsize))
	if over != 0 {
		return ^uint64(0), nil
	}
	return free, nil
}
