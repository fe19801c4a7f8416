package vault

import (
	"bytes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"io"
	"sync"

	"coffer/vault/codec"
)

// boxKey is one key of a box: one tier, one epoch. What it is used for has
// keys of its own, derived from it.
type boxKey struct {
	tier    Tier
	epoch   uint32
	records cipher.AEAD
	head    cipher.AEAD
	set     []byte
	index   []byte
	named   []byte
}

func newBoxKey(t Tier, epoch uint32, key []byte) *boxKey {
	from := extract(key)
	defer Wipe(from)
	return &boxKey{
		tier: t, epoch: epoch, records: expandedAEAD(from, "records"), head: expandedAEAD(from, "head"),
		set: expand(from, "set"), index: expand(from, "index"), named: expand(from, "named"),
	}
}

// indexNameSize is the length of what stands for a name.
const indexNameSize = 16

// indexName is the keyed hash under which an exact name is found.
func (k *boxKey) indexName(name string) []byte {
	mac := hmac.New(sha256.New, k.index)
	mac.Write([]byte(name))
	return mac.Sum(nil)[:indexNameSize]
}

// sealNamed returns what the index stores under a hashed name: the IDs, and a
// MAC that binds them to the name. Nil for no IDs.
func (k *boxKey) sealNamed(at, ids []byte) []byte {
	if len(ids) == 0 {
		return nil
	}
	return append(bytes.Clone(ids), namedMAC(k.newNamed(), at, ids)...)
}

// openNamed is the inverse of sealNamed; the IDs alias the stored bytes.
func (k *boxKey) openNamed(at, stored []byte) ([]byte, error) {
	if stored == nil {
		return nil, nil
	}
	return openNamed(k.newNamed(), at, stored)
}

func openNamed(mac hash.Hash, at, stored []byte) ([]byte, error) {
	n := len(stored) - tagSize
	if n < len(ID{}) || n%len(ID{}) != 0 || !hmac.Equal(stored[n:], namedMAC(mac, at, stored[:n])) {
		return nil, damaged("an entry of the index")
	}
	return stored[:n], nil
}

func (k *boxKey) newNamed() hash.Hash { return hmac.New(sha256.New, k.named) }

func namedMAC(mac hash.Hash, at, ids []byte) []byte {
	mac.Reset()
	mac.Write(at) // always 16 bytes
	mac.Write(ids)
	return mac.Sum(nil)[:tagSize]
}

func (k *boxKey) wipe() {
	Wipe(k.set)
	Wipe(k.index)
	Wipe(k.named)
}

// wrapAD binds a wrapped box key to its place.
func wrapAD(vault, box ID, t Tier, epoch uint32) []byte {
	return bind("box key", vault[:], box[:], []byte{byte(t)}, be32(epoch))
}

// wrappedKey is a box key as it is stored.
type wrappedKey struct {
	_      struct{} `cbor:",toarray"`
	Epoch  uint32
	Sealed []byte
}

// drawBoxKey makes a box key, and what is stored of it.
func drawBoxKey(rand io.Reader, root []byte, vault, box ID, t Tier, epoch uint32) (*boxKey, []byte, error) {
	key := make([]byte, keySize)
	defer Wipe(key)
	if _, err := io.ReadFull(rand, key); err != nil {
		return nil, nil, err
	}
	sealed, err := seal(derivedAEAD(root, "wrap"), rand, nil, key, wrapAD(vault, box, t, epoch))
	if err != nil {
		return nil, nil, err
	}
	stored, err := codec.Marshal(wrappedKey{Epoch: epoch, Sealed: sealed})
	return newBoxKey(t, epoch, key), stored, err
}

// unwrapBoxKey is the inverse of drawBoxKey; the caller wipes the key.
func unwrapBoxKey(root []byte, vault, box ID, t Tier, stored []byte) (key []byte, epoch uint32, err error) {
	var w wrappedKey
	if codec.UnmarshalCanonical(stored, &w) != nil {
		return nil, 0, damaged("a box key")
	}
	key, err = open(derivedAEAD(root, "wrap"), nil, w.Sealed, wrapAD(vault, box, t, w.Epoch))
	if err != nil || len(key) != keySize {
		return nil, 0, damaged("a box key does not open")
	}
	return key, w.Epoch, nil
}

// keyring remembers the box keys that were opened.
type keyring struct {
	mu   sync.Mutex
	keys map[keyringKey]*boxKey
}

type keyringKey struct {
	box  ID
	tier Tier
}

func (r *keyring) get(box ID, t Tier) *boxKey {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.keys[keyringKey{box, t}]
}

func (r *keyring) put(box ID, t Tier, key *boxKey) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.keys == nil {
		r.keys = make(map[keyringKey]*boxKey)
	}
	r.keys[keyringKey{box, t}] = key
}

// drop forgets the keys of one tier.
func (r *keyring) drop(t Tier) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for at, k := range r.keys {
		if at.tier == t {
			k.wipe()
			delete(r.keys, at)
		}
	}
}

func (r *keyring) wipe() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, k := range r.keys {
		k.wipe()
	}
	r.keys = nil
}
