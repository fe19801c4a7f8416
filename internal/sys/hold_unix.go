//go:build unix

package sys

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// Hold marks a folder as one that this process uses, by a lock on the folder
// itself, until release or the end of the process, however that comes. Children
// do not inherit it. It fails at once where another process, or another Hold of
// this one, has the folder, and where path is no folder or a symbolic link.
func Hold(path string) (release func(), err error) {
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW, 0)
	if err != nil {
		return nil, err
	}
	if err := tryLock(f, Exclusive); err != nil {
		f.Close()
		return nil, fmt.Errorf("hold %s: %w", path, err)
	}
	if err := sameFolder(path, f); err != nil {
		f.Close()
		return nil, err
	}
	return func() { f.Close() }, nil
}

// sameFolder makes sure that the name still leads to what was locked.
func sameFolder(path string, f *os.File) error {
	ours, err := f.Stat()
	if err != nil {
		return err
	}
	theirs, err := os.Lstat(path)
	if err == nil && !os.SameFile(ours, theirs) {
		err = os.ErrNotExist
	}
	return err
}
