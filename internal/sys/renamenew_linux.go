package sys

import (
	"os"

	"golang.org/x/sys/unix"
)

// RenameNew gives a file in a folder another name, which nothing has yet: if
// something has, the error is an [fs.ErrExist] and nothing is replaced. Not every
// file system can do that.
func RenameNew(dir *os.File, from, to string) error {
	at := int(dir.Fd())
	if err := unix.Renameat2(at, from, at, to, unix.RENAME_NOREPLACE); err != nil {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
	}
	return nil
}
