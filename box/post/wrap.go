package post

import (
	"bytes"
	"io"

	"coffer/box/contact"
	"coffer/vault/codec"
)

// Wrap encrypts a signed envelope to its receiver: the object that travels. Its
// length tells only how many times 4 KiB there are. Each call gives other bytes,
// so that an envelope that is sent again cannot be told from another one.
func Wrap(to contact.Public, s Signed) ([]byte, error) {
	plain, err := padded(s)
	if err != nil {
		return nil, err
	}
	return to.Wrap(plain)
}

// padded is the signed envelope as it is encrypted.
func padded(s Signed) ([]byte, error) {
	body, err := codec.Marshal(s)
	if err != nil {
		return nil, err
	}
	if contact.PaddedSize(len(body)) > MaxEnvelope {
		return nil, ErrTooLarge
	}
	return contact.Pad(body), nil
}

// Unwrap opens an object. Nobody has vouched for what it says yet: see
// [Signed.Unverified]. Errors: [ErrMalformed], also for an object that is
// encrypted to somebody else; [ErrTooLarge].
func Unwrap(id contact.Identity, object []byte) (Signed, error) {
	if len(object) > MaxObject {
		return Signed{}, ErrTooLarge
	}
	r, err := id.Decrypt(bytes.NewReader(object))
	if err != nil {
		return Signed{}, ErrMalformed
	}
	plain, err := io.ReadAll(io.LimitReader(r, MaxEnvelope+1))
	if err != nil {
		return Signed{}, ErrMalformed
	}
	return unpadded(plain)
}

func unpadded(plain []byte) (s Signed, err error) {
	body, ok := contact.Unpad(plain)
	if !ok || len(plain) > MaxEnvelope || codec.UnmarshalCanonical(body, &s) != nil {
		return Signed{}, ErrMalformed
	}
	return s, nil
}
