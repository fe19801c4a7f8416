package vault

import (
	"encoding/base32"
	"errors"
	"io"
	"strings"
)

// ID names a vault, a box, a record or a keyslot: 16 random bytes. It says
// nothing about what it names, and nothing about the order of creation.
type ID [16]byte

// BoxZero is the unlisted box that holds what belongs to no other: settings
// and the log, the identity and the contacts.
var BoxZero ID

// ErrID reports text that is not an ID.
var ErrID = errors.New("not an id: 26 letters and digits are expected")

const crockford = "0123456789abcdefghjkmnpqrstvwxyz"

// String returns the ID as 26 characters of lower-case Crockford base32.
func (id ID) String() string { return idEncoding().EncodeToString(id[:]) }

// Short is the beginning of an ID, enough to name one among a person's own: 40 bits. It is for people to read and
// type after an @, and proves nothing.
func (id ID) Short() string { return id.String()[:8] }

// IsZero tells whether the ID is unset; [BoxZero] is the one use of that value.
func (id ID) IsZero() bool { return id == ID{} }

// ParseID reads what [ID.String] wrote, in either case; nothing else.
func ParseID(s string) (ID, error) {
	var id ID
	lower := strings.ToLower(s)
	if len(s) != 26 {
		return id, ErrID
	}
	b, err := idEncoding().DecodeString(lower)
	if err != nil || len(b) != len(id) {
		return id, ErrID
	}
	copy(id[:], b)
	if id.String() != lower { // the two bits beyond 128 must be zero
		return ID{}, ErrID
	}
	return id, nil
}

// NewID draws a fresh ID.
func NewID(rand io.Reader) (ID, error) {
	var id ID
	_, err := io.ReadFull(rand, id[:])
	return id, err
}

func idEncoding() *base32.Encoding {
	return base32.NewEncoding(crockford).WithPadding(base32.NoPadding)
}
