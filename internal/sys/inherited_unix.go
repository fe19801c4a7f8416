//go:build unix

package sys

import "golang.org/x/sys/unix"

// Inherited reports whether a descriptor came from whoever started this
// process. Such a one is never marked to be closed when a program is started,
// or it would not be here; all that the Go runtime and this process open for
// themselves is.
func Inherited(fd int) bool {
	flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0)
	return err == nil && flags&unix.FD_CLOEXEC == 0
}
