package contact

import (
	"errors"
	"fmt"
	"strconv"

	"coffer/vault"
)

// What callers decide by. Other errors come from the vault as they are.
var (
	ErrNotFound = vault.ErrNotFound
	ErrSeveral  = errors.New("several have an id that begins like this")
	ErrExists   = errors.New("exists already")
	ErrCard     = errors.New("not a card")
	ErrPointer  = errors.New("not a pointer to a card")
	ErrKeys     = errors.New("not the keys of an identity")
	ErrForged   = errors.New("the signature does not fit")
	ErrOther    = errors.New("another card than the one that was named")
	ErrOlder    = errors.New("not newer than the card that is known")
	ErrBound    = errors.New("out of bounds")
	ErrState    = errors.New("not possible now")
	ErrLive     = errors.New("the live introduction failed: begin again")
	ErrBlocked  = errors.New("blocked")
	ErrFull     = errors.New("no more contacts fit into one vault")
)

// NotFoundError names what was looked for. It is an [ErrNotFound].
type NotFoundError struct{ What string }

func (e *NotFoundError) Error() string { return e.What + " not found" }

// Unwrap returns [ErrNotFound].
func (e *NotFoundError) Unwrap() error { return ErrNotFound }

// ExistsError names what is there already. It is an [ErrExists].
type ExistsError struct{ What string }

func (e *ExistsError) Error() string { return e.What + " exists already" }

// Unwrap returns [ErrExists].
func (e *ExistsError) Unwrap() error { return ErrExists }

// bound reports what is too long, too many or not allowed; never a value.
func bound(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrBound, fmt.Sprintf(format, args...))
}

// malformed reports a record that opens and yet is not one of ours.
func malformed(what string, err error) error {
	return &vault.DamagedError{What: what, Err: err}
}

// quote writes a name for a message, with what could move a cursor escaped.
func quote(name string) string { return strconv.Quote(name) }
