package held

import (
	"errors"

	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/secret"
)

// place is where the key of held.keys lies: box 0, core.
func place() vault.Key { return vault.Key{ID: vault.ID{15: 7}, Sub: 8} }

// lock is what held.keys is sealed under. There are two keys while one takes
// the place of the other: what is written is under the first, and what is read
// may still be under the second.
type lock []secret.Key

type lockWire struct {
	_    struct{} `cbor:",toarray"`
	Keys [][]byte
}

// readLock returns none before the first share.
func readLock(tx *vault.Tx) (lock, error) {
	r, err := tx.Get(vault.BoxZero, vault.Seals, place(), vault.Core)
	if errors.Is(err, vault.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer vault.Wipe(r.Plain)
	l, err := decodeLock(r.Plain)
	if err != nil {
		return nil, &vault.DamagedError{What: "the key of " + vault.KeysName, Err: err}
	}
	return l, nil
}

func decodeLock(plain []byte) (l lock, err error) {
	var w lockWire
	if err := codec.UnmarshalCanonical(plain, &w); err != nil {
		return nil, err
	}
	if len(w.Keys) == 0 || len(w.Keys) > maxKeys {
		return nil, errForeign
	}
	for _, b := range w.Keys {
		k, err := secret.KeyFrom(b)
		if err != nil {
			return nil, err
		}
		vault.Wipe(b)
		l = append(l, k)
	}
	return l, nil
}

func (l lock) write(tx *vault.Tx) error {
	var w lockWire
	for _, k := range l {
		w.Keys = append(w.Keys, k.Bytes())
	}
	plain, err := codec.Marshal(w)
	if err != nil {
		return err
	}
	defer vault.Wipe(plain)
	_, err = tx.Put(vault.BoxZero, vault.Seals, place(), vault.Core, plain)
	return err
}

// open opens held.keys, and tells by which key.
func (l lock) open(tx *vault.Tx, sealed []byte) (plain []byte, by int, err error) {
	for by, k := range l {
		if plain, err = open(k, sealed, adOfKeys(tx.VaultID())); err == nil {
			return plain, by, nil
		}
	}
	return nil, 0, err
}

func (l lock) wipe() {
	for _, k := range l {
		k.Wipe()
	}
}
