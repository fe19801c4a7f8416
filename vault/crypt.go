package vault

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"io"

	"golang.org/x/crypto/chacha20poly1305"
)

// Everything that is encrypted here is XChaCha20-Poly1305 with a random nonce
// (draft-irtf-cfrg-xchacha-03), and every key that is derived is HKDF-SHA256
// (RFC 5869) under a context of its own.

const (
	keySize   = chacha20poly1305.KeySize
	nonceSize = chacha20poly1305.NonceSizeX
	tagSize   = chacha20poly1305.Overhead
)

// derive returns the 32-byte key for one purpose.
func derive(from []byte, purpose string) []byte {
	extracted := extract(from)
	defer Wipe(extracted)
	return expand(extracted, purpose)
}

// extract and expand are the two steps of derive, for whoever derives several
// keys from one.
func extract(from []byte) []byte {
	extracted, err := hkdf.Extract(sha256.New, from, nil)
	if err != nil { // only for a hash that does not occur here
		panic(err)
	}
	return extracted
}

func expand(extracted []byte, purpose string) []byte {
	key, err := hkdf.Expand(sha256.New, extracted, "coffer/1 "+purpose, keySize)
	if err != nil { // only for lengths that do not occur here
		panic(err)
	}
	return key
}

func expandedAEAD(extracted []byte, purpose string) cipher.AEAD {
	key := expand(extracted, purpose)
	defer Wipe(key)
	return newAEAD(key)
}

// derivedAEAD and derivedMAC are made of a derived key, which is wiped.
func derivedAEAD(from []byte, purpose string) cipher.AEAD {
	key := derive(from, purpose)
	defer Wipe(key)
	return newAEAD(key)
}

func derivedMAC(from []byte, purpose string) hash.Hash {
	key := derive(from, purpose)
	defer Wipe(key)
	return hmac.New(sha256.New, key)
}

func newAEAD(key []byte) cipher.AEAD {
	a, err := chacha20poly1305.NewX(key)
	if err != nil { // only for a wrong key length
		panic(err)
	}
	return a
}

// seal appends nonce, ciphertext and tag to dst.
func seal(a cipher.AEAD, rand io.Reader, dst, plain, ad []byte) ([]byte, error) {
	var nonce [nonceSize]byte
	if _, err := io.ReadFull(rand, nonce[:]); err != nil {
		return nil, fmt.Errorf("randomness: %w", err)
	}
	return a.Seal(append(dst, nonce[:]...), nonce[:], plain, ad), nil
}

// open is the inverse of seal; dst may be reused.
func open(a cipher.AEAD, dst, sealed, ad []byte) ([]byte, error) {
	if len(sealed) < nonceSize+tagSize {
		return nil, damaged("too short to be sealed")
	}
	return a.Open(dst, sealed[:nonceSize], sealed[nonceSize:], ad)
}

// bind builds associated data from parts, each with its length, so that no two
// lists of parts give the same bytes.
func bind(what string, parts ...[]byte) []byte {
	ad := append([]byte("coffer/1 "), what...)
	ad = append(ad, 0)
	for _, p := range parts {
		ad = binary.BigEndian.AppendUint32(ad, uint32(len(p)))
		ad = append(ad, p...)
	}
	return ad
}

func be32(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }

// Wipe overwrites b with zeros.
func Wipe(b []byte) { clear(b) }
