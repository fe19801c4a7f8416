package contact

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"golang.org/x/text/unicode/norm"

	"coffer/internal/plain"
	"coffer/vault"
	"coffer/vault/codec"
)

// The kinds of envelopes by which two people become contacts, end it, and show each
// other a newer card. A request comes as an introduction, all else over the channel of the contact.
const (
	KindRequest = "contact.request"
	KindAccept  = "contact.accept"
	KindRefuse  = "contact.refuse"
	KindEnd     = "contact.end"
	KindCard    = "contact.card"

	// KindRecovered tells that trustees brought the sender's vault back: whoever asked
	// them speaks with the sender's keys now.
	KindRecovered = "contact.recovered"
)

// ErrLetter is in the error of what is not the body of such an envelope.
var ErrLetter = errors.New("not a message between contacts, or of a newer version")

// letterVersion is that of all bodies.
const letterVersion = 1

// Approach is what a request says.
type Approach struct {
	Card    Card     // the sender's
	Mailbox vault.ID // in which the sender looks for the answer
	Message string   // for the one who is asked; may be empty
}

type wireApproach struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Card    []byte
	Mailbox [16]byte
	Message string
}

// Bytes is the body as it travels. [ErrBound] for a message that cannot be.
func (a Approach) Bytes() ([]byte, error) {
	message, err := CleanMessage(a.Message)
	if err != nil {
		return nil, err
	}
	return codec.Marshal(wireApproach{Version: letterVersion, Card: a.Card.Bytes(), Mailbox: a.Mailbox, Message: message})
}

// ParseApproach reads the body of a request. Its card is checked; whether it is
// that of the envelope's sender is not.
func ParseApproach(body []byte) (a Approach, err error) {
	var w wireApproach
	if err := codec.UnmarshalCanonical(body, &w); err != nil || w.Version != letterVersion {
		return a, ErrLetter
	}
	if message, err := CleanMessage(w.Message); err != nil || message != w.Message {
		return a, fmt.Errorf("%w: its text", ErrLetter)
	}
	a = Approach{Mailbox: w.Mailbox, Message: w.Message}
	a.Card, err = letterCard(w.Card, a.Mailbox)
	return a, err
}

// Answer is what accepts a request, or refuses it: then there is no card in it.
type Answer struct {
	Card    Card
	Mailbox vault.ID // in which whoever answers reads the channel
}

type wireAccept struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Card    []byte
	Mailbox [16]byte
}

type wireRefuse struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Mailbox [16]byte
}

type wireEnd struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
}

// Accept is the body of an acceptance.
func (a Answer) Accept() ([]byte, error) {
	return codec.Marshal(wireAccept{Version: letterVersion, Card: a.Card.Bytes(), Mailbox: a.Mailbox})
}

// Refuse is the body of a refusal.
func (a Answer) Refuse() ([]byte, error) {
	return codec.Marshal(wireRefuse{Version: letterVersion, Mailbox: a.Mailbox})
}

// ParseAccept reads the body of an acceptance. Its card is checked; whether it is
// that of the envelope's sender is not.
func ParseAccept(body []byte) (a Answer, err error) {
	var w wireAccept
	if err := codec.UnmarshalCanonical(body, &w); err != nil || w.Version != letterVersion {
		return a, ErrLetter
	}
	a.Mailbox = w.Mailbox
	a.Card, err = letterCard(w.Card, a.Mailbox)
	return a, err
}

// ParseRefuse reads the body of a refusal.
func ParseRefuse(body []byte) (a Answer, err error) {
	var w wireRefuse
	if err := codec.UnmarshalCanonical(body, &w); err != nil || w.Version != letterVersion || w.Mailbox == [16]byte{} {
		return a, ErrLetter
	}
	return Answer{Mailbox: w.Mailbox}, nil
}

// EndBytes is the body of what ends a contact.
func EndBytes() ([]byte, error) { return codec.Marshal(wireEnd{Version: letterVersion}) }

// ParseEnd reads the body of what ends a contact.
func ParseEnd(body []byte) error {
	var w wireEnd
	if err := codec.UnmarshalCanonical(body, &w); err != nil || w.Version != letterVersion {
		return ErrLetter
	}
	return nil
}

type wireNewer struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Card    []byte
}

// NewerCardBytes is the body of what shows a newer card.
func NewerCardBytes(c Card) ([]byte, error) {
	return codec.Marshal(wireNewer{Version: letterVersion, Card: c.Bytes()})
}

// ParseNewerCard reads that body. The card is checked; whether it is that of the
// envelope's sender, and newer, is not: see [Contact.Renew].
func ParseNewerCard(body []byte) (Card, error) {
	var w wireNewer
	if err := codec.UnmarshalCanonical(body, &w); err != nil || w.Version != letterVersion {
		return Card{}, ErrLetter
	}
	card, err := ParseCard(w.Card)
	if err == nil && !bytes.Equal(card.Bytes(), w.Card) {
		err = ErrLetter
	}
	return card, err
}

type wireRecovered struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	At      int64 // Unix seconds
}

// RecoveredBytes is the body of what tells that a vault was recovered.
func RecoveredBytes(at time.Time) ([]byte, error) {
	return codec.Marshal(wireRecovered{Version: letterVersion, At: at.Unix()})
}

// ParseRecovered reads that body: when it was, as the sender's clock said.
func ParseRecovered(body []byte) (at time.Time, err error) {
	var w wireRecovered
	if err := codec.UnmarshalCanonical(body, &w); err != nil || w.Version != letterVersion {
		return at, ErrLetter
	}
	return time.Unix(w.At, 0).UTC(), nil
}

// letterCard reads a card in a body, in its one form there, and looks that the
// mailbox beside it is one.
func letterCard(data []byte, mailbox vault.ID) (Card, error) {
	card, err := ParseCard(data)
	if err != nil {
		return Card{}, err
	}
	if !bytes.Equal(card.Bytes(), data) || mailbox.IsZero() {
		return Card{}, ErrLetter
	}
	return card, nil
}

// CleanMessage returns the text of a request in NFC: at most [MaxMessage] bytes, on
// one line, of characters that show.
func CleanMessage(s string) (string, error) {
	s = norm.NFC.String(s)
	if len(s) > MaxMessage {
		return "", bound("the message is longer than %d bytes", MaxMessage)
	}
	if !plain.Shows(s) {
		return "", bound("the message holds characters that do not show; it is one line")
	}
	return s, nil
}
