package post

import (
	"time"

	"coffer/box/contact"
)

// storedChannel is a channel as a home keeps it.
type storedChannel struct {
	_       struct{} `cbor:",toarray"`
	Peer    contact.Public
	In, Out [16]byte
	Scope   [16]byte
	Kinds   uint8
	Sent    Sent
	Taken   Taken
	Closed  bool
}

func storeChannel(c Channel) storedChannel {
	return storedChannel{
		Peer: c.Peer, In: c.In, Out: c.Out, Scope: c.Scope, Kinds: uint8(c.Kinds),
		Sent: c.Sent, Taken: c.Taken, Closed: c.Closed,
	}
}

func (w *storedChannel) channel() Channel {
	return Channel{
		Peer: w.Peer, In: w.In, Out: w.Out, Scope: w.Scope, Kinds: Kinds(w.Kinds),
		Sent: w.Sent, Taken: w.Taken, Closed: w.Closed,
	}
}

// storedOutgoing is an envelope on its way as a home keeps it. To whom it goes
// stands there for an introduction alone.
type storedOutgoing struct {
	_       struct{} `cbor:",toarray"`
	Of      [16]byte
	Seq     uint64
	To      contact.Public
	At      [16]byte
	Answers [16]byte
	Signed  Signed
	Object  string
	Placed  uint8
	Since   int64 // nanoseconds
	Left    bool
	Again   uint8
}

func storeOutgoing(o Outgoing) storedOutgoing {
	return storedOutgoing{
		Of: o.Of, Seq: o.Seq, To: o.To, At: o.At, Answers: o.Answers, Signed: o.Signed,
		Object: o.Object, Placed: o.Placed, Since: int64(o.Since), Left: o.Left, Again: o.Again,
	}
}

func (w *storedOutgoing) outgoing() Outgoing {
	return Outgoing{
		Slot: Slot{w.Of, w.Seq}, To: w.To, At: w.At, Answers: w.Answers, Signed: w.Signed,
		Object: w.Object, Placed: w.Placed, Since: time.Duration(w.Since), Left: w.Left, Again: w.Again,
	}
}
