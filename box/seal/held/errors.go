package held

import (
	"errors"
	"path/filepath"

	"coffer/vault"
)

// What callers decide by. Other errors are those of the vault, a
// [vault.DamagedError] that names the file, or come from the operating system.
var (
	// ErrOther: another share is kept under this id.
	ErrOther = errors.New("another share is kept for this already")
	// ErrFull: there are [MaxShares].
	ErrFull = errors.New("no more shares can be kept")
	// ErrBound: a share of no bytes, or of more than [MaxShare].
	ErrBound = errors.New("a share is out of bounds")
)

var (
	errOrder   = errors.New("not in order")
	errForm    = errors.New("not in the form in which it is kept")
	errForeign = errors.New("it is not what was written")
)

func damagedKeys(err error) error { return &vault.DamagedError{What: vault.KeysName, Err: err} }

func damagedShare(id vault.ID, err error) error {
	return &vault.DamagedError{What: filepath.Join(vault.HeldName, id.String()), Err: err}
}
