package sys

import (
	"errors"
	"fmt"
)

// Undumpable has no counterpart here and says so.
func Undumpable() error { return fmt.Errorf("forbid dumps: %w", errors.ErrUnsupported) }
