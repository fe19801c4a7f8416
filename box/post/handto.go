package post

import (
	"io"

	"coffer/box/contact"
	"coffer/vault"
)

// HandTo hands over, as files, all that waits for somebody, and takes it as
// acknowledged: it waits no more, and no post will carry it. It is for whoever sees
// to it, before the transaction ends, that the other side takes it in; see
// [Courier.In]. Introductions are none of it.
func HandTo(d Desk, rand io.Reader, to contact.Public, write func(File) error) error {
	channels, err := d.Channels()
	if err != nil {
		return err
	}
	for _, ch := range channels {
		if !ch.Peer.Equal(to) || ch.Out.IsZero() {
			continue
		}
		if err := handAll(d, rand, ch, write); err != nil {
			return err
		}
	}
	return nil
}

// handAll hands over what waits at one channel.
func handAll(d Desk, rand io.Reader, ch Channel, write func(File) error) error {
	seqs, err := d.Unacknowledged(ch.In)
	if err != nil {
		return err
	}
	for _, seq := range seqs {
		o, err := d.OutgoingAt(Slot{vault.ID(ch.In), seq})
		if err != nil {
			return err
		}
		a := addressed{Outgoing: o, to: ch.Peer, at: ch.Out}
		if err := a.file(rand, write); err != nil {
			return err
		}
		if err := d.DropOutgoing(o.Slot); err != nil {
			return err
		}
	}
	ch.Sent.Acked = ch.Sent.Seq
	return d.PutChannel(ch)
}

// Unused tells of a channel over which everything was handed over in this way and
// nothing ever came: whoever is at its other end has not begun.
func (c *Channel) Unused() bool {
	return c.Sent.Acked > 0 && c.Taken.Seq == 0 && len(c.Taken.Ahead) == 0 && c.Taken.Heard == 0
}
