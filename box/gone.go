package box

import (
	"bytes"
	"errors"
	"slices"

	"coffer/vault"
	"coffer/vault/codec"
)

// What was deleted for good is remembered by its id, which is random and tells nothing, so
// that no copy that was made before brings it back unasked. The ids lie in box 0 under the
// core key alone, in one record for each first byte; they are written in the transaction that
// deletes. A rekey keeps them, and a reset puts them out of reach until [Adopt].

// Deleted tells which items, boxes and templates were deleted for good. [vault.ErrLocked] without the
// core tier.
func Deleted(tx *vault.Tx) (func(vault.ID) bool, error) {
	all := make(map[vault.ID]bool)
	err := eachGone(tx, func(ids []vault.ID) error {
		for _, id := range ids {
			all[id] = true
		}
		return nil
	})
	return func(id vault.ID) bool { return all[id] }, err
}

// bury notes that something is deleted for good. [ErrBound] where no more can be noted:
// then it is not deleted.
func bury(tx *vault.Tx, ids ...vault.ID) error {
	return byFirst(ids, func(first byte, ids []vault.ID) error {
		gone, err := goneWith(tx, first)
		if err != nil {
			return err
		}
		all := append(gone, ids...)
		slices.SortFunc(all, compareIDs)
		if all = slices.Compact(all); len(all) == len(gone) {
			return nil
		}
		return putGone(tx, first, all)
	})
}

// buryBox notes a box with all that is in it.
func buryBox(tx *vault.Tx, box vault.ID) error {
	ids := []vault.ID{box}
	err := tx.EachKey(box, vault.Items, vault.Companion, func(some []vault.Key) error {
		for _, k := range some {
			ids = append(ids, k.ID)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return bury(tx, ids...)
}

// exhume brings over what another vault knows to be gone.
func exhume(from, to *vault.Tx) error {
	return eachGone(from, func(ids []vault.ID) error { return bury(to, ids...) })
}

// byFirst hands over ids by their first byte.
func byFirst(ids []vault.ID, f func(first byte, ids []vault.ID) error) error {
	sorted := slices.SortedFunc(slices.Values(ids), compareIDs)
	for len(sorted) > 0 {
		n := 1
		for n < len(sorted) && sorted[n][0] == sorted[0][0] {
			n++
		}
		if err := f(sorted[0][0], sorted[:n:n]); err != nil {
			return err
		}
		sorted = sorted[n:]
	}
	return nil
}

func goneKey(first byte) vault.Key { return vault.Key{ID: vault.ID{first}} }

func eachGone(tx *vault.Tx, f func(ids []vault.ID) error) error {
	keys, err := tx.Keys(vault.BoxZero, vault.Deleted, vault.Core)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if k != goneKey(k.ID[0]) {
			return malformed("what is gone for good, under an impossible name", nil)
		}
		ids, err := goneWith(tx, k.ID[0])
		if err == nil {
			err = f(ids)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// goneWith reads the ids that begin with a byte.
func goneWith(tx *vault.Tx, first byte) ([]vault.ID, error) {
	r, err := tx.Get(vault.BoxZero, vault.Deleted, goneKey(first), vault.Core)
	if errors.Is(err, vault.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return decodeGone(first, r.Plain)
}

func decodeGone(first byte, plain []byte) ([]vault.ID, error) {
	var ids []vault.ID
	if err := codec.UnmarshalCanonical(plain, &ids); err != nil {
		return nil, malformed("what is gone for good", err)
	}
	if len(ids) == 0 || len(ids) > maxGone {
		return nil, malformed("what is gone for good", ErrBound)
	}
	for i, id := range ids {
		if id[0] != first || i > 0 && compareIDs(ids[i-1], id) >= 0 {
			return nil, malformed("what is gone for good, in another order", nil)
		}
	}
	return ids, nil
}

func putGone(tx *vault.Tx, first byte, ids []vault.ID) error {
	if len(ids) > maxGone {
		return bound("no more can be deleted for good than what is remembered: %d things whose ids begin alike", maxGone)
	}
	plain, err := codec.Marshal(ids)
	if err != nil {
		return err
	}
	_, err = tx.Put(vault.BoxZero, vault.Deleted, goneKey(first), vault.Core, plain)
	return err
}

func compareIDs(a, b vault.ID) int { return bytes.Compare(a[:], b[:]) }

// CheckGone makes sure that all of it can be read. It is part of a verification.
func CheckGone(tx *vault.Tx) error {
	return eachGone(tx, func([]vault.ID) error { return nil })
}
