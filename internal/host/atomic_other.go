//go:build !linux

package host

import (
	"errors"
	"os"
)

// openNameless has no counterpart here.
func openNameless(string) (*os.File, error) { return nil, errors.ErrUnsupported }

func linkNameless(*os.File, string) error { return errors.ErrUnsupported }
