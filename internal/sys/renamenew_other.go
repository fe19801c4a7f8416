//go:build !linux && !darwin && !windows

package sys

import (
	"errors"
	"os"
)

// RenameNew gives a file in a folder another name, which nothing has yet. This
// system offers no call for it.
func RenameNew(*os.File, string, string) error { return errors.ErrUnsupported }
