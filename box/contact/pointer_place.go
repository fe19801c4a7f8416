package contact

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"io"

	"coffer/vault/secret"
)

// A card that is pointed to lies in the post under a name, and encrypted under a
// key, that both follow from the pointer's hash: whoever has the pointer finds and
// reads it, and whoever runs the post learns neither name nor keys from it.

// class is what the length of what is encrypted is a multiple of, as that of an
// envelope is: whoever sees it cannot tell the two apart.
const class = 4096

// MaxPlaced bounds the object, in bytes.
const MaxPlaced = 2*class + 4096

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
	var object bytes.Buffer
	w, err := Public{Recipient: recipient}.Encrypt(&object)
	if err != nil {
		return nil, err
	}
	n := (4 + len(c.raw) + class - 1) / class * class
	plain := binary.BigEndian.AppendUint32(make([]byte, 0, n), uint32(len(c.raw)))
	if _, err := w.Write(append(plain, c.raw...)[:n]); err != nil {
		return nil, err
	}
	err = w.Close()
	return object.Bytes(), err
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
	plain, err := io.ReadAll(io.LimitReader(r, 2*class+1))
	if err != nil || len(plain) < class {
		return Card{}, ErrOther
	}
	n := binary.BigEndian.Uint32(plain)
	if uint64(n) > uint64(len(plain)-4) {
		return Card{}, ErrOther
	}
	c, err := ParseCard(plain[4 : 4+n])
	if err != nil {
		return Card{}, ErrOther
	}
	return c, p.Check(c)
}
