package app

import (
	"coffer/box/contact"
	"coffer/box/post"
)

// Whoever redeems a ticket speaks with the owner's identity after that. So all contacts
// are told, in the transaction that lets them: with an unmodified client there is no
// recovery of which they do not hear.

// tellRecovered tells all contacts that one can write to that this vault was recovered.
func (m *meeting) tellRecovered() error {
	body, err := contact.RecoveredBytes(m.tx.Now())
	if err != nil {
		return err
	}
	all, err := contact.List(m.tx)
	if err != nil {
		return err
	}
	for i := range all {
		ch, ok, err := m.channel(&all[i])
		if err != nil {
			return err
		}
		if !ok || ch.Closed || ch.Out.IsZero() || !all[i].State().Open() {
			continue
		}
		if _, err := post.Send(m.desk, m.own.Identity, ch.In, post.Letter{Kind: contact.KindRecovered, Body: body}); err != nil {
			return err
		}
	}
	return nil
}

// takeRecovered takes in that a contact's vault was recovered. It changes nothing: the
// owner is told, and decides whether to compare once more.
func (m *meeting) takeRecovered(l post.Received) error {
	if _, err := contact.ParseRecovered(l.Body); err != nil {
		return post.Refuse(err)
	}
	c, err := m.talking(l)
	if err != nil {
		return err
	}
	m.say(Notice{Kind: "contact.recovered", Contact: c.Name})
	return nil
}
