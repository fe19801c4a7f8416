package sys

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// Boot returns a name for this run of the machine and the time since it began,
// sleep included. The name is the system's session UUID and not kern.boottime,
// which moves whenever the wall clock is set.
func Boot() (id string, since time.Duration, err error) {
	id, err = unix.Sysctl("kern.bootsessionuuid")
	if err != nil {
		return "", 0, fmt.Errorf("read the boot id: %w", err)
	}
	if id == "" || len(id) > maxBootID {
		return "", 0, errors.New("read the boot id: it has no known form")
	}
	since, err = readClock(unix.CLOCK_MONOTONIC_RAW)
	return id, since, err
}
