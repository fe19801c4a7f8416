package sys

import "golang.org/x/sys/unix"

// keepInherited marks all at once where the kernel can (5.11).
func keepInherited() {
	if unix.CloseRange(firstInherited, ^uint(0), unix.CLOSE_RANGE_CLOEXEC) != nil {
		markEach("/proc/self/fd")
	}
}
