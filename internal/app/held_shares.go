package app

import (
	"errors"
	"fmt"

	"coffer/box/seal"
	"coffer/box/seal/held"
	"coffer/vault"
)

// heldShares opens what a custodian keeps on first need: it lies in files of its
// own.
type heldShares struct {
	tx    *vault.Tx
	store *held.Store
}

func (h *heldShares) open() (*held.Store, error) {
	if h.store == nil {
		var err error
		if h.store, err = held.Open(h.tx); err != nil {
			return nil, err
		}
	}
	return h.store, nil
}

// Put implements [seal.Shares].
func (h *heldShares) Put(id vault.ID, share []byte) error {
	s, err := h.open()
	if err != nil {
		return err
	}
	if err = s.Put(id, share); errors.Is(err, held.ErrFull) {
		err = fmt.Errorf("%w: %w", seal.ErrFull, err)
	}
	return err
}

// Get implements [seal.Shares].
func (h *heldShares) Get(id vault.ID) ([]byte, error) {
	s, err := h.open()
	if err != nil {
		return nil, err
	}
	return s.Get(id)
}

// Destroy implements [seal.Shares].
func (h *heldShares) Destroy(id vault.ID) error {
	s, err := h.open()
	if err != nil {
		return err
	}
	return s.Destroy(id)
}
