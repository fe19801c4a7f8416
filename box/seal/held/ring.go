package held

import (
	"bytes"
	"slices"

	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/secret"
)

// ring is the content of held.keys: the key of each share, in the order of ids.
type ring []entry

type entry struct {
	id  vault.ID
	key secret.Key
}

type ringWire struct {
	_       struct{} `cbor:",toarray"`
	Entries []entryWire
}

type entryWire struct {
	_   struct{} `cbor:",toarray"`
	ID  vault.ID
	Key []byte
}

func (r ring) encode() ([]byte, error) {
	var w ringWire
	for _, e := range r {
		w.Entries = append(w.Entries, entryWire{ID: e.id, Key: e.key.Bytes()})
	}
	return codec.Marshal(w)
}

func decodeRing(plain []byte) (ring, error) {
	var w ringWire
	if err := codec.UnmarshalCanonical(plain, &w); err != nil {
		return nil, err
	}
	switch {
	case len(w.Entries) > MaxShares:
		return nil, ErrFull
	case w.Entries != nil && len(w.Entries) == 0: // none is written as null
		return nil, errForm
	}
	r := make(ring, len(w.Entries))
	for i, e := range w.Entries {
		if i > 0 && bytes.Compare(w.Entries[i-1].ID[:], e.ID[:]) >= 0 {
			return nil, errOrder
		}
		k, err := secret.KeyFrom(e.Key)
		if err != nil {
			return nil, err
		}
		vault.Wipe(e.Key)
		r[i] = entry{e.ID, k}
	}
	return r, nil
}

func byID(e entry, id vault.ID) int { return bytes.Compare(e.id[:], id[:]) }

// get returns the key of a share, or none.
func (r ring) get(id vault.ID) (k secret.Key, ok bool) {
	if i, ok := slices.BinarySearchFunc(r, id, byID); ok {
		return r[i].key, true
	}
	return k, false
}

// with returns the ring with one key more.
func (r ring) with(id vault.ID, k secret.Key) ring {
	i, _ := slices.BinarySearchFunc(r, id, byID)
	return slices.Insert(r, i, entry{id, k})
}

func (r ring) wipe() {
	for _, e := range r {
		e.key.Wipe()
	}
}
