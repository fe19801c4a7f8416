//go:build unix

package sys

import (
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// markEach marks those that a folder of the system lists, or else all that there
// may be.
func markEach(folder string) {
	listed, err := os.ReadDir(folder)
	for _, e := range listed {
		if fd, err := strconv.Atoi(e.Name()); err == nil && fd >= firstInherited {
			unix.CloseOnExec(fd)
		}
	}
	if err == nil && len(listed) > 0 {
		return
	}
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) != nil {
		limit.Cur = mostDescriptors
	}
	for fd := firstInherited; fd < int(min(limit.Cur, mostDescriptors)); fd++ {
		unix.CloseOnExec(fd)
	}
}
