package sys

import "errors"

// Hold is not there on Windows, where no folder lies in memory either.
func Hold(string) (release func(), err error) { return nil, errors.ErrUnsupported }
