package box

import (
	"errors"
	"fmt"
	"strconv"

	"coffer/vault"
)

// What callers decide by. Other errors come from the vault as they are.
var (
	ErrNotFound  = vault.ErrNotFound
	ErrExists    = errors.New("exists already")
	ErrChanged   = errors.New("the item was changed meanwhile")
	ErrMoved     = errors.New("title, folder, address, dates or fields were changed without the core key; look at the item, then confirm it")
	ErrAmbiguous = errors.New("several items fit")
	ErrBound     = errors.New("out of bounds")
	ErrPath      = errors.New("not a path")
	ErrTrashed   = errors.New("the item is in the trash")
)

// NotFoundError names what was looked for. It is an [ErrNotFound].
type NotFoundError struct{ What string }

func (e *NotFoundError) Error() string { return e.What + " not found" }

// Unwrap returns [ErrNotFound].
func (e *NotFoundError) Unwrap() error { return ErrNotFound }

func notFound(format string, args ...any) error {
	return &NotFoundError{fmt.Sprintf(format, args...)}
}

// ExistsError names what is there already. It is an [ErrExists].
type ExistsError struct{ What string }

func (e *ExistsError) Error() string { return e.What + " exists already" }

// Unwrap returns [ErrExists].
func (e *ExistsError) Unwrap() error { return ErrExists }

// AmbiguousError holds every item that a reference may mean, in the order of
// lists. It is an [ErrAmbiguous].
type AmbiguousError struct{ Candidates []Entry }

func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%d items fit; name one by its path or as @ID", len(e.Candidates))
}

// Unwrap returns [ErrAmbiguous].
func (e *AmbiguousError) Unwrap() error { return ErrAmbiguous }

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
