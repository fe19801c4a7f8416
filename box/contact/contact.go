package contact

import (
	"fmt"
	"slices"
	"time"

	"coffer/vault"
	"coffer/vault/codec"
)

// Contact is another person.
type Contact struct {
	ID       vault.ID
	Name     string // what the owner calls them: unique in the vault
	Card     Card   // the newest one that was taken
	Standing Standing
	Since    time.Time // of the state
	Compared time.Time // when the safety number was compared; zero: not, or it was doubted
	// Claims are contacts that this one looks like, with other keys: see [Judge].
	// They stand until the owner is sure of this contact.
	Claims []vault.ID
	// Emails are the addresses of former cards, the newest first: a block knows
	// them, too.
	Emails []string
	// Said is what they wrote with their last request.
	Said string
}

// State is how they stand to us.
func (c *Contact) State() State { return c.Standing.State }

// Fingerprint names their keys.
func (c *Contact) Fingerprint() Fingerprint { return c.Card.Fingerprint() }

// Step moves the contact by a step: see [Standing.Step]. Whoever is compared, or
// accepted, is no alarm any more.
func (c *Contact) Step(step Step, now time.Time) error {
	next, err := c.Standing.Step(step)
	if err != nil {
		return err
	}
	if next.State != c.Standing.State {
		c.Since = now
	}
	switch {
	case step == Compare:
		c.Compared, c.Claims = now, nil
	case step == Doubt:
		c.Compared = time.Time{}
	case step == Accept:
		c.Claims = nil
	}
	c.Standing = next
	return nil
}

// Renew takes a newer card of the same keys: name and address on it may be others.
// The name that the owner gave stays. [ErrOther] for other keys, [ErrOlder] for a
// card that is not newer; the same card again is nothing.
func (c *Contact) Renew(card Card) error {
	switch {
	case !card.Public().Equal(c.Card.Public()):
		return fmt.Errorf("%w: its keys are others", ErrOther)
	case card.Equal(c.Card):
		return nil
	case card.Number() <= c.Card.Number():
		return ErrOlder
	}
	if old := c.Card.Email(); old != "" && !Alike(old, card.Email()) {
		c.Emails = slices.Insert(c.Emails, 0, old)
		c.Emails = c.Emails[:min(len(c.Emails), maxEmails)]
	}
	c.Card = card
	return nil
}

// emails are all addresses that are known of them.
func (c *Contact) emails() []string {
	if e := c.Card.Email(); e != "" {
		return append([]string{e}, c.Emails...)
	}
	return c.Emails
}

type wireContact struct {
	_        struct{} `cbor:",toarray"`
	Name     string
	Card     []byte
	State    uint8
	Since    uint64
	Compared uint64
	Claims   []vault.ID
	Emails   []string
	Said     string
}

func (c *Contact) encode() ([]byte, error) {
	w := wireContact{
		Name: c.Name, Card: c.Card.Bytes(), State: uint8(c.State()), Since: codec.Seconds(c.Since), Compared: codec.Seconds(c.Compared),
		Said: c.Said,
	}
	if len(c.Claims) > 0 { // an empty list is null
		w.Claims = c.Claims
	}
	if len(c.Emails) > 0 {
		w.Emails = c.Emails
	}
	return codec.Marshal(w)
}

// decodeContact reads a record. The vault vouches for it: the card's signature is
// not checked again.
func decodeContact(id vault.ID, plain []byte) (Contact, error) {
	var w wireContact
	if len(plain) > maxContact {
		return Contact{}, malformed("a contact", ErrBound)
	}
	if err := codec.UnmarshalCanonical(plain, &w); err != nil {
		return Contact{}, malformed("a contact", err)
	}
	card, _, _, err := decodeCard(w.Card)
	if err != nil {
		return Contact{}, malformed("a contact", err)
	}
	name, err := CleanName(w.Name)
	if said, bad := CleanMessage(w.Said); bad != nil || said != w.Said {
		return Contact{}, malformed("a contact", ErrBound)
	}
	if err != nil || name != w.Name || State(w.State) == Unknown || State(w.State) > Blocked ||
		max(w.Since, w.Compared) > maxSeconds || len(w.Claims) > maxClaimed || len(w.Emails) > maxEmails {
		return Contact{}, malformed("a contact", ErrBound)
	}
	return Contact{
		ID: id, Name: w.Name, Card: card, Standing: Standing{State(w.State), w.Compared != 0},
		Since: codec.Moment(w.Since), Compared: codec.Moment(w.Compared), Claims: w.Claims, Emails: w.Emails,
		Said: w.Said,
	}, nil
}
