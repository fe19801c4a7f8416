package split

import (
	"crypto/sha256"
	"fmt"

	"coffer/vault/codec"
)

// version stands first in the encoding of a set and of a share. Both encodings
// are arrays, in the order of the fields here; a change of any of them needs a
// new version.
const version = 1

// Subject says what a split key is for. It is public and part of the set, so
// that shares of one matter do not pass for those of another.
type Subject struct {
	_          struct{} `cbor:",toarray"`
	Kind       string   // a word of small letters and hyphens, such as "seal"
	Owner      [32]byte // the fingerprint of whoever split the key
	Of         [16]byte // the seal or the vault
	Generation uint64   // rises when the same owner splits anew
}

// Member is what a set knows of one share.
type Member struct {
	_          struct{} `cbor:",toarray"`
	X          byte
	Commitment [32]byte // the public half of the share's own signing key
}

// Set is all that is public about the shares of one key. Share 1 is the first
// of Members.
type Set struct {
	_         struct{} `cbor:",toarray"`
	Version   uint8
	Subject   Subject
	Threshold uint8
	Members   []Member
}

// Encode returns the one encoding of a set that passes [Set.Check].
func (s Set) Encode() ([]byte, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	return codec.Marshal(s)
}

// ParseSet reads what [Set.Encode] wrote, and checks it.
func ParseSet(data []byte) (Set, error) {
	var s Set
	if len(data) > MaxSet {
		return Set{}, fmt.Errorf("%w: too long", ErrSet)
	}
	if err := codec.UnmarshalCanonical(data, &s); err != nil {
		return Set{}, fmt.Errorf("%w: %w", ErrSet, err)
	}
	if err := s.Check(); err != nil {
		return Set{}, err
	}
	return s, nil
}

// Hash names the set: every share carries it, and holders compare it. It is
// zero for a set that does not pass [Set.Check].
func (s Set) Hash() [32]byte {
	data, err := s.Encode()
	if err != nil {
		return [32]byte{}
	}
	return sha256.Sum256(append([]byte("coffer/1 share set\x00"), data...))
}

// Check reports what is wrong with a set by itself.
func (s Set) Check() error {
	if s.Version != version {
		return fmt.Errorf("%w: unknown version %d", ErrSet, s.Version)
	}
	if !isKind(s.Subject.Kind) {
		return fmt.Errorf("%w: what it is for is no plain word", ErrSet)
	}
	if err := checkThreshold(int(s.Threshold), len(s.Members)); err != nil {
		return err
	}
	xs, keys := make(map[byte]bool), make(map[[32]byte]bool)
	for i, m := range s.Members {
		switch {
		case m.X == 0:
			return fmt.Errorf("%w: number %d of the set", ErrZero, i+1)
		case xs[m.X] || keys[m.Commitment]:
			return fmt.Errorf("%w: number %d of the set", ErrTwice, i+1)
		}
		xs[m.X], keys[m.Commitment] = true, true
	}
	return nil
}

func checkThreshold(k, n int) error {
	if k < 1 || k > n || n > MaxShares {
		return fmt.Errorf("%w: %d of %d", ErrThreshold, k, n)
	}
	return nil
}

// isKind keeps the word plain, since it is shown.
func isKind(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && r != '-' {
			return false
		}
	}
	return 0 < len(s) && len(s) <= maxKind
}
