package sys

import (
	"fmt"
	"strconv"
	"time"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// bootKey holds the number of starts of this machine.
const bootKey = `SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters`

// Boot returns a name for this run of the machine and the time since it began,
// sleep included.
func Boot() (id string, since time.Duration, err error) {
	key, err := registry.OpenKey(registry.LOCAL_MACHINE, bootKey, registry.QUERY_VALUE)
	if err != nil {
		return "", 0, fmt.Errorf("read the boot id: %w", err)
	}
	defer key.Close()
	n, _, err := key.GetIntegerValue("BootId")
	if err != nil {
		return "", 0, fmt.Errorf("read the boot id: %w", err)
	}
	return strconv.FormatUint(n, 10), windows.DurationSinceBoot(), nil
}
