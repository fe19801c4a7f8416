package post

import (
	"errors"
	"io"

	"coffer/box/contact"
	"coffer/vault"
)

// Letter is what is to be said over a channel.
type Letter struct {
	Kind string
	Body []byte
}

// Send writes an envelope into the outbox, within the transaction of the change
// that it tells of. The next sync carries it; [Left] tells of its slot whether it
// did. Errors: as of [Sign]; [ErrClosed].
func Send(d Desk, me contact.Identity, in Mailbox, l Letter) (Slot, error) {
	c, err := d.Channel(in)
	if err != nil {
		return Slot{}, err
	}
	if c.Closed || c.Out.IsZero() {
		return Slot{}, ErrClosed
	}
	seq, prev := c.next()
	s, err := Sign(me, Envelope{
		Kind: l.Kind, From: me.Public().Fingerprint(), To: c.Peer.Fingerprint(),
		Seq: seq, Prev: prev, Time: d.Now().Unix(), Body: l.Body,
	})
	if err != nil {
		return Slot{}, err
	}
	c.Sent.Seq, c.Sent.Last = seq, s.ID()
	if err := d.PutChannel(c); err != nil {
		return Slot{}, err
	}
	d.Passed(Wrote, l.Kind, c.Peer.Fingerprint())
	at := Slot{vault.ID(c.In), seq}
	return at, d.PutOutgoing(Outgoing{Slot: at, Signed: s})
}

// Left tells whether what [Send] wrote has left this home at least once: it was
// put into a post, handed out as a file, or acknowledged. [vault.ErrNotFound]: the
// channel is gone, and what waited there with it.
func Left(d Desk, s Slot) (bool, error) {
	o, err := d.OutgoingAt(s)
	if !errors.Is(err, vault.ErrNotFound) {
		return o.Left, err
	}
	c, err := d.Channel(Mailbox(s.Of))
	return err == nil && s.Seq > 0 && s.Seq <= c.Sent.Seq, err
}

// Introduce writes an envelope for somebody who does not know us yet into the
// outbox. It stands outside of any numbering, and nobody acknowledges it: it is put
// again, ever more rarely, until something comes over the channel that reads
// answers, or that channel is closed or gone.
func Introduce(d Desk, rand io.Reader, me contact.Identity, to contact.Public, at, answers Mailbox, l Letter) error {
	s, err := Sign(me, Envelope{
		Kind: l.Kind, From: me.Public().Fingerprint(), To: to.Fingerprint(), Time: d.Now().Unix(), Body: l.Body,
	})
	if err != nil {
		return err
	}
	id, err := vault.NewID(rand)
	if err != nil {
		return err
	}
	d.Passed(Wrote, l.Kind, to.Fingerprint())
	return d.PutOutgoing(Outgoing{Slot: Slot{Of: id}, To: to, At: at, Answers: answers, Signed: s})
}

// acknowledged drops what the other side has, and marks what it misses to be put
// again.
func acknowledged(d Desk, c *Channel, a ack) error {
	waiting, err := d.Unacknowledged(c.In)
	if err != nil {
		return err
	}
	ours, err := a.isOfOurs(d, c)
	if err != nil {
		return err
	}
	if !ours {
		c.Sent.Broken = true
		return d.PutChannel(*c)
	}
	c.Sent.Acked = max(c.Sent.Acked, a.UpTo)
	for _, seq := range waiting {
		s := Slot{vault.ID(c.In), seq}
		switch {
		case a.has(seq):
			err = d.DropOutgoing(s)
		case seq < a.Beyond:
			err = again(d, s)
		}
		if err != nil {
			return err
		}
	}
	return d.PutChannel(*c)
}

// isOfOurs tells whether what the other side has is what we sent, as far as we
// still know.
func (a ack) isOfOurs(d Desk, c *Channel) (bool, error) {
	switch {
	case a.Beyond > c.Sent.Seq:
		return false, nil
	case a.UpTo <= c.Sent.Acked:
		return true, nil
	case a.UpTo == c.Sent.Seq:
		return a.Last == c.Sent.Last, nil
	}
	next, err := d.OutgoingAt(Slot{vault.ID(c.In), a.UpTo + 1})
	if errors.Is(err, vault.ErrNotFound) { // it says now that it misses what it had
		return true, nil
	}
	if err != nil {
		return false, err
	}
	e, err := next.Signed.Unverified()
	return a.Last == e.Prev, err
}

// again lets an envelope that the other side misses be put once more. What it
// misses may lie in its mailbox, damaged or refused: so the first time it is put
// there under a new name all the same, and from then on only if it lies there no
// more.
func again(d Desk, s Slot) error {
	o, err := d.OutgoingAt(s)
	if err != nil || o.Placed == 0 {
		return err
	}
	if o.Again == 0 {
		o.Placed, o.Object, o.Again = 0, "", 1
	} else {
		o.Since = d.Credited() - resendAfter
	}
	return d.PutOutgoing(o)
}
