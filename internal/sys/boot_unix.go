//go:build unix

package sys

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// readClock reads one of the system's clocks.
func readClock(clock int32) (time.Duration, error) {
	var at unix.Timespec
	if err := unix.ClockGettime(clock, &at); err != nil {
		return 0, fmt.Errorf("read the boot clock: %w", err)
	}
	return time.Duration(at.Nano()), nil
}
