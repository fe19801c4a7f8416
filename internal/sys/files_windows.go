package sys

import (
	"fmt"

	"golang.org/x/sys/windows"
)

// SyncDir does nothing here: the file system keeps its folders in a journal and
// offers no call for it.
func SyncDir(string) error { return nil }

// FreeSpace returns how many bytes this user may still write below dir.
func FreeSpace(dir string) (uint64, error) {
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, fmt.Errorf("measure free space in %s: %w", dir, err)
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(name, &free, nil, nil); err != nil {
		return 0, fmt.Errorf("measure free space in %s: %w", dir, err)
	}
	return free, nil
}
