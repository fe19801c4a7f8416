package contact

import (
	"errors"
	"fmt"

	"coffer/vault"
)

// Meeting is what came of a card.
type Meeting struct {
	Contact Contact
	New     bool // was not known before
	Renewed bool // the card is newer than the one that was known
	// Alike are the names of contacts that the card looks like, with other keys: an
	// alarm. None of them was changed.
	Alike []string
}

// Meet takes a card with a request: of ours ([Request]), under a name that the
// owner chose or the one on the card; or of theirs ([TheyAsk]), where a name that
// is taken gets a number. Whoever has the keys of a contact is that contact, and a
// newer card replaces the older. A card with other keys is a contact of its own,
// whatever it says.
//
// [ErrBlocked] when it belongs to somebody who is blocked, [ErrOther] for the
// owner's own, [ErrExists] when the name is taken, [ErrState] when the step cannot
// be.
func Meet(tx *vault.Tx, card Card, step Step, name string) (Meeting, error) {
	if step != Request && step != TheyAsk {
		return Meeting{}, fmt.Errorf("%w: %s", ErrState, step)
	}
	if err := notOwn(tx, card); err != nil {
		return Meeting{}, err
	}
	all, err := List(tx)
	if err != nil {
		return Meeting{}, err
	}
	v := Judge(card, all)
	if v.Blocked != nil {
		return Meeting{Contact: *v.Blocked}, ErrBlocked
	}
	m := Meeting{New: v.Known == nil}
	for _, c := range v.Claims {
		m.Alike = append(m.Alike, c.Name)
	}
	if m.New {
		m.Contact, err = newcomer(tx, card, v, step, name)
	} else {
		m.Contact = *v.Known
		m.Renewed = card.Number() > v.Known.Card.Number()
		if m.Renewed {
			err = m.Contact.Renew(card)
		}
		if name != "" {
			m.Contact.Name = name
		}
	}
	if err == nil {
		err = m.Contact.Step(step, tx.Now())
	}
	if err != nil {
		return m, err
	}
	return m, Put(tx, &m.Contact)
}

// notOwn refuses a card with either of the owner's own keys.
func notOwn(tx *vault.Tx, card Card) error {
	o, err := ReadOwn(tx)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	defer o.Wipe()
	own := Contact{Card: Card{c: wireCard{Keys: o.Public()}}}
	if own.sharesKey(card) {
		return fmt.Errorf("%w: your own", ErrOther)
	}
	return nil
}

func newcomer(tx *vault.Tx, card Card, v Verdict, step Step, name string) (Contact, error) {
	c := Contact{Name: name, Card: card}
	for _, other := range v.Claims[:min(len(v.Claims), maxClaimed)] {
		c.Claims = append(c.Claims, other.ID)
	}
	if name == "" {
		c.Name = card.Name()
	}
	if step == Request {
		return c, nil
	}
	free, err := FreeName(tx, c.Name)
	c.Name = free
	return c, err
}
