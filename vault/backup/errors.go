package backup

import (
	"errors"
	"fmt"

	"coffer/vault"
)

// What callers decide by. Other errors are those of the store (package blob) and of the vault.
var (
	// ErrNotFound is returned where there is no such snapshot.
	ErrNotFound = errors.New("no such backup")
	// ErrForeign is returned for a snapshot of another vault.
	ErrForeign = errors.New("a backup of another vault")
	// ErrMany is returned where a store holds more than [MaxSnapshots] of a vault.
	ErrMany = errors.New("more backups than a vault can have")
)

// damaged is what comes of objects that are not what was written.
func damaged(format string, args ...any) error {
	return &vault.DamagedError{What: "backup: " + fmt.Sprintf(format, args...)}
}

// missing turns an object that is not there into damage: a manifest names it.
func missing(name string, err error) error {
	return &vault.DamagedError{What: "backup: object " + name, Err: err}
}
