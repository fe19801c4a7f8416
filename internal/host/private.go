package host

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"coffer/internal/sys"
)

// ErrNotPrivate says that somebody else could read or change what lies in a
// folder or file, or where its name leads.
var ErrNotPrivate = errors.New("not private")

// ErrNotOwn is the part of [ErrNotPrivate] that no change of a mode mends: what
// should be a folder is none, or it belongs to another user. What to do about it
// is for the caller to say, who knows what the folder is for.
var ErrNotOwn = fmt.Errorf("not a folder of this user: %w", ErrNotPrivate)

// MakePrivate makes the folder dir, and what is missing above it, with mode
// 0700, and makes the names last through a loss of power. A folder that is there
// already is checked as by [CheckPrivate] and never changed; its name is synced,
// too, if the folder above may be opened, since somebody may just have made it.
func MakePrivate(dir string) error {
	_, err := os.Lstat(dir)
	there := err == nil
	if err := sys.MakeFolder(dir); err != nil {
		return fmt.Errorf("make a private folder: %w", err)
	}
	if there {
		_ = sys.SyncDir(filepath.Dir(dir))
	}
	return CheckPrivate(dir)
}

// CheckPrivate checks that dir is a folder of this user (see [CheckOwn]) that
// group and others cannot enter; else the error wraps [ErrNotPrivate] and says
// what to do, unless it is [ErrNotOwn]. On Windows, where the profile's access
// list does this, only the folder's existence is checked.
func CheckPrivate(dir string) error {
	info, err := ownFolder(dir)
	if err == nil && openToOthers(info, 0o077) {
		name := Safe(dir)
		err = notPrivate("%s can be opened by others; chmod 700 %s closes it", name, name)
	}
	return err
}

// CheckOwn checks that dir is a folder of this user, whoever else may enter it. A
// symbolic link is followed when it is this user's own. Errors wrap [ErrNotOwn],
// or [fs.ErrNotExist] where there is nothing.
func CheckOwn(dir string) error {
	_, err := ownFolder(dir)
	return err
}

func ownFolder(dir string) (os.FileInfo, error) {
	link, err := os.Lstat(dir)
	if err != nil {
		return nil, fmt.Errorf("check a private folder: %w", err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return nil, fmt.Errorf("check a private folder: %w", err)
	}
	switch {
	case !info.IsDir():
		return nil, privacyError{Safe(dir) + " is not a folder", ErrNotOwn}
	case !isOurs(link) || !isOurs(info):
		return nil, privacyError{Safe(dir) + " belongs to another user", ErrNotOwn}
	}
	return info, nil
}

// CheckAbove checks that nobody else can put another folder in the place of dir:
// the folder above it belongs to this user or the system, and others may change
// it only where each may remove nothing but their own. Else the error wraps
// [ErrNotPrivate] and says what to do; it wraps [fs.ErrNotExist] where there is
// none. On Windows only that is checked.
func CheckAbove(dir string) error {
	above := filepath.Dir(dir)
	info, err := os.Stat(above)
	if err != nil {
		return fmt.Errorf("check the folder above a private one: %w", err)
	}
	name := Safe(above)
	switch {
	case !info.IsDir():
		return fmt.Errorf("%s is not a folder", name)
	case !isOurs(info) && !isSystems(info):
		return notPrivate("%s belongs to another user, who could put another folder in the place of yours", name)
	case openToOthers(info, 0o022) && info.Mode()&os.ModeSticky == 0:
		return notPrivate("others can change %s and put another folder in the place of yours; chmod 700 %s prevents it", name, name)
	}
	return nil
}

// checkOwned refuses a file that somebody else may have written: what it says
// is obeyed.
func checkOwned(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	name := Safe(f.Name())
	switch {
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is %w", name, ErrNotFile)
	case !isOurs(info):
		return notPrivate("%s belongs to another user; remove it or take it over", name)
	case openToOthers(info, 0o022):
		return notPrivate("%s can be changed by others; chmod 600 %s prevents it", name, name)
	}
	return nil
}

// notPrivate makes an error with a text of its own that wraps [ErrNotPrivate].
func notPrivate(format string, args ...any) error {
	return privacyError{fmt.Sprintf(format, args...), ErrNotPrivate}
}

type privacyError struct {
	text string
	kind error
}

func (e privacyError) Error() string { return e.text }
func (e privacyError) Unwrap() error { return e.kind }
