package app

import (
	"slices"

	"coffer/box/contact"
	"coffer/box/post"
	"coffer/box/seal"
	"coffer/internal/host"
	"coffer/vault"
)

// recipient is a contact that something is sealed for.
type recipient struct {
	seal.Person
	id     vault.ID
	circle vault.ID // by way of which they are reached, or zero
}

// recipients are the contacts that names and circles stand for, each once.
func (d *sealDesk) recipients(names []string) (to []recipient, err error) {
	members, err := findMembers(d.tx, names)
	if err != nil {
		return nil, err
	}
	circles, err := seal.ReadCircles(d.tx)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		ids, circle := []vault.ID{m.ID}, vault.ID{}
		if m.Circle {
			ids, circle = circles.Reach(m.ID), m.ID
		}
		for _, id := range ids {
			if slices.ContainsFunc(to, func(r recipient) bool { return r.id == id }) {
				continue
			}
			c, err := d.openContact("@" + id.String())
			if err != nil {
				return nil, err
			}
			to = append(to, recipient{seal.Person{Keys: c.Card.Public(), Name: c.Name}, id, circle})
		}
	}
	if len(to) == 0 {
		return nil, Fail(Refused, "coffer circle add puts somebody in", "there is nobody to seal it for")
	}
	return to, nil
}

// openContact finds a contact that something can be sent to.
func (d *sealDesk) openContact(name string) (Contact, error) {
	c, err := findContact(d.tx, name)
	if err == nil {
		err = mustTalk(&c)
	}
	return c, err
}

// custodians are those that an order names.
func (d *sealDesk) custodians(o SealOrder, to []recipient) (who []seal.Person, err error) {
	for _, name := range o.Custodians {
		if name == Self && slices.ContainsFunc(who, func(p seal.Person) bool { return p.Keys.Equal(d.own.Public()) }) {
			return nil, errTwice(Self)
		}
		if name == Self {
			who = append(who, seal.Person{Keys: d.own.Public(), Name: d.own.Card.Name()})
			continue
		}
		c, err := d.openContact(name)
		if err != nil {
			return nil, err
		}
		if c.State() != contact.Verified && !o.Unverified {
			return nil, orKeys(Fail(Refused, "coffer contact verify "+NameWord(c.Name)+" compares the safety number, --unverified goes on without",
				"custodian %q is not verified", host.Safe(c.Name)),
				"the contacts place compares the safety number, the last line goes on without")
		}
		if err := notInDrawer(d.tx, d.k.Desk, &c); err != nil {
			return nil, err
		}
		if slices.ContainsFunc(to, func(r recipient) bool { return r.id == c.ID }) {
			return nil, Fail(Refused, "choose other custodians", "%q is a recipient, and so cannot withhold it", host.Safe(c.Name))
		}
		if slices.ContainsFunc(who, func(p seal.Person) bool { return p.Keys.Equal(c.Card.Public()) }) {
			return nil, errTwice(c.Name)
		}
		who = append(who, seal.Person{Keys: c.Card.Public(), Name: c.Name})
	}
	return who, nil
}

func errTwice(name string) error {
	return Fail(Usage, "name each once", "custodian %q stands there twice", host.Safe(name))
}

// channel is the way to a contact.
func (d *sealDesk) channel(p seal.Person) (post.Mailbox, error) {
	return (&meeting{tx: d.tx, desk: d.k.Desk, own: d.own}).wayTo(p)
}
