package contact

import (
	"bytes"
	"encoding/hex"
	"io"

	"coffer/vault/secret"
)

// A card that is pointed to lies in the post under a name, and encrypted under a
// key, that both follow from the pointer's hash: whoever has the pointer finds and
// reads it, and whoever runs the post learns neither name nor keys from it.

// MaxPlaced bounds the object, in bytes.
const MaxPlaced = 2*Class + 4096

// Object is the name of the object in the post. Its second part is no id, so that
// whoever reads the mailbox passes over it.
func (p Pointer) Object() string {
	name := hash("card object", p.Hash[:])
	return p.Mailbox.String() + "/" + hex.EncodeToString(name[:])
}

func (p Pointer) opening() (secret.Key, error) {
	key := hash("card opening", p.Hash[:])
	defer clear(key[:])
	return secret.KeyFrom(key[:])
}

// Place returns the object of a card.
func (p Pointer) Place(c Card) ([]byte, error) {
	if err := p.Check(c); err != nil {
		return nil, err
	}
	key, err := p.opening()
	if err != nil {
		return nil, err
	}
	defer key.Wipe()
	recipient, err := OpeningRecipient(key)
	if err != nil {
		return nil, err
	}
	return Public{Recipient: recipient}.Wrap(Pad(c.raw))
}

// Find reads the card that lies there, and refuses any other: [ErrOther].
func (p Pointer) Find(object []byte) (Card, error) {
	if len(object) > MaxPlaced {
		return Card{}, ErrOther
	}
	key, err := p.opening()
	if err != nil {
		return Card{}, err
	}
	defer key.Wipe()
	r, err := DecryptOpening(key, bytes.NewReader(object))
	if err != nil {
		return Card{}, ErrOther
	}
	plain, err := io.ReadAll(io.LimitReader(r, 2*Class+1))
	if err != nil {
		return Card{}, ErrOther
	}
	raw, ok := Unpad(plain)
	if !ok {
		return Card{}, ErrOther
	}
	c, err := ParseCard(raw)
	if err != nil {
		return Card{}, ErrOther
	}
	return c, p.Check(c)
}
