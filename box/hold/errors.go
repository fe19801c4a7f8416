package hold

import "errors"

// What can be wrong with what comes in, and with what is about to go out.
var (
	ErrPolicy    = errors.New("not a policy that can be kept")
	ErrEvent     = errors.New("not an event of this protocol")
	ErrMatter    = errors.New("an event of another matter")
	ErrAuthor    = errors.New("an event by somebody who may not say that")
	ErrSignature = errors.New("a signature that does not fit")
	ErrFull      = errors.New("too many events of one author")
	ErrNotNow    = errors.New("not to be said in this state")
)
