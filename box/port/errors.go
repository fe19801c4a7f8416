package port

import (
	"errors"
	"fmt"
)

// ErrInput is what every error of an importer is (errors.Is) when the input is
// at fault: not this format, damaged, or beyond a bound. Other errors come
// from the sink or from reading and pass through as they are.
var ErrInput = errors.New("input not understood")

// ErrShut is what the error of a file is (errors.Is) that the keys at hand do not
// open; see [Shut].
var ErrShut = errors.New("it could not be decrypted")

// ErrColumns is what the error of a table is (errors.Is) whose columns nobody knows; see
// [Tabular].
var ErrColumns = errors.New("the columns are not known")

// Unnamed makes an error one that is about columns that nobody knows.
func Unnamed(err error) error { return unnamed{err} }

type unnamed struct{ error }

func (u unnamed) Is(target error) bool { return target == ErrColumns }

func (u unnamed) Unwrap() error { return u.error }

// Shut makes an error one that is about a file alone, which the keys at hand do
// not open.
func Shut(err error) error { return shut{err} }

type shut struct{ error }

func (s shut) Is(target error) bool { return target == ErrShut }

func (s shut) Unwrap() error { return s.error }

// InputError says where the input could not be understood, and why. What never
// holds a value of the input, only names that the format itself defines or
// that cannot be secret.
type InputError struct {
	Line int // counted from 1; 0 where lines mean nothing
	What string
	// Hint is what to do instead, where an importer is sure what the input is: then none of
	// another format takes it. FILE stands in it for the input. Empty: it is not sure.
	Hint string
}

// Error names the line, if there is one.
func (e *InputError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("line %d: %s", e.Line, e.What)
	}
	return e.What
}

// Is reports that an InputError is [ErrInput].
func (e *InputError) Is(target error) bool { return target == ErrInput }

// Bad makes an [InputError] without a line.
func Bad(format string, args ...any) error {
	return &InputError{What: fmt.Sprintf(format, args...)}
}

// BadLine makes an [InputError] that points to a line.
func BadLine(line int, format string, args ...any) error {
	return &InputError{Line: line, What: fmt.Sprintf(format, args...)}
}

// Instead adds to an error of the input what to do; see [InputError]. Another error stays
// as it is.
func Instead(err error, format string, args ...any) error {
	var in *InputError
	if !errors.As(err, &in) {
		return err
	}
	sure := *in
	sure.Hint = fmt.Sprintf(format, args...)
	return &sure
}

// Sure returns the error of an importer that is sure what the input is, or nil.
func Sure(err error) *InputError {
	var in *InputError
	if errors.As(err, &in) && in.Hint != "" {
		return in
	}
	return nil
}

// TooMuchError is what an exporter says of content that no import would take
// again: it leaves nothing out and writes no file that cannot return. What holds
// no value, but may name an item.
type TooMuchError struct{ What string }

func (e *TooMuchError) Error() string { return e.What }

// TooMuch makes a [TooMuchError].
func TooMuch(format string, args ...any) error {
	return &TooMuchError{What: fmt.Sprintf(format, args...)}
}
