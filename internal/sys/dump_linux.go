package sys

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// Undumpable keeps the memory of this process from core files and from other
// processes of the same user. It does not outlive an exec, and root is not
// kept out. Any error means that the process goes on with less protection.
func Undumpable() error {
	err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
	if err != nil {
		err = fmt.Errorf("forbid dumps: %w", err)
	}
	return errors.Join(err, noCore())
}

// keepOutOfCore holds for this memory even if the process became dumpable.
func keepOutOfCore(b []byte) error {
	if err := unix.Madvise(b, unix.MADV_DONTDUMP); err != nil {
		return fmt.Errorf("keep memory out of core files: %w", err)
	}
	return nil
}
