package vault

import (
	"fmt"
	"io"

	"coffer/internal/sys"
)

// roots are the two keys that open everything else, in one locked page.
type roots struct {
	page *sys.Page
	core bool // false in a session for the companion tier alone
}

func newRoots(rand io.Reader) (*roots, error) {
	r, err := emptyRoots(true)
	if err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(rand, r.page.Bytes()); err != nil {
		r.free()
		return nil, fmt.Errorf("randomness: %w", err)
	}
	return r, nil
}

func emptyRoots(core bool) (*roots, error) {
	page, err := sys.NewPage(2 * keySize)
	if err != nil {
		return nil, err
	}
	return &roots{page: page, core: core}, nil
}

// of returns a root, aliasing the page, or [ErrLocked].
func (r *roots) of(t Tier) ([]byte, error) {
	switch {
	case r == nil, t == Core && !r.core, !t.valid():
		return nil, ErrLocked
	case t == Core:
		return r.page.Bytes()[:keySize], nil
	}
	return r.page.Bytes()[keySize:], nil
}

func (r *roots) free() {
	if r != nil {
		r.page.Free()
	}
}
