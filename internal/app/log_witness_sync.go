package app

import (
	"context"
	"crypto/ed25519"
	"errors"

	"coffer/box/contact"
	"coffer/box/post"
	"coffer/box/witness"
	"coffer/vault"
	"coffer/vault/journal"
)

// Heads travel with everything else: a sync sends them to witnesses, at most one a day, takes in
// those of others, and answers with what is kept.

// witnessHandlers take in heads, and answers to the owner's own.
func (s *syncing) witnessHandlers(handlers map[string]post.Handler) {
	handlers[witness.KindHead] = post.Handler{Over: post.OfContact, Take: s.meeting((*meeting).takeHead),
		Twice: func(d post.Desk, l post.Received, why error) error {
			m, err := s.meetingAt(d)
			if err != nil {
				return err
			}
			return m.takeHeadTwice(l, why)
		}}
	handlers[witness.KindKept] = post.Handler{Over: post.OfContact, Take: s.meeting((*meeting).takeKept)}
}

// advanceWitnesses sends heads to whom it is time for. A sync that has none to send reads who
// the witnesses are, and no more.
func (s *syncing) advanceWitnesses(context.Context, post.Look) error {
	return s.whereDue(func(m *meeting) (bool, error) {
		all, err := m.headsDue()
		return len(all) > 0, err
	}, (*meeting).sendHeads)
}

// dueHead is a witness for whom it is time, and the way to them.
type dueHead struct {
	witness.Appointed
	in post.Mailbox
}

func (m *meeting) headsDue() (due []dueHead, err error) {
	all, err := witness.AllAppointed(m.tx)
	if err != nil {
		return nil, err
	}
	for _, w := range all {
		if !w.Due(m.tx.LogHead().Size, m.tx.Now(), m.tx.Credited()) {
			continue
		}
		in, ok, err := m.wayToWitness(w.Contact)
		if err == nil && ok && w.Sent.Size > 0 {
			ok, err = grownSince(m.tx, w.Sent.Size)
		}
		if err != nil {
			return nil, err
		}
		if ok {
			due = append(due, dueHead{w, in})
		}
	}
	return due, nil
}

// wayToWitness is the channel to a contact who is one still.
func (m *meeting) wayToWitness(id ID) (in post.Mailbox, ok bool, err error) {
	c, err := contact.Get(m.tx, id)
	if errors.Is(err, contact.ErrNotFound) {
		return in, false, nil
	}
	if err != nil || !c.State().Open() {
		return in, false, err
	}
	ch, ok, err := m.channel(&c)
	return ch.In, ok && !ch.Out.IsZero(), err
}

// sendHeads signs one head and sends it to all for whom it is time, each proved since what they
// said that they keep.
func (m *meeting) sendHeads() error {
	due, err := m.headsDue()
	if err != nil || len(due) == 0 {
		return err
	}
	signed, err := m.signedHead()
	if err != nil {
		return err
	}
	for i := range due {
		w := &due[i]
		l := witness.Letter{Signed: signed}
		if s := w.Answer; s.Key == signed.Key && s.Head.Size > 0 && s.Head.Size <= signed.Head.Size {
			l.Since = s.Head.Size
			if l.Proof, err = journal.ProveSince(l.Since, signed.Head.Size, m.tx.Hashes()); err != nil {
				return err
			}
		}
		body, err := l.Bytes()
		if err != nil {
			return err
		}
		if _, err := post.Send(m.desk, m.own.Identity, w.in, post.Letter{Kind: witness.KindHead, Body: body}); err != nil {
			return err
		}
		w.Sends(signed.Head.Size, m.tx.Now(), m.tx.Credited())
		if err := witness.PutAppointed(m.tx, &w.Appointed); err != nil {
			return err
		}
	}
	return nil
}

