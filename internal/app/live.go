package app

import (
	"context"
	"errors"

	"coffer/box/contact"
	"coffer/box/gen"
	"coffer/box/post"
)

// LiveState is how far a live introduction has come.
type LiveState struct {
	ContactInfo
	// Words are the six that both read aloud; empty while there are none.
	Words []string
	// Begun tells that it was begun just now, and not before.
	Begun bool
}

// LiveIntroduction goes on with a live introduction, or begins one: two people who
// know one another's voice compare six words. The messages for it go over the post:
// there are words once both have synced twice. Anew drops one that goes on.
func (a *App) LiveIntroduction(ctx context.Context, name string, anew bool) (s LiveState, err error) {
	err = a.meet(ctx, "contact.verify", name, func(m *meeting) error {
		c, err := findContact(m.tx, name)
		if err != nil {
			return err
		}
		s.ContactInfo = ContactInfo{Contact: c}
		l, err := contact.GetLive(m.tx, c.ID)
		switch {
		case errors.Is(err, contact.ErrNotFound) || err == nil && anew:
			s.Begun = true
			return m.startLive(&c)
		case err != nil:
			return err
		}
		s.Words = liveWords(l)
		return nil
	})
	return s, err
}

// EndLive forgets a live introduction, once its words were compared.
func (a *App) EndLive(ctx context.Context, name string) error {
	return a.meet(ctx, "contact.verify", name, func(m *meeting) error {
		c, err := findContact(m.tx, name)
		if err != nil {
			return err
		}
		return contact.DropLive(m.tx, c.ID)
	})
}

func liveWords(l contact.Live) (words []string) {
	places, ok := l.Words()
	if !ok {
		return nil
	}
	for _, n := range places {
		words = append(words, gen.Word(n))
	}
	return words
}

func (m *meeting) startLive(c *Contact) error {
	if err := mustTalk(c); err != nil {
		return err
	}
	l, message, err := contact.StartLive(m.tx.Rand(), m.own.Public(), c.Card.Public())
	if err != nil {
		return err
	}
	if err := contact.PutLive(m.tx, c.ID, l); err != nil {
		return err
	}
	return m.sayLive(c, message)
}

func (m *meeting) sayLive(c *Contact, messages ...contact.LiveMessage) error {
	ch, ok, err := m.channel(c)
	if err != nil || !ok || ch.Out.IsZero() {
		return err
	}
	for _, message := range messages {
		_, err := post.Send(m.desk, m.own.Identity, ch.In, post.Letter{Kind: contact.KindLive, Body: message.Bytes()})
		if err != nil {
			return err
		}
	}
	return nil
}

// takeLive takes in a message of a live introduction.
func (m *meeting) takeLive(l post.Received) error {
	message, err := contact.ParseLiveMessage(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	c, err := m.talking(l)
	if err != nil {
		return err
	}
	have, err := contact.GetLive(m.tx, c.ID)
	goes := err == nil
	switch {
	case err != nil && !errors.Is(err, contact.ErrNotFound):
		return err
	case message.Step == contact.LiveCommit:
		return m.answerLive(&c, have, goes, message)
	case !goes || message.Session != have.Session:
		return nil // of one that was dropped, or replayed
	}
	return m.goOnLive(&c, have, message)
}

// answerLive answers the beginning of a live introduction. One that crossed ours
// is answered by one side alone; a later one of theirs takes the place of the
// former.
func (m *meeting) answerLive(c *Contact, have contact.Live, goes bool, message contact.LiveMessage) error {
	if goes && (have.Session == message.Session || have.First && have.Step == contact.LiveCommit && !have.Yields(message)) {
		return nil
	}
	l, reply, err := contact.AnswerLive(m.tx.Rand(), m.own.Public(), c.Card.Public(), message)
	if err != nil {
		return post.Refuse(err)
	}
	if err := contact.PutLive(m.tx, c.ID, l); err != nil {
		return err
	}
	m.say(Notice{Kind: "verify.live", Contact: c.Name})
	return m.sayLive(c, reply)
}

func (m *meeting) goOnLive(c *Contact, have contact.Live, message contact.LiveMessage) error {
	next, reply, err := have.Take(message)
	if err != nil { // somebody does not keep to it: there are no words to compare
		m.say(Notice{Kind: "verify.failed", Contact: c.Name})
		return contact.DropLive(m.tx, c.ID)
	}
	if next.Step == have.Step {
		return nil // it came before
	}
	if err := contact.PutLive(m.tx, c.ID, next); err != nil {
		return err
	}
	m.say(Notice{Kind: "verify.words", Contact: c.Name})
	return m.sayLive(c, reply...)
}
