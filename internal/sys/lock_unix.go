//go:build unix

package sys

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// openLock opens the lock file and creates it where it is missing. It follows
// no link at the end of path and does not block on a pipe.
func openLock(path string, mode Mode) (*os.File, error) {
	const safe = unix.O_NOFOLLOW | unix.O_NONBLOCK
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|safe, 0o600)
	if mode == Shared && (errors.Is(err, fs.ErrPermission) || errors.Is(err, unix.EROFS)) {
		if readable, rerr := os.OpenFile(path, os.O_RDONLY|safe, 0); rerr == nil {
			return readable, nil
		}
	}
	if errors.Is(err, unix.ELOOP) {
		return nil, errors.New("refused, because it is a symbolic link")
	}
	return file, bare(err)
}

// tryLock takes a flock, which belongs to the open file and so also keeps out
// other FileLocks of this process.
func tryLock(file *os.File, mode Mode) error {
	how := unix.LOCK_SH
	if mode == Exclusive {
		how = unix.LOCK_EX
	}
	for {
		err := unix.Flock(int(file.Fd()), how|unix.LOCK_NB)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case errors.Is(err, unix.EWOULDBLOCK):
			return errBusy
		default:
			return err
		}
	}
}

func unlock(file *os.File) error { return unix.Flock(int(file.Fd()), unix.LOCK_UN) }
