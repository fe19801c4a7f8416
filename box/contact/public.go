package contact

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"io"

	"filippo.io/age"

	"coffer/vault"
)

// Public is what others know of an identity.
type Public struct {
	_         struct{} `cbor:",toarray"`
	Recipient string   // an age recipient of the hybrid kind: age1pq1…
	Signing   ed25519.PublicKey
}

// Check refuses what are no keys of an identity, and signing keys for which
// anybody can sign. The error is an [ErrKeys]. Keys that come from outside pass
// here before they are used.
func (p Public) Check() error {
	if _, err := p.age(); err != nil {
		return err
	}
	if len(p.Signing) != ed25519.PublicKeySize || weak(p.Signing) {
		return fmt.Errorf("%w: the signing key", ErrKeys)
	}
	return nil
}

func (p Public) age() (*age.HybridRecipient, error) {
	if len(p.Recipient) > MaxCard {
		return nil, fmt.Errorf("%w: the recipient", ErrKeys)
	}
	r, err := age.ParseHybridRecipient(p.Recipient)
	if err != nil || r.String() != p.Recipient {
		return nil, fmt.Errorf("%w: the recipient", ErrKeys)
	}
	return r, nil
}

// Equal tells whether both keys are the same.
func (p Public) Equal(q Public) bool {
	return p.Recipient == q.Recipient && bytes.Equal(p.Signing, q.Signing)
}

// Verify tells whether the owner of these keys signed a message for a purpose:
// see [Identity.Sign].
func (p Public) Verify(context string, msg, sig []byte) bool {
	return len(p.Signing) == ed25519.PublicKeySize && ed25519.Verify(p.Signing, signed(context, msg), sig)
}

// Encrypt begins an age file that these keys alone open. The caller closes the
// writer; before that the file is not whole.
func (p Public) Encrypt(w io.Writer) (io.WriteCloser, error) {
	r, err := p.age()
	if err != nil {
		return nil, err
	}
	return age.Encrypt(w, r)
}

// Wrap returns an age file of a text that these keys alone open.
func (p Public) Wrap(plain []byte) ([]byte, error) {
	var file bytes.Buffer
	w, err := p.Encrypt(&file)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	return file.Bytes(), err
}

// Fingerprint names both keys at once.
func (p Public) Fingerprint() Fingerprint {
	return hash("identity", []byte(p.Recipient), p.Signing)
}

// Fingerprint is the hash that names an identity in everything that is signed.
type Fingerprint [32]byte

// String returns it as 64 hexadecimal digits.
func (f Fingerprint) String() string { return hex.EncodeToString(f[:]) }

// Short is a form for people to tell apart what a list shows: the first 80 bits
// as four groups. It is no proof of anything: a [SafetyNumber] is.
func (f Fingerprint) Short() string {
	s := vault.ID(f[:16]).String()
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:16]
}

// weak tells whether a signing key has a small order, so that a signature fits
// many messages and anybody can make it. These are all encodings of such points,
// but for the sign (libsodium, ge25519_has_small_order).
func weak(key ed25519.PublicKey) bool {
	k := bytes.Clone(key)
	k[31] &= 0x7f
	for _, bad := range [...]string{
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	} {
		if hex.EncodeToString(k) == bad {
			return true
		}
	}
	return false
}
