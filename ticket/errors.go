package ticket

import (
	"errors"

	"coffer/vault"
)

// What callers decide by. Other errors come from packages vault, hold, post and split,
// as they are.
var (
	ErrNotFound = vault.ErrNotFound
	ErrNotice   = errors.New("not a notice about trustees, or of a newer version")
	ErrForged   = errors.New("the owner did not sign this")
	ErrLetter   = errors.New("not a message about trustees or tickets, or of a newer version")
	ErrTerms    = errors.New("a ticket that cannot be")
	ErrEvidence = errors.New("not evidence about a ticket, or of a newer version")
	ErrFull     = errors.New("full")
	ErrState    = errors.New("not in this state")
	ErrClosed   = errors.New("after five wrong codes this ticket is closed here")
	// ErrNoWay is what [Contacts] says of somebody who cannot be written to.
	ErrNoWay = errors.New("no way to them")
	// ErrOtherCode: a ticket was confirmed by its code before, and this is not it.
	ErrOtherCode = errors.New("not the code by which this ticket was confirmed")
)

// malformed reports a record that opens and yet is not one of ours.
func malformed(what string, err error) error {
	return &vault.DamagedError{What: what, Err: err}
}
