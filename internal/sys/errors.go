package sys

import (
	"errors"
	"io/fs"
)

// bare takes the path off an error that will get it from its caller.
func bare(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}
