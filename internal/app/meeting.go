package app

import (
	"errors"

	"coffer/box/contact"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/vault"
)

// Two people become contacts over the post: one writes a request into the mailbox
// on the other's card and names a mailbox for the answer, the other accepts over
// the channel that the two mailboxes make. A channel belongs to its contact by its
// scope. It is closed when the contact ends, and still read then, since what was
// agreed before outlives the contact; whoever connects again gets another one.

// meeting is what the owner and a contact do over the post, in one transaction.
type meeting struct {
	tx   *vault.Tx
	desk *post.VaultDesk
	own  contact.Own
	say  func(Notice) // of what others did
}

// introduce makes sure that the owner's card says what they say of themselves now.
func (m *meeting) introduce() error {
	s, err := readOwner(m.tx)
	if err == nil {
		err = nameForCard(s)
	}
	if err != nil {
		return err
	}
	own, err := contact.Introduce(m.tx, s.Name, s.Email)
	if err == nil {
		defer own.Wipe() // the keys are those of m.own, which others are using
		m.own.Mailbox, m.own.Card, m.own.Shown = own.Mailbox, own.Card, own.Shown
	}
	return err
}

// channel finds the channel of a contact that is in use.
func (m *meeting) channel(c *Contact) (ch post.Channel, found bool, err error) {
	all, err := m.desk.Channels()
	for _, other := range all {
		if other.Scope == c.ID && other.Kinds == post.OfContact && !other.Closed {
			ch, found = other, true
		}
	}
	return ch, found, err
}

// wayTo is the mailbox of the channel to a contact who can be written to.
func (m *meeting) wayTo(p matter.Person) (in post.Mailbox, err error) {
	all, err := contact.List(m.tx)
	if err != nil {
		return in, err
	}
	for i := range all {
		if !all[i].Card.Public().Equal(p.Keys) {
			continue
		}
		ch, ok, err := m.channel(&all[i])
		if err != nil {
			return in, err
		}
		if ok && !ch.Out.IsZero() {
			return ch.In, nil
		}
	}
	return in, errNoWay(p.Name)
}

// open makes a channel; out is zero as long as the contact has not named a mailbox.
func (m *meeting) open(c *Contact, out post.Mailbox) (post.Channel, error) {
	in, err := post.NewMailbox(m.tx.Rand())
	if err != nil {
		return post.Channel{}, err
	}
	ch := post.Channel{Peer: c.Card.Public(), In: in, Out: out, Scope: c.ID, Kinds: post.OfContact}
	return ch, m.desk.PutChannel(ch)
}

// close sends nothing over a channel any more.
func (m *meeting) close(in post.Mailbox) error {
	ch, err := m.desk.Channel(in)
	if err != nil {
		return err
	}
	ch.Closed = true
	return m.desk.PutChannel(ch)
}

// part closes the channel of a contact, if there is one, after a last word, if
// that can be said: a contact that has named no mailbox yet cannot be told.
func (m *meeting) part(c *Contact, kind string) error {
	if err := m.unask(c); err != nil {
		return err
	}
	ch, ok, err := m.channel(c)
	if err != nil || !ok {
		return err
	}
	if kind == contact.KindEnd && ch.Sent.Seq == 0 && ch.Taken.Seq == 0 {
		kind = contact.KindRefuse // they asked, and do not know yet where we read what they acknowledge
	}
	if kind != "" && !ch.Out.IsZero() {
		if err := m.send(ch, kind); err != nil {
			return err
		}
	}
	return m.close(ch.In)
}

// send says one of the words of contacts over a channel.
func (m *meeting) send(ch post.Channel, kind string) error {
	body, err := m.body(ch, kind)
	if err != nil {
		return err
	}
	_, err = post.Send(m.desk, m.own.Identity, ch.In, post.Letter{Kind: kind, Body: body})
	return err
}

func (m *meeting) body(ch post.Channel, kind string) ([]byte, error) {
	a := contact.Answer{Card: m.own.Card, Mailbox: vault.ID(ch.In)}
	switch kind {
	case contact.KindAccept:
		return a.Accept()
	case contact.KindRefuse:
		return a.Refuse()
	case contact.KindCard:
		return contact.NewerCardBytes(m.own.Card)
	}
	return contact.EndBytes()
}

// ask writes what follows from a request of the owner's: a request, or the
// acceptance of theirs.
func (m *meeting) ask(c *Contact, message string) error {
	ch, ok, err := m.channel(c)
	switch {
	case err != nil:
		return err
	case !ok:
		if ch, err = m.open(c, post.Mailbox{}); err != nil {
			return err
		}
	case !ch.Out.IsZero() && ch.Sent.Seq > 0: // they were answered, or told
		return nil
	case !ch.Out.IsZero():
		return m.send(ch, contact.KindAccept)
	}
	if err := m.unask(c); err != nil {
		return err
	}
	body, err := contact.Approach{Card: m.own.Card, Mailbox: vault.ID(ch.In), Message: message}.Bytes()
	if err != nil {
		return err
	}
	return post.Introduce(m.desk, m.tx.Rand(), m.own.Identity, c.Card.Public(), post.Mailbox(c.Card.Mailbox()), ch.In,
		post.Letter{Kind: contact.KindRequest, Body: body})
}

// unask takes back requests to a contact: one that has left is not put again.
func (m *meeting) unask(c *Contact) error {
	return m.desk.EachOutgoing(func(o post.Outgoing) error {
		if o.At.IsZero() || !o.To.Equal(c.Card.Public()) {
			return nil
		}
		return m.desk.DropOutgoing(o.Slot)
	})
}

// accept answers what a contact asked.
func (m *meeting) accept(c *Contact) error {
	if err := m.introduce(); err != nil {
		return err
	}
	ch, ok, err := m.channel(c)
	if err != nil {
		return err
	}
	if !ok || ch.Out.IsZero() {
		return Fail(Refused, "coffer contact request asks them", "there is no request of %q to answer", c.Name)
	}
	return m.send(ch, contact.KindAccept)
}

// dropped tells whether a step of theirs cannot be, so that what they wrote
// changes nothing: they are blocked, or things have gone on.
func dropped(err error) bool {
	return errors.Is(err, contact.ErrBlocked) || errors.Is(err, contact.ErrState)
}
