package post

import (
	"bytes"
	"encoding/binary"
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
	var object bytes.Buffer
	w, err := to.Encrypt(&object)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	return object.Bytes(), err
}

// padded is a length of four bytes, the signed envelope, and zeros.
func padded(s Signed) ([]byte, error) {
	body, err := codec.Marshal(s)
	if err != nil {
		return nil, err
	}
	n := (4 + len(body) + class - 1) / class * class
	if n > MaxEnvelope {
		return nil, ErrTooLarge
	}
	plain := make([]byte, 4, n)
	binary.BigEndian.PutUint32(plain, uint32(len(body)))
	return append(plain, body...)[:n], nil
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
	if len(plain) < 4 || len(plain) > MaxEnvelope || len(plain)%class != 0 {
		return s, ErrMalformed
	}
	n := binary.BigEndian.Uint32(plain)
	if uint64(n) > uint64(len(plain)-4) {
		return s, ErrMalformed
	}
	body, rest := plain[4:4+n], plain[4+n:]
	if len(rest) >= class || len(bytes.Trim(rest, "\x00")) != 0 || codec.UnmarshalCanonical(body, &s) != nil {
		return Signed{}, ErrMalformed
	}
	return s, nil
}
