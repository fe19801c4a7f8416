package vault

import (
	"crypto/ed25519"
	"io"
)

// The key that signs heads of the log stands beside its hashes, under the core key alone:
// whoever has the companion key neither signs nor says which key that is. A rekey keeps it, as
// it keeps the owner's identity.

var logKeyPlace = place{BoxZero, Tree, Key{Sub: 1}, Core}

// LogKey is the key that signs heads, which the caller clears; [ErrNotFound] while none was
// signed, [ErrLocked] without the core tier.
func (tx *Tx) LogKey() (ed25519.PrivateKey, error) {
	p := logKeyPlace
	r, err := tx.Get(p.box, p.space, p.key, p.tier)
	if err != nil {
		return nil, err
	}
	return logKeyOf(r.Plain)
}

// EnsureLogKey is [Tx.LogKey], and draws a key at the first time.
func (tx *Tx) EnsureLogKey() (ed25519.PrivateKey, error) {
	key, err := tx.LogKey()
	if !notFound(err) {
		return key, err
	}
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(tx.v.o.Rand, seed); err != nil {
		return nil, err
	}
	if _, err := tx.put(logKeyPlace, seed); err != nil {
		return nil, err
	}
	return logKeyOf(seed)
}

func logKeyOf(seed []byte) (ed25519.PrivateKey, error) {
	defer Wipe(seed)
	if len(seed) != ed25519.SeedSize {
		return nil, damaged("the key of the log")
	}
	return ed25519.NewKeyFromSeed(seed), nil
}
