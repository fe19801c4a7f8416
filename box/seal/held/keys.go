package held

import (
	"bytes"
	"errors"
	"io/fs"
	"slices"

	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/secret"
)

// keys are those of the shares, rising by their IDs.
type keys []shareKey

type shareKey struct {
	ID  vault.ID
	Key secret.Key
}

// wireKeys is what stands in the file. Rules for changing it: a new element or
// meaning is a new version.
type wireKeys struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Keys    []wireKey
}

type wireKey struct {
	_   struct{} `cbor:",toarray"`
	ID  [16]byte
	Key []byte
}

const keysVersion = 1

func compare(k shareKey, id vault.ID) int { return bytes.Compare(k.ID[:], id[:]) }

func (all keys) get(id vault.ID) (secret.Key, bool) {
	if i, ok := slices.BinarySearchFunc(all, id, compare); ok {
		return all[i].Key, true
	}
	return secret.Key{}, false
}

func (all keys) with(id vault.ID, key secret.Key) keys {
	some := all.without(id)
	i, _ := slices.BinarySearchFunc(some, id, compare)
	return slices.Insert(some, i, shareKey{id, key})
}

func (all keys) without(id vault.ID) keys {
	return slices.DeleteFunc(slices.Clone(all), func(k shareKey) bool { return k.ID == id })
}

// readKeys reads the file of keys; without one, as in a vault from a backup,
// nothing is kept.
func (s *Store) readKeys() (keys, error) {
	data, err := read(s.keysPath(), maxKeys)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	plain, err := open(s.root, data, s.context("held keys", nil), KeysName)
	if err != nil {
		return nil, err
	}
	defer vault.Wipe(plain)
	var w wireKeys
	if err := codec.UnmarshalCanonical(plain, &w); err != nil {
		return nil, damaged(KeysName, err)
	}
	if w.Version != keysVersion || len(w.Keys) > MaxShares {
		return nil, damaged(KeysName, errors.New("of another version, or too long"))
	}
	var all keys
	for _, k := range w.Keys {
		key, err := secret.KeyFrom(k.Key)
		vault.Wipe(k.Key)
		if err != nil || len(all) > 0 && compare(all[len(all)-1], k.ID) >= 0 {
			return nil, damaged(KeysName, errors.New("a key that is none, or out of order"))
		}
		all = append(all, shareKey{k.ID, key})
	}
	return all, nil
}

// writeKeys writes the file of keys as a whole, and overwrites the one before.
func (s *Store) writeKeys(all keys) error {
	w := wireKeys{Version: keysVersion}
	for _, k := range all {
		w.Keys = append(w.Keys, wireKey{ID: k.ID, Key: k.Key.Bytes()})
	}
	plain, err := codec.Marshal(w)
	if err != nil {
		return err
	}
	defer vault.Wipe(plain)
	sealed, err := s.seal(s.root, plain, s.context("held keys", nil))
	if err != nil {
		return err
	}
	if err := replace(s.keysPath(), sealed); err != nil {
		return err
	}
	s.keys = all
	return nil
}
