package contact

import (
	"encoding/hex"
	"fmt"
	"strings"

	"coffer/vault"
)

// Pointer names a card that lies in the post: short enough for a QR code on a
// terminal. Whoever has it knows where to look and, by the hash, that what they
// find there is the card that was meant.
type Pointer struct {
	Mailbox vault.ID // the introduction mailbox of the card
	Hash    [32]byte
}

const pointerPrefix = "coffer-card:"

// Pointer names this card.
func (c Card) Pointer() Pointer {
	return Pointer{Mailbox: c.Mailbox(), Hash: hash("card pointer", c.raw)}
}

// String returns "coffer-card:", the mailbox, a colon and the hash.
func (p Pointer) String() string {
	return pointerPrefix + p.Mailbox.String() + ":" + hex.EncodeToString(p.Hash[:])
}

// ParsePointer reads what [Pointer.String] wrote, with blanks around it. The error
// is an [ErrPointer].
func ParsePointer(s string) (Pointer, error) {
	var p Pointer
	if len(s) > MaxPointer {
		return p, ErrPointer
	}
	s = strings.TrimSpace(s)
	mailbox, sum, ok := strings.Cut(strings.TrimPrefix(s, pointerPrefix), ":")
	id, err := vault.ParseID(mailbox)
	raw, herr := hex.DecodeString(sum)
	if !ok || err != nil || herr != nil || len(raw) != len(p.Hash) {
		return p, ErrPointer
	}
	found := Pointer{Mailbox: id, Hash: [32]byte(raw)}
	if id.IsZero() || found.String() != s { // in upper case, or without its beginning
		return p, ErrPointer
	}
	return found, nil
}

// Check tells whether a card is the one that is meant: [ErrOther] for any other.
func (p Pointer) Check(c Card) error {
	if c.Pointer() != p {
		return fmt.Errorf("%w by the pointer", ErrOther)
	}
	return nil
}
