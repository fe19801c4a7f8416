package file

import "errors"

// Why a ticket file is not opened.
var (
	ErrPassword = errors.New("this is not the password of the ticket file")
	ErrDamaged  = errors.New("this is no ticket file, or it is damaged")
	ErrVersion  = errors.New("a ticket file of a version that this program does not know; a newer one may")
	ErrWork     = errors.New("the password of this ticket file costs more than this program spends")
)

// ErrTooLarge reports a ticket that says more than is kept.
var ErrTooLarge = errors.New("a ticket says more than is kept in its file")

// ErrClosed reports a file that was closed.
var ErrClosed = errors.New("the ticket file is closed")
