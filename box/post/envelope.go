package post

import (
	"crypto/sha256"

	"coffer/box/contact"
	"coffer/vault/codec"
)

// Envelope is what one party tells another. The signature covers all of it, the
// receiver too, so that nothing can be handed on as if it were meant for
// somebody else.
type Envelope struct {
	Kind     string
	From, To contact.Fingerprint
	// Seq numbers the envelopes of a channel from 1; 0 is outside of the
	// numbering. Prev is the ID of the one before, for the first of a channel
	// what [Mailbox.origin] says.
	Seq  uint64
	Prev ID
	// Time is when it was written, in Unix seconds, as the sender's clock says.
	// It is shown and decides nothing.
	Time int64
	Body []byte
}

// ID names an envelope: the hash of its signed bytes.
type ID [sha256.Size]byte

// Signed is an envelope in the bytes that are signed, with the signature.
type Signed struct {
	_         struct{} `cbor:",toarray"`
	Bytes     []byte
	Signature []byte
}

// wire is an envelope as it is signed.
type wire struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Kind    string
	From    [32]byte
	To      [32]byte
	Seq     uint64
	Prev    [32]byte
	Time    int64
	Body    []byte
}

// version is that of this page's envelopes. Another one is kept aside.
const version = 1

// signing is the context of signatures.
const signing = "envelope"

// Sign makes an envelope ready to be sent. Errors: [ErrTooLarge], [ErrKind].
func Sign(id contact.Identity, e Envelope) (Signed, error) {
	switch {
	case len(e.Body) > MaxBody:
		return Signed{}, ErrTooLarge
	case !validKind(e.Kind):
		return Signed{}, ErrKind
	}
	b, err := codec.Marshal(wire{
		Version: version, Kind: e.Kind, From: e.From, To: e.To, Seq: e.Seq, Prev: e.Prev, Time: e.Time, Body: e.Body,
	})
	if err != nil {
		return Signed{}, err
	}
	return Signed{Bytes: b, Signature: id.Sign(signing, b)}, nil
}

// ID names the envelope.
func (s Signed) ID() ID {
	h := sha256.New()
	h.Write([]byte("coffer/1 envelope id\x00"))
	h.Write(s.Bytes)
	return ID(h.Sum(nil))
}

// Unverified decodes what was signed, whoever signed it.
func (s Signed) Unverified() (Envelope, error) {
	var w wire
	if err := codec.UnmarshalCanonical(s.Bytes, &w); err != nil {
		if newer(s.Bytes) {
			return Envelope{}, ErrVersion
		}
		return Envelope{}, ErrMalformed
	}
	switch {
	case w.Version != version:
		return Envelope{}, ErrVersion
	case !validKind(w.Kind) || len(w.Body) > MaxBody:
		return Envelope{}, ErrMalformed
	}
	return Envelope{Kind: w.Kind, From: w.From, To: w.To, Seq: w.Seq, Prev: w.Prev, Time: w.Time, Body: w.Body}, nil
}

// Verify makes sure that the sender signed it.
func (s Signed) Verify(sender contact.Public) error {
	if !sender.Verify(signing, s.Bytes, s.Signature) {
		return ErrSignature
	}
	return nil
}

// newer tells whether bytes begin like an envelope of a later version: an array
// whose first element is a greater number.
func newer(b []byte) bool {
	if len(b) < 2 || b[0]>>5 != 4 { // major type array, RFC 8949
		return false
	}
	var v uint64
	_, err := codec.UnmarshalFirst(b[1:], &v)
	return err == nil && v > version
}

// validKind is lower-case letters and digits in parts that dots join.
func validKind(kind string) bool {
	if len(kind) == 0 || len(kind) > maxKind {
		return false
	}
	for i, c := range []byte(kind) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
		case c == '.' && i > 0 && i < len(kind)-1 && kind[i-1] != '.':
		default:
			return false
		}
	}
	return true
}
