package witness

import (
	"errors"
	"fmt"

	"coffer/vault"
)

var (
	// ErrLetter is returned for what is no letter about heads, or holds a head that is not
	// signed with the key beside it.
	ErrLetter = errors.New("no signed head of a log, or of a newer version")
	// ErrFull is returned where there are as many witnesses as a log can have.
	ErrFull = fmt.Errorf("a log has at most %d witnesses", MaxAppointed)
)

func malformed(what string) error { return &vault.DamagedError{What: what} }
