package host

import (
	"errors"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// renameNew gives a file a name that nothing has yet; if something has, the
// error is an [fs.ErrExist]. A link does that on every file system with links;
// the others (FAT, some network drives) are asked for a rename that replaces
// nothing.
func renameNew(from, to string) error {
	err := os.Link(from, to)
	if err == nil {
		return os.Remove(from)
	}
	if errors.Is(err, unix.EPERM) || errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.ENOSYS) {
		return unix.Renameat2(unix.AT_FDCWD, from, unix.AT_FDCWD, to, unix.RENAME_NOREPLACE)
	}
	return err
}

// openNameless makes a file of mode 0600 that has no name (O_TMPFILE, Linux
// 3.11), where the file system can and a name can be given to it later.
func openNameless(dir string) (*os.File, error) {
	fd, err := unix.Open(dir, unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, 0o600)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), dir), nil
}

// linkNameless gives such a file a name that nothing has yet; the way through
// /proc needs no privilege (open(2)).
func linkNameless(f *os.File, path string) error {
	self := "/proc/self/fd/" + strconv.Itoa(int(f.Fd()))
	err := unix.Linkat(unix.AT_FDCWD, self, unix.AT_FDCWD, path, unix.AT_SYMLINK_FOLLOW)
	if err != nil {
		return &os.LinkError{Op: "link", Old: self, New: path, Err: err}
	}
	return nil
}
