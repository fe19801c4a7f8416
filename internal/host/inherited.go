package host

import "coffer/internal/sys"

// Inherited reports whether a descriptor was given to this process from
// outside. One that the process opened itself is no input of anybody's.
func Inherited(fd int) bool { return sys.Inherited(fd) }
