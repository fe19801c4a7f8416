package app

import (
	"context"
	"errors"
	"fmt"

	"coffer/box/contact"
	"coffer/internal/host"
	"coffer/ticket"
	"coffer/vault"
)

// ContactInfo is a contact with what the vault knows around them.
type ContactInfo struct {
	Contact
	// Alike are the names of the contacts that this one looks like, with other keys.
	Alike []string
	// Safety is the safety number with the owner; empty while the owner has no
	// identity.
	Safety string
}

// Contacts lists all contacts by name, without safety numbers.
func (a *App) Contacts(ctx context.Context) (all []ContactInfo, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		contacts, err := contact.List(tx)
		if err != nil {
			return err
		}
		names := make(map[ID]string, len(contacts))
		for i := range contacts {
			names[contacts[i].ID] = contacts[i].Name
		}
		for _, c := range contacts {
			all = append(all, ContactInfo{Contact: c, Alike: claimed(&c, names)})
		}
		return nil
	})
	return all, err
}

// claimed names the contacts that one looks like; those that are gone are nobody.
func claimed(c *Contact, names map[ID]string) (found []string) {
	for _, id := range c.Claims {
		if name := names[id]; name != "" {
			found = append(found, name)
		}
	}
	return found
}

// ContactNames lists the names alone; the companion tier is enough.
func (a *App) ContactNames(ctx context.Context) (all []string, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		names, err := contact.Names(tx)
		for _, n := range names {
			all = append(all, n.Name)
		}
		return err
	})
	return all, err
}

// Contact finds a contact by name or @ID.
func (a *App) Contact(ctx context.Context, name string) (info ContactInfo, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		c, err := findContact(tx, name)
		if err != nil {
			return err
		}
		names, err := contact.Names(tx)
		if err != nil {
			return err
		}
		byID := make(map[ID]string, len(names))
		for _, n := range names {
			byID[n.ID] = n.Name
		}
		info = ContactInfo{Contact: c, Alike: claimed(&c, byID)}
		own, err := contact.ReadOwn(tx)
		if errors.Is(err, contact.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		defer own.Wipe()
		info.Safety = contact.SafetyNumber(own.Public(), c.Card.Public())
		return nil
	})
	return info, err
}

func findContact(tx *vault.Tx, name string) (Contact, error) {
	c, err := contact.Find(tx, name)
	return c, likeContact(tx, name, listed(err, "coffer contact ls"))
}

// mustTalk refuses a contact to whom nothing can be sent.
func mustTalk(c *Contact) error {
	if c.State().Open() {
		return nil
	}
	return Fail(Refused, "coffer contact request asks them to connect, coffer contact accept answers who asked",
		"you and %q are not connected: the contact is %s", host.Safe(c.Name), c.State())
}

// errNoWay is about a contact who has not named a mailbox yet.
func errNoWay(name string) error {
	return &Error{Kind: Refused, What: fmt.Sprintf("there is no way to %q yet", host.Safe(name)), Hint: "coffer sync, and then try again", Err: ticket.ErrNoWay}
}

// changeContact reads a contact, changes it and writes it back.
func (a *App) changeContact(ctx context.Context, action, name string, change func(*vault.Tx, *Contact) error) (c Contact, err error) {
	err = a.update(ctx, action, name, func(tx *vault.Tx) error {
		if c, err = findContact(tx, name); err != nil {
			return err
		}
		if err := change(tx, &c); err != nil {
			return err
		}
		return contact.Put(tx, &c)
	})
	return c, err
}

// RenameContact gives a contact another name in this vault.
func (a *App) RenameContact(ctx context.Context, name, to string) (Contact, error) {
	return a.changeContact(ctx, "contact.rename", name, func(_ *vault.Tx, c *Contact) error {
		c.Name = to
		return nil
	})
}

// UnblockContact takes that back; the two are not connected then.
func (a *App) UnblockContact(ctx context.Context, name string) (Contact, error) {
	return a.changeContact(ctx, "contact.unblock", name, func(tx *vault.Tx, c *Contact) error {
		return c.Step(contact.Unblock, tx.Now())
	})
}
