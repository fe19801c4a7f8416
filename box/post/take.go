package post

import (
	"errors"
	"slices"

	"coffer/box/contact"
	"coffer/vault"
)

// incoming is an object that was fetched and opened; nothing is known of its
// sender yet.
type incoming struct {
	found
	signed Signed
	said   Envelope
	err    error // why it could not be opened
	reason error // why it is left, of a file
}

// openObject opens one object of a mailbox.
func openObject(me contact.Identity, f found, data []byte) incoming {
	in := incoming{found: f}
	if in.signed, in.err = Unwrap(me, data); in.err == nil {
		in.said, in.err = in.signed.Unverified()
	}
	if in.err == nil && in.said.To != me.Public().Fingerprint() {
		in.err = ErrNotForUs
	}
	return in
}

// take checks an envelope against the channel that it came over and hands it to
// its handler, unless it came before. What cannot be taken in is an error made
// by [Refuse].
func (c *Courier) take(d Desk, in incoming) (fresh bool, err error) {
	if in.err != nil {
		return false, early(in.err)
	}
	ch, err := d.Channel(in.mailbox) // before all else: nobody turns a channel into something else
	if errors.Is(err, vault.ErrNotFound) && slices.Contains(c.Introductions, in.mailbox) {
		return c.takeIntroduction(d, in)
	}
	if errors.Is(err, vault.ErrNotFound) {
		return false, early(ErrSender)
	}
	if err != nil {
		return false, err
	}
	if in.said.From != ch.Peer.Fingerprint() {
		return false, early(ErrSender)
	}
	if err := in.signed.Verify(ch.Peer); err != nil {
		return false, early(err)
	}
	ch.Taken.Heard = max(1, d.Credited()) // 0 is of whom nothing ever came
	if in.said.Kind == AckKind {
		return false, takeAck(d, in.said, &ch)
	}
	return c.takeNumbered(d, in, ch)
}

func takeAck(d Desk, said Envelope, ch *Channel) error {
	a, err := parseAck(said.Body)
	if err != nil || said.Seq != 0 {
		return early(ErrMalformed)
	}
	return acknowledged(d, ch, a)
}

// takeNumbered enters an envelope into its channel before it is handled: the
// handler may send over it.
func (c *Courier) takeNumbered(d Desk, in incoming, ch Channel) (fresh bool, err error) {
	h, ok := c.handler(in.said.Kind, ch.Kinds)
	if !ok || in.said.Seq == 0 {
		return false, early(ErrKind)
	}
	fresh, err = ch.Taken.take(ch.In, Link{Seq: in.said.Seq, ID: in.signed.ID(), Prev: in.said.Prev})
	if err != nil {
		return false, c.twice(d, h, received(in, &ch), err)
	}
	if err := d.PutChannel(ch); err != nil || !fresh {
		return false, err
	}
	return true, handed(d, h, received(in, &ch))
}

// twice tells the handler of an envelope that is put aside because of its number, if it wants
// to know of that. It returns the reason for which that is done.
func (c *Courier) twice(d Desk, h Handler, l Received, why error) error {
	if h.Twice != nil && !errors.Is(why, ErrAhead) {
		if err := h.Twice(d, l, why); err != nil {
			return err
		}
	}
	return early(why)
}

// handed hands something to its handler, and notes it for the log.
func handed(d Desk, h Handler, l Received) error {
	err := h.Take(d, l)
	if err == nil {
		d.Passed(Took, l.Kind, l.Sender)
	}
	return err
}

// handler finds who takes in a kind over a channel. Pieces of parcels belong to
// every channel for whose parcels somebody waits.
func (c *Courier) handler(kind string, over Kinds) (Handler, bool) {
	if kind == PieceKind {
		return Handler{Over: over, Take: c.takePiece}, true
	}
	h, ok := c.Handlers[kind]
	return h, ok && h.Over == over
}

func received(in incoming, ch *Channel) Received {
	return Received{
		Letter: Letter{Kind: in.said.Kind, Body: in.said.Body}, ID: in.signed.ID(), Number: in.said.Seq, Time: in.said.Time,
		Sender: in.said.From, Mailbox: in.mailbox, Channel: ch, signed: in.signed,
	}
}

// takeIntroduction hands over what anybody may have written. Its handler checks
// the signature, by the card that it finds inside.
func (c *Courier) takeIntroduction(d Desk, in incoming) (fresh bool, err error) {
	h, ok := c.Handlers[in.said.Kind]
	if !ok || h.Over != 0 || in.said.Seq != 0 {
		return false, early(ErrKind)
	}
	before, err := d.Introduced(in.signed.ID())
	if err != nil || before {
		return false, err
	}
	return true, handed(d, h, received(in, nil))
}

// VerifyBy makes sure that an introduction was signed with the keys that it
// brings along, and by whom it says that it is.
func (l Received) VerifyBy(p contact.Public) error {
	if p.Fingerprint() != l.Sender {
		return Refuse(ErrSender)
	}
	if err := l.signed.Verify(p); err != nil {
		return Refuse(err)
	}
	return nil
}
