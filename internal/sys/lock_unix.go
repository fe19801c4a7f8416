//go:build unix

package sys

import (
	"errors"
	"fmt"
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
			return onlyName(readable)
		}
	}
	switch {
	case errors.Is(err, unix.ELOOP):
		return nil, fmt.Errorf("%w, because it is a symbolic link", ErrRefused)
	case errors.Is(err, unix.EISDIR):
		return nil, errNoFile
	case err != nil:
		return nil, bare(err)
	}
	return onlyName(file)
}

// onlyName closes a file that another name leads to as well.
func onlyName(file *os.File) (*os.File, error) {
	var info unix.Stat_t
	err := unix.Fstat(int(file.Fd()), &info)
	if err == nil && info.Mode&unix.S_IFMT == unix.S_IFREG && info.Nlink > 1 {
		err = errLinked
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
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

// names counts the names that lead to an open file.
func names(file *os.File) uint64 {
	var info unix.Stat_t
	if unix.Fstat(int(file.Fd()), &info) != nil {
		return 2 // to be careful with
	}
	return uint64(info.Nlink) //nolint:unconvert // not everywhere of this type
}