// signedHead signs the head of the log as it was before this transaction.
func (m *meeting) signedHead() (s witness.Signed, err error) {
	private, err := m.tx.EnsureLogKey()
	if err != nil {
		return s, err
	}
	defer clear(private)
	s.SignedHead = journal.SignedHead{Origin: logOrigin(m.tx.VaultID()), Head: m.tx.LogHead(), Time: m.tx.Now()}
	if s.Note, err = s.Sign(private); err == nil {
		s.Key, err = journal.KeyText(s.Origin, private.Public().(ed25519.PublicKey))
	}
	return s, err
}

func arrivalOf(l post.Received) witness.Arrival {
	return witness.Arrival{In: vault.ID(l.Mailbox), Number: l.Number}
}

// takeHead takes in a head of a contact's log.
func (m *meeting) takeHead(l post.Received) error {
	said, err := witness.ParseLetter(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	c, err := m.talking(l)
	if err != nil {
		return err
	}
	return m.keepHead(&c, &said, l, witness.Fresh)
}

// takeHeadTwice looks at a head whose letter is put aside for its number: that is what a vault
// sends that was set back.
func (m *meeting) takeHeadTwice(l post.Received, why error) error {
	said, err := witness.ParseLetter(l.Body)
	if err != nil { // it is put aside in any case
		return nil
	}
	c, err := m.talking(l)
	if errors.Is(err, errNotConnected) || errors.Is(err, errStranger) {
		return nil
	}
	if err != nil {
		return err
	}
	how := witness.Twice
	if errors.Is(why, post.ErrOld) {
		how = witness.Old
	}
	return m.keepHead(&c, &said, l, how)
}

// keepHead keeps a head that fits, speaks up about one that does not, and answers.
func (m *meeting) keepHead(c *Contact, said *witness.Letter, l post.Received, how witness.Course) error {
	k, err := witness.GetKept(m.tx, c.ID)
	answer, news := true, false
	switch {
	case errors.Is(err, vault.ErrNotFound):
		k = witness.Begin(said, arrivalOf(l), m.tx.Now())
		m.say(Notice{Kind: "witness.begun", Contact: c.Name})
	case err != nil:
		return err
	default:
		answer, news = k.Take(said, arrivalOf(l), how, m.tx.Now())
	}
	if !answer {
		return nil
	}
	if news {
		kept := newLogKept(c, &k)
		m.say(Notice{Kind: "witness." + k.Doubt.Reason.String(), Contact: c.Name, Message: kept.headsText()})
	}
	if err := witness.PutKept(m.tx, c.ID, &k); err != nil {
		return err
	}
	return m.answerKept(post.Mailbox(l.Mailbox), &k)
}

// answerKept tells somebody what is kept of their log, where there is a way to them.
func (m *meeting) answerKept(in post.Mailbox, k *witness.Kept) error {
	body, err := k.Answer()
	if err != nil {
		return err
	}
	_, err = post.Send(m.desk, m.own.Identity, in, post.Letter{Kind: witness.KindKept, Body: body})
	if errors.Is(err, post.ErrClosed) {
		return nil
	}
	return err
}

// takeKept takes in what a witness keeps of the owner's log, and speaks up where that is not
// what the log has grown out of. Of one who is no witness any more it is nothing.
func (m *meeting) takeKept(l post.Received) error {
	said, err := witness.ParseAnswer(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	c, err := m.talking(l)
	if err != nil {
		return err
	}
	w, err := witness.GetAppointed(m.tx, c.ID)
	if errors.Is(err, vault.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	first := w.Answer.Key == ""
	if !w.Answers(said, arrivalOf(l), m.tx.Now()) {
		return nil
	}
	stands, err := standsSigned(m.tx, &said)
	if err != nil {
		return err
	}
	if first || stands != StandsIn {
		m.say(Notice{Kind: "witness." + string(stands), Contact: c.Name, Message: witnessedText(said.Head.Size, said.Time)})
	}
	return witness.PutAppointed(m.tx, &w)
}
