package host

import (
	"errors"
	"net"
	"os"
	"strconv"
)

// ActivatedListener returns the socket that a service manager listens on for us,
// by the protocol of sd_listen_fds(3): one unix socket, as descriptor 3. Nil when
// this process was started otherwise.
func ActivatedListener(getenv func(string) string) (*net.UnixListener, error) {
	if getenv("LISTEN_PID") != strconv.Itoa(os.Getpid()) || getenv("LISTEN_FDS") == "" {
		return nil, nil
	}
	if getenv("LISTEN_FDS") != "1" {
		return nil, errors.New("the service manager hands over more than the one socket that is wanted")
	}
	const first = 3
	f := os.NewFile(first, "socket")
	defer f.Close()
	l, err := net.FileListener(f)
	if err != nil {
		return nil, err
	}
	unix, ok := l.(*net.UnixListener)
	if !ok {
		l.Close()
		return nil, errors.New("the service manager hands over something else than a unix socket")
	}
	unix.SetUnlinkOnClose(false) // it belongs to the service manager
	return unix, nil
}
