package seal

import (
	"errors"
	"fmt"

	"coffer/vault"
	"coffer/vault/codec"
)

var (
	errManyShares  = fmt.Errorf("%w: a vault has at most %d shares", ErrFull, MaxShares)
	errManyTargets = fmt.Errorf("%w: an item goes to at most %d contacts and circles", ErrFull, MaxMembers)
)

func shareKey(id vault.ID, sub uint32) vault.Key { return vault.Key{ID: id, Sub: sub} }

// shareKeys lists the records of one sort.
func shareKeys(tx *vault.Tx, sub uint32) (keys []vault.Key, err error) {
	err = tx.EachKey(vault.BoxZero, vault.Seals, vault.Core, func(all []vault.Key) error {
		for _, k := range all {
			if k.Sub == sub {
				keys = append(keys, k)
			}
		}
		return nil
	})
	return keys, err
}

// eachShare hands over the records of one sort.
func eachShare(tx *vault.Tx, sub uint32, f func(id vault.ID, plain []byte) error) error {
	keys, err := shareKeys(tx, sub)
	if err != nil {
		return err
	}
	for _, k := range keys {
		plain, err := getShare(tx, k.ID, sub)
		if err == nil {
			err = f(k.ID, plain)
		}
		vault.Wipe(plain)
		if err != nil {
			return err
		}
	}
	return nil
}

func getShare(tx *vault.Tx, id vault.ID, sub uint32) ([]byte, error) {
	r, err := tx.Get(vault.BoxZero, vault.Seals, shareKey(id, sub), vault.Core)
	return r.Plain, err
}

func putShare(tx *vault.Tx, id vault.ID, sub uint32, w any) error {
	plain, err := codec.Marshal(w)
	if err != nil {
		return err
	}
	defer vault.Wipe(plain)
	_, err = tx.Put(vault.BoxZero, vault.Seals, shareKey(id, sub), vault.Core, plain)
	return err
}

// dropShare deletes a record; that it is gone already is no error.
func dropShare(tx *vault.Tx, id vault.ID, sub uint32) error {
	err := tx.Delete(vault.BoxZero, vault.Seals, shareKey(id, sub), vault.Core)
	if errors.Is(err, vault.ErrNotFound) {
		return nil
	}
	return err
}

// some writes an empty list as null.
func some[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

// CheckShares makes sure that all records of shares are what they should be. It is
// part of a verification.
func CheckShares(tx *vault.Tx) error {
	if _, err := ReadSent(tx); err != nil {
		return err
	}
	if _, err := ReadSpreads(tx); err != nil {
		return err
	}
	_, err := ReadEntries(tx)
	return err
}
