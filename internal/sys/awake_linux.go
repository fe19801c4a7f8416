package sys

import (
	"time"

	"golang.org/x/sys/unix"
)

// Awake is for how long the machine was awake in this run: like the time of
// [Boot], but it stands still in suspend. Zero where that is unknown.
func Awake() time.Duration {
	d, err := readClock(unix.CLOCK_MONOTONIC)
	if err != nil {
		return 0
	}
	return d
}
