package blob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"syscall"
	"unicode"
)

// What callers decide by. Other errors come as they are.
var (
	ErrExists      = errors.New("exists already")
	ErrNotFound    = errors.New("not found")
	ErrTooLarge    = errors.New("too large")
	ErrRefused     = errors.New("access refused")     // credentials or rights; trying again is of no use
	ErrUnavailable = errors.New("not reachable now")  // trying again later may help
	ErrName        = errors.New("not a name")         // of an object
	ErrAddress     = errors.New("not an address")     // of a store
	ErrHelper      = errors.New("the helper program") // is missing, broke off, or said what it may not say
)

// missingError is an [ErrHelper] that is not there.
type missingError struct{ program string }

func (e missingError) Error() string {
	return ErrHelper.Error() + " " + e.program + " is not there; put it beside coffer or into a folder on the PATH"
}

// Unwrap returns what callers decide by.
func (e missingError) Unwrap() []error { return []error{ErrHelper, fs.ErrNotExist} }

// about says which object an error is about.
func about(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("object %s: %w", name, err)
}

// ofFolder gives an error of the file system its kind. What stands in the paths
// of such errors, names of temporary files among them, is left out.
func ofFolder(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	reason := err
	var at *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &at):
		reason = at.Err
	case errors.As(err, &link):
		reason = link.Err
	}
	for _, errno := range []error{fs.ErrPermission, syscall.EROFS} {
		if errors.Is(err, errno) {
			return fmt.Errorf("%w: %w", ErrRefused, reason)
		}
	}
	for _, errno := range []error{fs.ErrNotExist, syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, syscall.EIO, syscall.ESTALE, syscall.ENOTCONN, errBusy} {
		if errors.Is(err, errno) {
			return fmt.Errorf("%w: %w", ErrUnavailable, reason)
		}
	}
	return reason
}

// quote writes a path or an address for a message, with what could move a cursor
// escaped.
func quote(s string) string { return strconv.Quote(s) }

// plain makes text of another program fit for a message: one line, of what a
// terminal shows, and bounded.
func plain(text string) string {
	shown := strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsPrint(r) && r != unicode.ReplacementChar:
			return r
		}
		return '?'
	}, strings.TrimSpace(text))
	if runes := []rune(shown); len(runes) > maxShown {
		return string(runes[:maxShown]) + "…"
	}
	return shown
}
