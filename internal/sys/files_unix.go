//go:build unix

package sys

import (
	"errors"
	"fmt"
	"os"
)

// SyncDir makes what was created, renamed or removed in the folder last through
// a loss of power.
func SyncDir(path string) error { return syncDir(os.Open(path)) }

// SyncDirIn is [SyncDir] of a folder in root, whose path may be longer than the
// system takes in one piece.
func SyncDirIn(root *os.Root, name string) error { return syncDir(root.Open(name)) }

func syncDir(dir *os.File, err error) error {
	if err == nil {
		err = errors.Join(dir.Sync(), dir.Close())
	}
	if err != nil {
		return fmt.Errorf("sync a folder: %w", err)
	}
	return nil
}
