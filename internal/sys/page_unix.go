//go:build unix

package sys

import (
	"fmt"

	"golang.org/x/sys/unix"
)

func mapPage(n int) ([]byte, error) {
	return unix.Mmap(-1, 0, n, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
}

// lockPage does all it can and returns the first thing it could not.
func lockPage(b []byte) error {
	undumped := keepOutOfCore(b)
	if err := unix.Mlock(b); err != nil {
		return fmt.Errorf("lock memory: %w", err)
	}
	return undumped
}

// unmapPage also unlocks.
func unmapPage(b []byte) { _ = unix.Munmap(b) }
