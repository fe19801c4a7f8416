package offline

import (
	"errors"
	"fmt"
)

// placed is an error and where in the data it is. To whom reads all of it, the place is
// a help; where one password is looked up it would say where its hash stands, and is
// left out.
type placed struct {
	err   error
	where string
}

func (p *placed) Error() string { return p.err.Error() + " (" + p.where + ")" }
func (p *placed) Unwrap() error { return p.err }

func at(err error, format string, args ...any) error {
	return &placed{err, fmt.Sprintf(format, args...)}
}

// unplaced is an error without its place.
func unplaced(err error) error {
	var p *placed
	if errors.As(err, &p) {
		return p.err
	}
	return err
}
