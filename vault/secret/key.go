package secret

import (
	"bytes"
	"crypto/subtle"
	"fmt"
	"io"
)

// KeySize is the length of every [Key] in bytes.
const KeySize = 32

// Key is a symmetric key of [KeySize] bytes. The zero value holds no key: its
// Bytes are nil, so that no cipher accepts them. Copies share their bytes. A
// Key may be read by several goroutines at once, but not while another one
// wipes it.
type Key struct{ hidden }

// NewKey reads a new key from r, the program's source of randomness.
func NewKey(r io.Reader) (Key, error) {
	b := make([]byte, KeySize)
	if _, err := io.ReadFull(r, b); err != nil {
		return Key{}, fmt.Errorf("no randomness for a key: %w", err)
	}
	return Key{hide(b)}, nil
}

// KeyFrom makes a key from a copy of b; the caller wipes b. Any length but
// [KeySize] is an error.
func KeyFrom(b []byte) (Key, error) {
	if len(b) != KeySize {
		return Key{}, fmt.Errorf("a key has %d bytes, not %d", KeySize, len(b))
	}
	return Key{hide(bytes.Clone(b))}, nil
}

// Equal compares in constant time. Two keys that hold nothing are equal.
func (k Key) Equal(l Key) bool {
	return subtle.ConstantTimeCompare(k.Bytes(), l.Bytes()) == 1
}
