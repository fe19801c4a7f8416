package app

import (
	"coffer/box"
	"coffer/vault"
)

// one resolves a reference, which is a path, an @ID or a title, to exactly one
// item that is not in the trash.
func one(tx *vault.Tx, ref string) (box.Entry, error) {
	found, err := box.Resolve(tx, ref)
	if err != nil {
		return box.Entry{}, missing(tx, ref, err)
	}
	return found[0], nil // several are an error of their own
}

// itemAt reads the one item that a reference names.
func itemAt(tx *vault.Tx, ref string) (box.Item, error) {
	e, err := one(tx, ref)
	if err != nil {
		return box.Item{}, err
	}
	return box.Get(tx, e.Box, e.ID)
}
