package sys

import (
	"errors"
	"net"
	"os"
)

// SocketPair is not to be had here.
func SocketPair() (ours net.Conn, theirs *os.File, err error) {
	return nil, nil, errors.ErrUnsupported
}
