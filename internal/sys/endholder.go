package sys

import "errors"

// ErrHolder says that the system does not tell for sure who holds a lock.
var ErrHolder = errors.New("the system does not tell who holds the lock")

// EndHolder asks the process that holds the exclusive lock at path to end, and
// does not wait for it. It goes by what the kernel says, not by the note in the
// file: [ErrHolder] where it says nothing.
func EndHolder(path string) error { return endHolder(path) }
