package app

import (
	"coffer/box"
	"coffer/vault"
)

// forgetIgnored removes what was left about items that are gone for good: nobody finds it
// again, and it says when something of a secret was known. The trash, and a box that was
// removed, change nothing: from there items come back.
func forgetIgnored(tx *vault.Tx) error {
	keys, all, err := ignoredKeys(tx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return nil
	}
	boxes, err := box.Boxes(tx)
	if err != nil {
		return err
	}
	for i, g := range all {
		there, err := inSomeBox(tx, boxes, g.Item)
		if err != nil {
			return err
		}
		if there {
			continue
		}
		if err := tx.Delete(vault.BoxZero, vault.Ignored, keys[i], vault.Core); err != nil {
			return err
		}
	}
	return nil
}

// inSomeBox tells whether an item is anywhere, also in the trash or in a removed box.
func inSomeBox(tx *vault.Tx, boxes []box.Box, id vault.ID) (bool, error) {
	for _, b := range boxes {
		if there, err := tx.Has(b.ID, vault.Items, vault.Key{ID: id}, vault.Companion); err != nil || there {
			return there, err
		}
	}
	return false, nil
}
