//go:build unix && !linux

package host

import "os"

// renameNew gives a file a name that nothing has yet; if something has, the
// error is an [fs.ErrExist].
func renameNew(from, to string) error {
	if err := os.Link(from, to); err != nil {
		return err
	}
	return os.Remove(from)
}
