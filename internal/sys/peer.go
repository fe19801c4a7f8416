package sys

import (
	"errors"
	"net"
)

// ErrNoPeer says that this system does not tell who is at the other end of a
// socket.
var ErrNoPeer = errors.New("the system does not tell whose the other end is")

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
