package paper

import (
	"errors"
	"fmt"
)

// What can be wrong with a share on paper. Errors of this package are of one of
// these classes, or come from package split.
var (
	ErrWord       = errors.New("a wrong word")                      // the error names it
	ErrLength     = errors.New("too few or too many words")         // or characters of a code
	ErrChecksum   = errors.New("words that do not belong together") // nobody can say which
	ErrForm       = errors.New("not a share on paper")              // or of a later version
	ErrKind       = errors.New("a share of another kind")           // of recover and reset
	ErrGeneration = errors.New("a share of another generation of trustees")
	ErrForeign    = errors.New("a share of another set")
)

// fault is an error that says what it is in words of its own, and belongs to a
// class.
type fault struct {
	class error
	text  string
}

func (f *fault) Error() string { return f.text }
func (f *fault) Unwrap() error { return f.class }

func fail(class error, format string, args ...any) error {
	return &fault{class, fmt.Sprintf(format, args...)}
}
