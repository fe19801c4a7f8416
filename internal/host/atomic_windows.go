package host

import "golang.org/x/sys/windows"

// renameNew gives a file a name that nothing has yet; if something has, the
// error is an [fs.ErrExist]: without a flag Windows replaces nothing.
func renameNew(from, to string) error {
	source, err := windows.UTF16PtrFromString(from)
	if err != nil {
		return err
	}
	target, err := windows.UTF16PtrFromString(to)
	if err != nil {
		return err
	}
	return windows.MoveFileEx(source, target, windows.MOVEFILE_WRITE_THROUGH)
}
