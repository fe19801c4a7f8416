package seal

import (
	"errors"

	"coffer/vault"
)

// SetAside forgets the names of circles that a reset has put out of reach.
func SetAside(tx *vault.Tx) error {
	err := tx.DeleteTwin(vault.BoxZero, vault.Settings, namesKey)
	if errors.Is(err, vault.ErrNotFound) {
		return nil
	}
	return err
}

// Bring takes circles over from the vault as it was before a reset. There must be
// none yet.
func Bring(from, to *vault.Tx) error {
	all, err := ReadCircles(from)
	if err != nil {
		return err
	}
	keys, err := from.Keys(vault.BoxZero, vault.Circles, vault.Core)
	if err != nil {
		return err
	}
	for _, k := range keys {
		r, err := from.Get(vault.BoxZero, vault.Circles, k, vault.Core)
		if err != nil {
			return err
		}
		if _, err := to.Put(vault.BoxZero, vault.Circles, k, vault.Core, r.Plain); err != nil {
			return err
		}
	}
	if names := namesOf(all); len(names) > 0 {
		return putNames(to, names)
	}
	return nil
}
