package app

import (
	"errors"

	"coffer/box/contact"
	"coffer/box/post"
	"coffer/vault"
)

// maxAsking is how many people may wait for an answer of the owner: beyond that
// requests of people who were never contacts stay in the post until there is room.
// Whoever the owner asks, or knew before, is not crowded out by them.
const maxAsking = 64

// Why an envelope between contacts is not taken in.
var (
	errManyAsk  = errors.New("as many people ask already as may wait for an answer; accept or refuse some; it is tried again each day, or by sync --again")
	errNoCard   = errors.New("a request, while there is no card of one's own")
	errStranger = errors.New("an envelope of somebody who is no contact any more")
)

// takeRequest takes in a request. The card in it must be that of whoever signed
// it; what the card means is for [contact.Meet] to say.
func (m *meeting) takeRequest(l post.Received) error {
	a, err := contact.ParseApproach(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	if err := l.VerifyBy(a.Card.Public()); err != nil {
		return err
	}
	if m.own.Card.IsZero() {
		return post.Later(errNoCard)
	}
	met, err := contact.Meet(m.tx, a.Card, contact.TheyAsk, "")
	switch {
	case errors.Is(err, contact.ErrBlocked):
		return nil
	case errors.Is(err, contact.ErrOther), errors.Is(err, contact.ErrFull), errors.Is(err, contact.ErrState):
		return post.Refuse(err)
	case err != nil:
		return err
	}
	c := met.Contact
	if c.State() == contact.RequestedIn && met.New {
		if err := m.roomForAsking(); err != nil {
			return err
		}
	}
	c.Said = a.Message
	if err := contact.Put(m.tx, &c); err != nil {
		return err
	}
	ch, err := m.answering(&c, post.Mailbox(a.Mailbox))
	if err != nil {
		return err
	}
	if !c.State().Open() {
		m.say(Notice{Kind: "asks", Contact: c.Name, Message: c.Said, Alike: met.Alike})
		return nil
	}
	m.say(Notice{Kind: "connected", Contact: c.Name, Message: c.Said, Alike: met.Alike})
	return m.send(ch, contact.KindAccept) // also where requests crossed: ours may be lost
}

// roomForAsking counts the one who asks now, too.
func (m *meeting) roomForAsking() error {
	all, err := contact.List(m.tx)
	if err != nil {
		return err
	}
	n := 0
	for i := range all {
		if all[i].State() == contact.RequestedIn {
			n++
		}
	}
	if n > maxAsking {
		return post.Later(errManyAsk)
	}
	return nil
}

// answering returns the channel over which a request is answered. A contact who
// asks from another mailbox than the one that was used has lost the channel, and
// numbers anew: that needs another one.
func (m *meeting) answering(c *Contact, out post.Mailbox) (post.Channel, error) {
	ch, ok, err := m.channel(c)
	used := ch.Sent.Seq > 0 || ch.Taken.Seq > 0 || len(ch.Taken.Ahead) > 0
	switch {
	case err != nil:
		return ch, err
	case ok && ch.Out == out:
		return ch, nil
	case ok && !used:
		ch.Out = out
		return ch, m.desk.PutChannel(ch)
	case ok:
		if err := m.close(ch.In); err != nil {
			return ch, err
		}
	}
	return m.open(c, out)
}

// sender reads the contact whose channel an envelope came over.
func (m *meeting) sender(l post.Received) (Contact, error) {
	c, err := contact.Get(m.tx, l.Channel.Scope)
	if errors.Is(err, contact.ErrNotFound) {
		return c, post.Refuse(errStranger)
	}
	return c, err
}

// learnOut notes the mailbox into which a contact is answered; the first counts.
func (m *meeting) learnOut(ch post.Channel, out vault.ID) error {
	if !ch.Out.IsZero() {
		return nil
	}
	ch.Out = post.Mailbox(out)
	return m.desk.PutChannel(ch)
}

// takeAccept takes in that a contact accepted. Over a channel that was closed
// meanwhile it is answered with the end, if it was not told yet.
func (m *meeting) takeAccept(l post.Received) error {
	a, err := contact.ParseAccept(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	if !a.Card.Public().Equal(l.Channel.Peer) {
		return post.Refuse(post.ErrSender)
	}
	c, err := m.sender(l)
	if err != nil {
		return err
	}
	if err := m.learnOut(*l.Channel, a.Mailbox); err != nil {
		return err
	}
	if l.Channel.Closed {
		return m.tellEnd(&c, l.Channel.In)
	}
	before := c.State()
	if err := c.Step(contact.TheyAgree, m.tx.Now()); err != nil {
		if dropped(err) {
			return nil
		}
		return err
	}
	if err := c.Renew(a.Card); err != nil && !errors.Is(err, contact.ErrOlder) {
		return err
	}
	if before != c.State() {
		m.say(Notice{Kind: "connected", Contact: c.Name})
		if m.own.Card.Number() > 1 { // what they were asked with may be an older one
			if err := m.send(*l.Channel, contact.KindCard); err != nil {
				return err
			}
		}
	}
	return contact.Put(m.tx, &c)
}

// tellEnd says over a closed channel that the contact was ended before it could be
// told.
func (m *meeting) tellEnd(c *Contact, in post.Mailbox) error {
	ch, err := m.desk.Channel(in)
	if err != nil || c.State() != contact.Ended || ch.Sent.Seq > 0 {
		return err
	}
	ch.Closed = false
	if err := m.desk.PutChannel(ch); err != nil {
		return err
	}
	if err := m.send(ch, contact.KindEnd); err != nil {
		return err
	}
	return m.close(in)
}

func (m *meeting) takeRefuse(l post.Received) error {
	a, err := contact.ParseRefuse(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	if err := m.learnOut(*l.Channel, a.Mailbox); err != nil {
		return err
	}
	return m.theyEnd(l, "refused")
}

func (m *meeting) takeEnd(l post.Received) error {
	if err := contact.ParseEnd(l.Body); err != nil {
		return post.Refuse(err)
	}
	return m.theyEnd(l, "ended")
}

// theyEnd takes in that a contact does not want to be one. What was said over a
// channel that is closed already is about what was before.
func (m *meeting) theyEnd(l post.Received, kind string) error {
	c, err := m.sender(l)
	if err != nil || l.Channel.Closed {
		return err
	}
	before := c.State()
	if err := c.Step(contact.TheyEnd, m.tx.Now()); err != nil {
		if dropped(err) {
			return nil
		}
		return err
	}
	if err := m.close(l.Channel.In); err != nil {
		return err
	}
	if before != c.State() {
		m.say(Notice{Kind: kind, Contact: c.Name})
	}
	return contact.Put(m.tx, &c)
}
