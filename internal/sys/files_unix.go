//go:build unix

package sys

import (
	"errors"
	"fmt"
	"os"
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
