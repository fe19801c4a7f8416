package app

import (
	"context"
	"errors"

	"coffer/box/contact"
	"coffer/box/post"
)

// What the owner says of themselves can change. Contacts are then sent the newer
// card, which has the same keys; what they call the owner is theirs and stays.

// advanceCard makes a newer card where the one there is says something else than
// the owner does, and sends it to the contacts.
func (s *syncing) advanceCard(context.Context, post.Look) error {
	return s.whereDue((*meeting).cardDue, func(m *meeting) error {
		if err := m.introduce(); err != nil {
			return err
		}
		s.own = m.own
		return m.showCard()
	})
}

// cardDue tells whether there is a card, and the owner says something else, or not all were shown it.
func (m *meeting) cardDue() (bool, error) {
	if m.own.Card.IsZero() {
		return false, nil
	}
	o, err := readOwner(m.tx)
	return err == nil && nameForCard(o) == nil && (!m.own.Introduced(o.Name, o.Email) || m.own.Shown < m.own.Card.Number()), err
}

// showCard sends the newest card to all contacts that one can write to.
func (m *meeting) showCard() error {
	all, err := contact.List(m.tx)
	if err != nil {
		return err
	}
	first := m.own.Card.Number() == 1 // they have that one
	for i := range all {
		ch, ok, err := m.channel(&all[i])
		if err != nil {
			return err
		}
		if first || !ok || ch.Out.IsZero() || !all[i].State().Open() {
			continue
		}
		if err := m.send(ch, contact.KindCard); err != nil {
			return err
		}
	}
	return contact.MarkShown(m.tx, &m.own)
}

// takeCard takes in a newer card of a contact. One with other keys is refused, and
// an alarm: nobody gets new keys by saying so.
func (m *meeting) takeCard(l post.Received) error {
	card, err := contact.ParseNewerCard(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	c, err := m.talking(l)
	if err != nil {
		return err
	}
	before := c.Card
	switch err := c.Renew(card); {
	case errors.Is(err, contact.ErrOlder):
		return nil
	case err != nil:
		return post.Refuse(err)
	}
	if before.Name() != card.Name() || before.Email() != card.Email() {
		m.say(Notice{Kind: "card", Contact: c.Name, Message: card.Name() + bracketedAddress(card.Email())})
	}
	return contact.Put(m.tx, &c)
}

func bracketedAddress(email string) string {
	if email == "" {
		return ""
	}
	return " <" + email + ">"
}
