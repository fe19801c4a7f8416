package hold

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"

	"coffer/vault/codec"
)

// signedEvent is how an event travels.
type signedEvent struct {
	_         struct{} `cbor:",toarray"`
	Version   uint8
	Kind      Kind
	Body      []byte
	Signature [ed25519.SignatureSize]byte
}

// Unverified is an event of the right shape, by whoever it was.
type Unverified struct {
	event Event
	wire  signedEvent
	bytes []byte
}

// Verified is an event that one of the parties has signed and may say. Only
// [Unverified.Verify] and [Sign] make one.
type Verified struct {
	id    Hash
	event Event
	bytes []byte
}

// ID is the hash of what was signed.
func (v Verified) ID() Hash { return v.id }

// Event returns the event itself, a pointer to one of the types. Do not change
// it.
func (v Verified) Event() Event { return v.event }

// Bytes returns the event as it travels. Do not change them.
func (v Verified) Bytes() []byte { return v.bytes }

// Parse looks at the shape alone.
func Parse(data []byte) (Unverified, error) {
	if len(data) > MaxEvent {
		return Unverified{}, fmt.Errorf("%w: too long", ErrEvent)
	}
	u := Unverified{bytes: bytes.Clone(data)}
	if err := codec.UnmarshalCanonical(data, &u.wire); err != nil {
		return Unverified{}, fmt.Errorf("%w: %w", ErrEvent, err)
	}
	if u.wire.Version != version {
		return Unverified{}, fmt.Errorf("%w: unknown version %d", ErrEvent, u.wire.Version)
	}
	if u.event = blank(u.wire.Kind); u.event == nil {
		return Unverified{}, fmt.Errorf("%w: unknown kind", ErrEvent)
	}
	if err := codec.UnmarshalCanonical(u.wire.Body, u.event); err != nil {
		return Unverified{}, fmt.Errorf("%w: %s: %w", ErrEvent, u.wire.Kind, err)
	}
	if err := checkShape(u.event); err != nil {
		return Unverified{}, err
	}
	return u, nil
}

// UnverifiedMatter names the matter, so that its policy can be found.
func (u Unverified) UnverifiedMatter() Hash {
	if u.event == nil {
		return Hash{}
	}
	matter, _ := u.event.About()
	return matter
}

// UnverifiedKind says what it claims to be.
func (u Unverified) UnverifiedKind() Kind { return u.wire.Kind }

// Verify checks that the event is of this matter, and signed by somebody who
// may say that.
func (u Unverified) Verify(p Policy) (Verified, error) {
	if u.event == nil {
		return Verified{}, fmt.Errorf("%w: empty", ErrEvent)
	}
	matter, author := u.event.About()
	if !holds(guardMatter, matter == p.Matter()) {
		return Verified{}, fmt.Errorf("%w: %s", ErrMatter, u.wire.Kind)
	}
	if !holds(guardAuthor, p.Roles(author).Is(u.event.authors())) {
		return Verified{}, fmt.Errorf("%w: %s", ErrAuthor, u.wire.Kind)
	}
	if !holds(guardHeard, p.hears(u.event)) {
		return Verified{}, fmt.Errorf("%w: %s in a matter of another kind", ErrAuthor, u.wire.Kind)
	}
	key, said := p.key(author), toSign(u.wire.Kind, u.wire.Body)
	if !holds(guardSignature, ed25519.Verify(key[:], said, u.wire.Signature[:])) {
		return Verified{}, fmt.Errorf("%w: %s", ErrSignature, u.wire.Kind)
	}
	return Verified{id: sha256.Sum256(said), event: u.event, bytes: u.bytes}, nil
}

// Sign makes an event of what its author says. The signature comes from sign,
// which knows the author's key. Whether it should be said now is asked of
// [State.Permits].
func Sign(p Policy, e Event, sign func(message []byte) ([]byte, error)) (Verified, error) {
	if err := checkShape(e); err != nil {
		return Verified{}, err
	}
	body, err := codec.Marshal(e)
	if err != nil {
		return Verified{}, err
	}
	signature, err := sign(toSign(e.Kind(), body))
	if err != nil {
		return Verified{}, err
	}
	w := signedEvent{Version: version, Kind: e.Kind(), Body: body}
	if copy(w.Signature[:], signature) != len(signature) {
		return Verified{}, fmt.Errorf("%w: wrong length", ErrSignature)
	}
	data, err := codec.Marshal(w)
	if err != nil {
		return Verified{}, err
	}
	u, err := Parse(data)
	if err != nil {
		return Verified{}, err
	}
	return u.Verify(p)
}

// toSign is what is signed, and what an event's id is the hash of.
func toSign(k Kind, body []byte) []byte {
	return append([]byte("coffer/1 hold "+string(k)+"\x00"), body...)
}
