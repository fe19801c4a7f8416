package sys

import (
	"errors"
	"net"
)

// ErrNoPeer says that this system does not tell who is at the other end of a
// socket.
var ErrNoPeer = errors.New("the system does not tell whose the other end is")

// PeerPID returns the process at the other end of a unix socket, of a client who
// connected, as the kernel knows it; zero where the system does not tell.
func PeerPID(c *net.UnixConn) (pid int) {
	raw, err := c.SyscallConn()
	if err != nil {
		return 0
	}
	_ = raw.Control(func(fd uintptr) { pid = peerPID(int(fd)) }) // zero for a closed one
	return pid
}

// PeerUID returns the user at the other end of a unix socket, as the kernel
// knows it: of a client who connected when it connected, of a server who
// listened when it began to. [ErrNoPeer] where there is no such thing.
func PeerUID(c *net.UnixConn) (uid int, err error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return -1, err
	}
	uid = -1
	var peerErr error
	if err := raw.Control(func(fd uintptr) { uid, peerErr = peerUID(int(fd)) }); err != nil {
		return -1, err
	}
	return uid, peerErr
}
