package seal

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"coffer/box/contact"
	"coffer/box/matter"
	"coffer/vault"
)

// What callers decide by. Other errors come from the vault, and of names, which
// circles share with contacts, from package contact, as they are.
var (
	ErrNotFound  = vault.ErrNotFound
	ErrExists    = contact.ErrExists
	ErrAmbiguous = errors.New("is a contact and a circle")
	ErrCycle     = errors.New("a circle cannot hold itself")
	ErrFull      = matter.ErrFull
	ErrBound     = errors.New("out of bounds")
	ErrTerms     = errors.New("not the terms of a seal")
	ErrFile      = errors.New("not a sealed file, or a damaged one")
	ErrOther     = errors.New("another sealed file than was expected")
	ErrShare     = errors.New("not a shared item, or of a newer version")
	ErrForged    = errors.New("the sender did not sign this")
)

// NotInError is about somebody who is not in a circle itself. It is an
// [ErrNotFound].
type NotInError struct {
	Circle, Member string
	Through        []string // the circles in it by way of which they are reached
}

func (e *NotInError) Error() string {
	if len(e.Through) == 0 {
		return quote(e.Member) + " is not in circle " + quote(e.Circle)
	}
	return fmt.Sprintf("%s is not in circle %s itself, but in circle %s, which is in it",
		quote(e.Member), quote(e.Circle), quotes(e.Through, " and in circle "))
}

// Unwrap returns [ErrNotFound].
func (e *NotInError) Unwrap() error { return ErrNotFound }

// CycleError tells how a circle would come to hold itself: the names of circles
// of which each holds the next, and the last is the first. It is an [ErrCycle].
type CycleError struct{ Names []string }

func (e *CycleError) Error() string {
	return ErrCycle.Error() + ": " + quotes(e.Names, " would hold ")
}

// Unwrap returns [ErrCycle].
func (e *CycleError) Unwrap() error { return ErrCycle }

// AmbiguousError is about a name that a contact and a circle have. It is an
// [ErrAmbiguous].
type AmbiguousError struct {
	Name            string
	Contact, Circle vault.ID
}

func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%s is a contact, @%s, and a circle, @%s", quote(e.Name), e.Contact, e.Circle)
}

// Unwrap returns [ErrAmbiguous].
func (e *AmbiguousError) Unwrap() error { return ErrAmbiguous }

// malformed reports a record that opens and yet is not one of ours.
func malformed(what string, err error) error {
	return &vault.DamagedError{What: what, Err: err}
}

// quote writes a name for a message, with what could move a cursor escaped.
func quote(name string) string { return strconv.Quote(name) }

func quotes(names []string, between string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = quote(name)
	}
	return strings.Join(quoted, between)
}
