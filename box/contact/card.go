package contact

import (
	"bytes"
	"fmt"
	"time"

	"coffer/vault"
	"coffer/vault/codec"
)

// Card is how somebody introduces themselves. A value that is not zero comes from
// [NewCard], [ParseCard] or the vault: it is within bounds and its signature fits.
// That proves that whoever has the keys wrote it, and nothing about who that is.
type Card struct {
	c   wireCard
	raw []byte
}

// wireCard is what is signed. Rules for changing it: a new element or meaning is
// a new version; a reader refuses versions that it does not know.
type wireCard struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	Name    string
	Email   string
	Keys    Public
	Mailbox [16]byte
	Number  uint64
	Time    int64
}

// wireSigned is a card as it travels.
type wireSigned struct {
	_         struct{} `cbor:",toarray"`
	Card      []byte
	Signature []byte
}

const (
	cardVersion = 1
	cardPurpose = "card"
)

// Draft is what a card says beside the keys.
type Draft struct {
	Name    string
	Email   string   // may be empty
	Mailbox vault.ID // where others may put their request
	Number  uint64   // from 1 on; higher with each change
	Time    time.Time
}

// NewCard makes and signs a card. [ErrBound] for what cannot stand on one.
func NewCard(id Identity, d Draft) (Card, error) {
	name, err := CleanName(d.Name)
	if err != nil {
		return Card{}, err
	}
	email, err := CleanEmail(d.Email)
	if err != nil {
		return Card{}, err
	}
	c := wireCard{Version: cardVersion, Name: name, Email: email, Keys: id.Public(),
		Mailbox: d.Mailbox, Number: d.Number, Time: d.Time.Unix()}
	if err := c.check(); err != nil {
		return Card{}, err
	}
	body, err := codec.Marshal(c)
	if err != nil {
		return Card{}, err
	}
	raw, err := codec.Marshal(wireSigned{Card: body, Signature: id.Sign(cardPurpose, body)})
	if err != nil {
		return Card{}, err
	}
	return Card{c: c, raw: raw}, nil
}

// ParseCard reads a card, as bytes, as text or as [Card.Compact], and checks it. Errors are
// [ErrCard], [ErrKeys], [ErrBound] and [ErrForged], in this order of looking.
func ParseCard(data []byte) (Card, error) {
	if len(data) > MaxCardText {
		return Card{}, fmt.Errorf("%w: larger than %d bytes", ErrCard, MaxCardText)
	}
	data, err := unpack(data)
	if err != nil {
		return Card{}, err
	}
	card, body, signature, err := decodeCard(data)
	if err != nil {
		return Card{}, err
	}
	if err := card.c.Keys.Check(); err != nil {
		return Card{}, err
	}
	if err := card.c.check(); err != nil {
		return Card{}, err
	}
	if !card.c.Keys.Verify(cardPurpose, body, signature) {
		return Card{}, ErrForged
	}
	return card, nil
}

// unpack returns the bytes of a card that came in any of its forms.
func unpack(data []byte) ([]byte, error) {
	text := bytes.TrimSpace(data)
	switch {
	case bytes.HasPrefix(text, []byte(armourBegin)):
		return unarmour(text)
	case bytes.HasPrefix(text, []byte(compactBegin)):
		return uncompact(string(text))
	}
	return data, nil
}

// decodeCard looks at the shape alone. It keeps a copy of the bytes.
func decodeCard(data []byte) (card Card, body, signature []byte, err error) {
	var s wireSigned
	var c wireCard
	if len(data) > MaxCard {
		return card, nil, nil, fmt.Errorf("%w: larger than %d bytes", ErrCard, MaxCard)
	}
	if err := codec.UnmarshalCanonical(data, &s); err != nil {
		return card, nil, nil, fmt.Errorf("%w: %w", ErrCard, err)
	}
	if err := codec.UnmarshalCanonical(s.Card, &c); err != nil {
		return card, nil, nil, fmt.Errorf("%w: %w", ErrCard, err)
	}
	if c.Version != cardVersion {
		return card, nil, nil, fmt.Errorf("%w: of version %d; this program reads version %d", ErrCard, c.Version, cardVersion)
	}
	return Card{c: c, raw: bytes.Clone(data)}, s.Card, s.Signature, nil
}

// check holds the bounds of everything but the keys.
func (c wireCard) check() error {
	if name, err := CleanName(c.Name); err != nil || name != c.Name {
		return bound("the name on the card")
	}
	if email, err := CleanEmail(c.Email); err != nil || email != c.Email {
		return bound("the e-mail address on the card")
	}
	if vault.ID(c.Mailbox).IsZero() || c.Number == 0 || c.Number > MaxNumber || c.Time <= 0 || c.Time > maxSeconds {
		return bound("mailbox, number or time of the card")
	}
	return nil
}

// IsZero reports whether there is no card here.
func (c Card) IsZero() bool { return len(c.raw) == 0 }

// Name is what its owner calls themselves.
func (c Card) Name() string { return c.c.Name }

// Email is empty where its owner gave none.
func (c Card) Email() string { return c.c.Email }

// Public returns the keys.
func (c Card) Public() Public { return c.c.Keys }

// Fingerprint names the keys.
func (c Card) Fingerprint() Fingerprint { return c.c.Keys.Fingerprint() }

// Mailbox is where its owner looks for requests of people they do not know yet.
func (c Card) Mailbox() vault.ID { return c.c.Mailbox }

// Number is higher on a newer card of the same keys.
func (c Card) Number() uint64 { return c.c.Number }

// Time is when its owner says they made it; it decides nothing.
func (c Card) Time() time.Time { return time.Unix(c.c.Time, 0).UTC() }

// Bytes is the card as it travels. It is not to be changed.
func (c Card) Bytes() []byte { return c.raw }

// Text is the card as text, in lines, for a message or a file.
func (c Card) Text() string { return armour(c.raw) }

// Equal tells whether it is the same card.
func (c Card) Equal(d Card) bool { return bytes.Equal(c.raw, d.raw) }
