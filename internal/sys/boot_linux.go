package sys

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// bootIDFile holds a random name for each run of the kernel.
const bootIDFile = "/proc/sys/kernel/random/boot_id"

// Boot returns a name for this run of the machine and the time since it began,
// suspend included. Within one name the time never goes back and cannot be set
// by anybody; a container or a sandbox may hide either, then there is an error.
func Boot() (id string, since time.Duration, err error) {
	if id, err = bootID(); err != nil {
		return "", 0, err
	}
	since, err = readClock(unix.CLOCK_BOOTTIME)
	return id, since, err
}

// bootID reads the name once: a process does not outlive the run of its kernel.
var bootID = sync.OnceValues(func() (string, error) {
	file, err := os.Open(bootIDFile)
	if err != nil {
		return "", fmt.Errorf("read the boot id: %w", err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxBootID))
	if err != nil {
		return "", fmt.Errorf("read the boot id: %w", err)
	}
	id := strings.TrimSpace(string(data))
	if id == "" {
		return "", errors.New("read the boot id: it is empty")
	}
	return id, nil
})
