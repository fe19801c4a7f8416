package split

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"

	"coffer/vault/codec"
	"coffer/vault/secret"
)

// Share is one share of a key, of one set. It does not print; its bytes leave
// by [Share.Encode] and [Share.Point] only. The zero value is no share.
type Share struct {
	Set   [32]byte // the hash of its set
	Index int      // from 1
	x     byte
	value secret.Key
}

// shareWire is the encoding of a share.
type shareWire struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	Set     [32]byte
	Index   uint8
	X       byte
	Value   []byte
}

// Encode returns the share as bytes, which are as secret as the key: the caller
// encrypts and wipes them.
func (s Share) Encode() ([]byte, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	return codec.Marshal(shareWire{Version: version, Set: s.Set, Index: uint8(s.Index), X: s.x, Value: s.value.Bytes()})
}

// ParseShare reads what [Share.Encode] wrote. It knows no set: whether the share
// is genuine is said by [Set.Verify].
func ParseShare(data []byte) (Share, error) {
	var w shareWire
	if len(data) > MaxShare {
		return Share{}, fmt.Errorf("%w: too long", ErrShare)
	}
	if err := codec.UnmarshalCanonical(data, &w); err != nil {
		return Share{}, fmt.Errorf("%w: %w", ErrShare, err)
	}
	defer clear(w.Value)
	if w.Version != version {
		return Share{}, fmt.Errorf("%w: unknown version %d", ErrShare, w.Version)
	}
	value, err := secret.KeyFrom(w.Value)
	if err != nil {
		return Share{}, fmt.Errorf("%w: wrong length", ErrShare)
	}
	s := Share{Set: w.Set, Index: int(w.Index), x: w.X, value: value}
	if err := s.check(); err != nil {
		s.Wipe()
		return Share{}, err
	}
	return s, nil
}

// Point is what a share is beyond its set and its number: where it lies, and
// the secret value there, for whoever writes it down in a form of their own;
// [Set.Rebuild] takes it back. The value is the share's own: wiping it wipes
// the share.
func (s Share) Point() (x byte, value secret.Key) { return s.x, s.value }

// Rebuild makes share index of the set out of its point, with a copy of the
// value, and refuses a point that is not the one that was dealt.
func (s Set) Rebuild(index int, x byte, value secret.Key) (Share, error) {
	own, err := secret.KeyFrom(value.Bytes())
	if err != nil {
		return Share{}, fmt.Errorf("%w: empty", ErrShare)
	}
	share := Share{Set: s.Hash(), Index: index, x: x, value: own}
	if err := s.Verify(share); err != nil {
		share.Wipe()
		return Share{}, err
	}
	return share, nil
}

// Wipe overwrites the share and all copies of it.
func (s Share) Wipe() { s.value.Wipe() }

// check is what can be said of a share without its set.
func (s Share) check() error {
	switch {
	case s.value.IsZero():
		return fmt.Errorf("%w: empty", ErrShare)
	case s.Index < 1 || s.Index > MaxShares:
		return fmt.Errorf("%w: number %d", ErrShare, s.Index)
	case s.x == 0:
		return fmt.Errorf("%w: number %d", ErrZero, s.Index)
	}
	return nil
}

// Commitment returns the public half of the share's own signing key.
func (s Share) Commitment() [32]byte {
	key := s.key()
	defer clear(key)
	return [32]byte(key.Public().(ed25519.PublicKey))
}

// key derives the signing key from the share and its place, so that plain
// copies, too, have keys that differ.
func (s Share) key() ed25519.PrivateKey {
	info := "coffer/1 share key\x00" + string([]byte{byte(s.Index), s.x})
	seed, err := hkdf.Key(sha256.New, s.value.Bytes(), nil, info, ed25519.SeedSize)
	if err != nil { // only for lengths that do not occur here
		panic(err)
	}
	defer clear(seed)
	return ed25519.NewKeyFromSeed(seed)
}

// Sign proves that whoever signs has this share: a signature by its own key
// over "coffer/1 ", the purpose, a zero byte and the message. A purpose is a
// plain text without a zero byte.
func (s Share) Sign(purpose string, message []byte) ([]byte, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	key := s.key()
	defer clear(key)
	return ed25519.Sign(key, signed(purpose, message)), nil
}

// Signed reports whether share index of the set made a signature of
// [Share.Sign].
func (s Set) Signed(index int, purpose string, message, signature []byte) bool {
	if s.Check() != nil || index < 1 || index > len(s.Members) {
		return false
	}
	key := s.Members[index-1].Commitment
	return ed25519.Verify(key[:], signed(purpose, message), signature)
}

func signed(purpose string, message []byte) []byte {
	return append([]byte("coffer/1 "+purpose+"\x00"), message...)
}

// Verify reports whether a share belongs to the set, unaltered.
func (s Set) Verify(share Share) error {
	if err := s.Check(); err != nil {
		return err
	}
	return s.verify(share, s.Hash())
}

// verify is Verify for a set that was checked, and whose hash is known.
func (s Set) verify(share Share, hash [32]byte) error {
	if err := share.check(); err != nil {
		return err
	}
	if share.Set != hash {
		return fmt.Errorf("%w: number %d", ErrForeign, share.Index)
	}
	if share.Index > len(s.Members) {
		return fmt.Errorf("%w: number %d of %d", ErrAltered, share.Index, len(s.Members))
	}
	m := s.Members[share.Index-1]
	if m.X != share.x {
		return fmt.Errorf("%w: number %d", ErrAltered, share.Index)
	}
	if have := share.Commitment(); subtle.ConstantTimeCompare(m.Commitment[:], have[:]) != 1 {
		return fmt.Errorf("%w: number %d", ErrAltered, share.Index)
	}
	return nil
}
