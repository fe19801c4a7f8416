package split

import "errors"

// What can be wrong with a set or a share. Errors of this package wrap one of
// these, or codec.ErrMalformed; they name positions and never hold a byte of a
// share.
var (
	ErrThreshold = errors.New("threshold and number of shares do not fit")
	ErrSet       = errors.New("not a set of shares")
	ErrShare     = errors.New("not a share")
	ErrZero      = errors.New("a share at x = 0")
	ErrForeign   = errors.New("a share of another set")
	ErrAltered   = errors.New("an altered share")
	ErrTwice     = errors.New("a share twice")
	ErrTooFew    = errors.New("too few shares")
	ErrTooMany   = errors.New("too many shares")
)
