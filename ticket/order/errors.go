package order

import "errors"

// What can be wrong with an order. Every error of this package wraps one of
// these.
var (
	ErrOrder      = errors.New("not an order of trustees")
	ErrForeign    = errors.New("an order about another vault")
	ErrGeneration = errors.New("an order by other shares than those of now")
	ErrTwice      = errors.New("a share has signed twice")
	ErrAltered    = errors.New("a signature does not fit the order")
	ErrTooFew     = errors.New("too few shares have signed")
	ErrFuture     = errors.New("an order from the future")
	ErrOlder      = errors.New("this order, or a newer one of its kind, is there already")
	ErrLate       = errors.New("the order is over already")
)
