package matter

import "errors"

// What callers decide by. Other errors come from packages hold and post, as they are.
var (
	ErrFull   = errors.New("full")
	ErrPeople = errors.New("not the people and mailboxes that it needs")
	ErrCourse = errors.New("not the course of a matter, or not in the form in which it is kept")
	ErrEnds   = errors.New("the duties of a matter come to no end")
)
