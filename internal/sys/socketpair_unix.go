//go:build unix

package sys

import (
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// SocketPair returns two ends of a connection: one to use, and one to hand to a
// child. Neither is inherited by accident.
func SocketPair() (ours net.Conn, theirs *os.File, err error) {
	syscall.ForkLock.RLock() // nothing is started between the two calls
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err == nil {
		unix.CloseOnExec(fds[0])
		unix.CloseOnExec(fds[1])
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, nil, err
	}
	mine := os.NewFile(uintptr(fds[0]), "agent")
	defer mine.Close() // the connection has a descriptor of its own
	theirs = os.NewFile(uintptr(fds[1]), "child")
	if ours, err = net.FileConn(mine); err != nil {
		theirs.Close()
		return nil, nil, err
	}
	return ours, theirs, nil
}
