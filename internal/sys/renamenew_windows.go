package sys

import (
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// RenameNew gives a file in a folder another name, which nothing has yet: if
// something has, the error is an [fs.ErrExist]: without a flag Windows replaces
// nothing.
func RenameNew(dir *os.File, from, to string) error {
	source, err := windows.UTF16PtrFromString(filepath.Join(dir.Name(), from))
	if err != nil {
		return err
	}
	target, err := windows.UTF16PtrFromString(filepath.Join(dir.Name(), to))
	if err != nil {
		return err
	}
	if err := windows.MoveFileEx(source, target, windows.MOVEFILE_WRITE_THROUGH); err != nil {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
	}
	return nil
}
