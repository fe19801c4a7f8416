package contact

import "slices"

// Verdict is what a card from outside means for the contacts that are there.
type Verdict struct {
	// Known is the contact with the same keys.
	Known *Contact
	// Blocked is a blocked contact that the card belongs to: by its keys, one of
	// them, or its e-mail address.
	Blocked *Contact
	// Claims are contacts that people would take the card for, though its keys are
	// others: the same name or address, or one of their two keys. That is an alarm:
	// somebody has new keys, or somebody else uses the name.
	Claims []*Contact
}

// Judge compares a card with all contacts. Nothing that it finds changes one.
func Judge(card Card, all []Contact) Verdict {
	var v Verdict
	for i := range all {
		c := &all[i]
		if v.Blocked == nil && c.State() == Blocked && c.belongs(card) {
			v.Blocked = c
		}
		switch {
		case c.Card.Public().Equal(card.Public()):
			v.Known = c
		case c.resembles(card):
			v.Claims = append(v.Claims, c)
		}
	}
	if v.Known != nil { // who has the keys may be called as they like
		v.Claims = slices.DeleteFunc(v.Claims, func(c *Contact) bool { return !c.sharesKey(card) })
	}
	return v
}

// belongs tells whether a card is of somebody who was blocked.
func (c *Contact) belongs(card Card) bool {
	return c.sharesKey(card) || c.sharesEmail(card)
}

func (c *Contact) resembles(card Card) bool {
	return c.sharesKey(card) || c.sharesEmail(card) || Alike(c.Name, card.Name()) || Alike(c.Card.Name(), card.Name())
}

func (c *Contact) sharesKey(card Card) bool {
	have, other := c.Card.Public(), card.Public()
	return have.Recipient == other.Recipient || have.Signing.Equal(other.Signing)
}

// sharesEmail also knows the addresses that the contact had before.
func (c *Contact) sharesEmail(card Card) bool {
	return card.Email() != "" && slices.ContainsFunc(c.emails(), func(e string) bool { return Alike(e, card.Email()) })
}
