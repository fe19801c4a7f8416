package vault

import (
	"crypto/ed25519"
	"io"
)

// The key that signs heads of the log stands beside its hashes: the seed under the core
// key alone, the public key under both. A rekey keeps it, as it keeps the owner's identity.

func logKeyPlace(t Tier) place { return place{BoxZero, Tree, Key{Sub: 1}, t} }

// LogKey is the public key of those that sign heads; [ErrNotFound] while none was signed.
func (tx *Tx) LogKey() (ed25519.PublicKey, error) {
	p := logKeyPlace(tx.Top())
	r, err := tx.Get(p.box, p.space, p.key, p.tier)
	if err != nil {
		return nil, err
	}
	if p.tier == Companion {
		if len(r.Plain) != ed25519.PublicKeySize {
			return nil, damaged("the key of the log")
		}
		return r.Plain, nil
	}
	key, err := logKeyOf(r.Plain)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return ed25519.PublicKey(append([]byte(nil), key[ed25519.SeedSize:]...)), nil
}

// EnsureLogKey returns the key that signs heads, and draws one at the first time. The
// caller clears it.
func (tx *Tx) EnsureLogKey() (ed25519.PrivateKey, error) {
	p := logKeyPlace(Core)
	r, err := tx.Get(p.box, p.space, p.key, p.tier)
	if err == nil {
		return logKeyOf(r.Plain)
	}
	if !notFound(err) {
		return nil, err
	}
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(tx.v.o.Rand, seed); err != nil {
		return nil, err
	}
	if _, err := tx.put(p, seed); err != nil {
		return nil, err
	}
	key, err := logKeyOf(seed)
	if err == nil {
		_, err = tx.put(logKeyPlace(Companion), key[ed25519.SeedSize:])
	}
	return key, err
}

func logKeyOf(seed []byte) (ed25519.PrivateKey, error) {
	defer Wipe(seed)
	if len(seed) != ed25519.SeedSize {
		return nil, damaged("the key of the log")
	}
	return ed25519.NewKeyFromSeed(seed), nil
}
