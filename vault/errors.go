package vault

import (
	"errors"
	"fmt"
)

// What callers decide by. Every error of this package is one of these, a
// [DamagedError], a [FormatError], a busy lock of internal/sys, or an error of
// the operating system.
var (
	ErrNoVault     = errors.New("there is no vault here")
	ErrExists      = errors.New("there is a vault here already")
	ErrLocked      = errors.New("the vault is locked")
	ErrPassword    = errors.New("wrong password")
	ErrRecoveryKey = errors.New("wrong recovery key")
	ErrSession     = errors.New("the session or token does not open this vault")
	ErrNotFound    = errors.New("no such record")
	ErrReadOnly    = errors.New("records are written in an update only")
	ErrOlder       = errors.New("this file is older than, or not the successor of, what this machine saw")
	ErrFork        = fmt.Errorf("another branch: %w", ErrOlder)
	ErrParams      = errors.New("key derivation costs out of bounds")
	ErrTooLarge    = errors.New("too large for one record")
	ErrManyBoxes   = errors.New("no more boxes fit into one vault") // there are [MaxBoxes]

	ErrLastSlot = errors.New("the last slot that opens everything stays")
	// ErrLeftovers: the change is made and lasts, but rewriting the file failed,
	// so that what was replaced still stands in old pages.
	ErrLeftovers = errors.New("done, but the old pages are still in the file")
	ErrLinked    = errors.New("vault.db is a link; a rewrite would not reach what it points to")
	ErrNotFile   = errors.New("not a regular file") // in the place of one of the vault's
	ErrChanged   = errors.New("the vault changed meanwhile")
)

// errSlots says what changed.
var errSlots = fmt.Errorf("%w: its keyslots are others now", ErrChanged)

// DamagedError reports content that is not what was written: a damaged disk,
// an interrupted copy, or somebody's hand.
type DamagedError struct {
	What string // which part, never content
	Err  error  // may be nil
}

func (e *DamagedError) Error() string {
	if e.Err == nil {
		return "damaged: " + e.What
	}
	return fmt.Sprintf("damaged: %s: %v", e.What, e.Err)
}

func (e *DamagedError) Unwrap() error { return e.Err }

func damaged(format string, args ...any) error {
	return &DamagedError{What: fmt.Sprintf(format, args...)}
}

// FormatError reports a vault file of a version that this program cannot read.
type FormatError struct{ Have, Want uint32 }

func (e *FormatError) Error() string {
	return fmt.Sprintf("vault format %d; this program reads format %d", e.Have, e.Want)
}

// Newer tells whether a newer program wrote the file.
func (e *FormatError) Newer() bool { return e.Have > e.Want }

// Warning is a thing that a person should know and that stops nobody from
// reading.
type Warning string

// The warnings.
const (
	WarnFirstSeen Warning = "first-seen"  // no memory of this vault on this machine
	WarnOlder     Warning = "older"       // the file is older than what was seen
	WarnFork      Warning = "fork"        // the file went another way than what was seen
	WarnMeta      Warning = "meta"        // one of the two header pages is unusable
	WarnMemory    Warning = "memory"      // what this machine remembers is unusable
	WarnUnlocked  Warning = "unlocked"    // the page with the roots may be swapped out
	WarnState     Warning = "state"       // the state folder cannot be written
	WarnDumpable  Warning = "dumpable"    // the process may leave a core file
	WarnLeftover  Warning = "interrupted" // an interrupted rewrite was cleared away
)
