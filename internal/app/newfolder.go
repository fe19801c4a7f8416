package app

import (
	"errors"
	"io/fs"
	"os"

	"coffer/internal/host"
)

// checkNewFolder refuses a folder in which something is, and one that others can enter;
// one that is not there is to be made.
func checkNewFolder(dir string) error {
	if err := checkEmptyFolder(dir); err != nil {
		return err
	}
	if err := host.CheckPrivate(dir); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// checkEmptyFolder refuses what is no folder, such as a link, and one in which something
// is; one that is not there will do.
func checkEmptyFolder(dir string) error {
	info, err := os.Lstat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.IsDir():
		return Fail(Exists, "name a folder that is not there yet", "%s is no folder", host.Safe(dir))
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	if len(entries) > 0 {
		return Fail(Exists, "name a folder that is not there yet, or an empty one", "%s is not empty", host.Safe(dir))
	}
	return nil
}
