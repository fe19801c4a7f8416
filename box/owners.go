package box

import (
	"errors"
	"slices"

	"coffer/vault"
	"coffer/vault/codec"
)

// owner is an item that has an attachment's file, now or in its history. A copy
// of an item shares the file of the original, so that a file has one owner or
// several; without one it is litter for [Sweep].
type owner struct {
	_    struct{} `cbor:",toarray"`
	Box  [16]byte
	Item [16]byte
}

func (s *stored) owner() owner { return owner{Box: s.Box, Item: s.ID} }

// own enters an item as an owner of files.
func own(tx *vault.Tx, files []Attachment, o owner) error {
	for _, a := range files {
		owners, err := ownersOf(tx, a.Blob)
		if err != nil {
			return err
		}
		if slices.Contains(owners, o) {
			continue
		}
		if len(owners) >= maxOwners {
			return bound("attachment %q is shared by %d items", a.Name, maxOwners)
		}
		if err := putOwners(tx, a.Blob, append(owners, o)); err != nil {
			return err
		}
	}
	return nil
}

// disown takes an item out of the owners of files.
func disown(tx *vault.Tx, files []Attachment, o owner) error {
	for _, a := range files {
		owners, err := ownersOf(tx, a.Blob)
		if err != nil {
			return err
		}
		rest := slices.DeleteFunc(slices.Clone(owners), func(p owner) bool { return p == o })
		if len(rest) == len(owners) {
			continue
		}
		if err := putOwners(tx, a.Blob, rest); err != nil {
			return err
		}
	}
	return nil
}

// disownBox takes all items of a box out of all owners.
func disownBox(tx *vault.Tx, box vault.ID) error {
	keys, err := tx.Keys(vault.BoxZero, vault.Blobs, vault.Core)
	if err != nil {
		return err
	}
	for _, key := range keys {
		owners, err := ownersOf(tx, key.ID)
		if err != nil {
			return err
		}
		rest := slices.DeleteFunc(slices.Clone(owners), func(o owner) bool { return o.Box == box })
		if len(rest) == len(owners) {
			continue
		}
		if err := putOwners(tx, key.ID, rest); err != nil {
			return err
		}
	}
	return nil
}

func ownersOf(tx *vault.Tx, blob vault.ID) ([]owner, error) {
	r, err := tx.Get(vault.BoxZero, vault.Blobs, vault.Key{ID: blob}, vault.Core)
	if errors.Is(err, vault.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return decodeOwners(r.Plain)
}

func decodeOwners(plain []byte) ([]owner, error) {
	var owners []owner
	if err := codec.UnmarshalCanonical(plain, &owners); err != nil {
		return nil, malformed("the owners of an attachment", err)
	}
	if len(owners) == 0 || len(owners) > maxOwners {
		return nil, malformed("the owners of an attachment", ErrBound)
	}
	return owners, nil
}

func putOwners(tx *vault.Tx, blob vault.ID, owners []owner) error {
	key := vault.Key{ID: blob}
	if len(owners) == 0 {
		return tx.Delete(vault.BoxZero, vault.Blobs, key, vault.Core)
	}
	plain, err := codec.Marshal(owners)
	if err != nil {
		return err
	}
	_, err = tx.Put(vault.BoxZero, vault.Blobs, key, vault.Core, plain)
	return err
}
