//go:build unix

package sys

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// noCore sets the limit for core files to zero. The hard limit stays, so that
// a child may raise its own again.
func noCore() error {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &limit); err != nil {
		return fmt.Errorf("read the limit for core files: %w", err)
	}
	limit.Cur = 0
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &limit); err != nil {
		return fmt.Errorf("forbid core files: %w", err)
	}
	return nil
}
