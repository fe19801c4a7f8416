package post

import "errors"

// Why an object is not taken in. Each is the reason that quarantine shows.
var (
	ErrMalformed = errors.New("not an envelope, or damaged on its way")
	ErrVersion   = errors.New("an envelope of a version that this program does not know; a newer one may")
	ErrNotForUs  = errors.New("an envelope for somebody else")
	ErrSender    = errors.New("an envelope that is not from whom this mailbox belongs to")
	ErrSignature = errors.New("an envelope that its sender has not signed")
	ErrKind      = errors.New("an envelope of a kind that does not belong here")
	ErrAhead     = errors.New("an envelope whose number is far beyond the last one")
	ErrFork      = errors.New("two different envelopes with one number: the sender's vault was set back, or there are two of it")
	ErrOld       = errors.New("an envelope with a number from long ago: a repetition, or the sender's vault was set back")
	ErrParcel    = errors.New("a piece that does not fit what came of its parcel")
	ErrEnded     = errors.New("a piece of a parcel from a contact who is none any more")
	ErrUnwanted  = errors.New("a piece of a parcel that nobody here waits for")
	ErrFull      = errors.New("more parcels than are kept for one sender; take or drop what came from them, then sync --again")
	ErrTooLarge  = errors.New("larger than an envelope may be")
)

// ErrDamaged reports a parcel that is whole and not what its letter says.
var ErrDamaged = errors.New("what came is not what its sender announced")

// ErrClosed reports a channel over which nothing is sent (any more).
var ErrClosed = errors.New("this channel sends nothing")
