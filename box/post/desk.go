package post

import (
	"time"

	"coffer/box/contact"
	"coffer/vault"
)

// Home is where a courier keeps what it knows: a vault, or the ticket file of a
// person who has none.
type Home interface {
	View(f func(Desk) error) error
	// Update runs f in one transaction: all of what it writes, or nothing.
	Update(f func(Desk) error) error
}

// Desk is a home within one transaction.
type Desk interface {
	Channels() ([]Channel, error)
	// Channel returns [vault.ErrNotFound] for a mailbox that no channel reads.
	Channel(in Mailbox) (Channel, error)
	PutChannel(c Channel) error
	DropChannel(in Mailbox) error

	// EachOutgoing hands over what is on its way, one at a time, as it was at the
	// beginning; Unacknowledged lists only the numbers of one channel.
	EachOutgoing(f func(Outgoing) error) error
	Unacknowledged(in Mailbox) (seqs []uint64, err error)
	OutgoingAt(s Slot) (Outgoing, error)
	PutOutgoing(o Outgoing) error
	DropOutgoing(s Slot) error

	Aside() ([]Aside, error)
	PutAside(a Aside) error
	DropAside(object string) error

	// Arriving lists the parcels of which pieces came over a channel. Their pieces
	// stand beside them, each under a number that is free.
	Arriving(in Mailbox) ([]Arriving, error)
	PutArriving(in Mailbox, all []Arriving) error
	Piece(in Mailbox, n uint32) ([]byte, error)
	PutPiece(in Mailbox, n uint32, data []byte) error
	DropPiece(in Mailbox, n uint32) error

	// Introduced tells whether an introduction came before, and notes it.
	Introduced(id ID) (before bool, err error)

	// Forget drops what was put aside, and introductions that came, before a credited
	// time, and the oldest introductions of too many; it tells how many these are. A
	// desk that only reads just counts them.
	Forget(before time.Duration) (int, error)

	// Passed notes for the log that an envelope was written to somebody, or taken in from
	// them: what is one of [Wrote] and [Took].
	Passed(what, kind string, who contact.Fingerprint)

	// Credited is the time that counts, since the first opening.
	Credited() time.Duration
	Now() time.Time
}

// Outgoing is an envelope on its way, until the other side has acknowledged it.
type Outgoing struct {
	Slot
	// To and At are whom an introduction is for and into which mailbox it goes, and
	// Answers is the mailbox into which they answer; any other envelope goes where
	// its channel leads.
	To      contact.Public
	At      Mailbox
	Answers Mailbox
	Signed  Signed
	// Object is the name under which it was put last, and Placed says into which
	// posts, a bit for each; Since is the credited time of that.
	Object string
	Placed uint8
	Since  time.Duration
	// Left tells that it was put into a post, or handed out, at least once.
	Left bool
	// Again counts how often an introduction was put again, and how often the other
	// side told that it misses another envelope.
	Again uint8
}

// Slot is the place of an envelope in the outbox: of a channel, by the mailbox
// that it reads, with the envelope's number, 0 for its acknowledgement; or of an
// introduction, a random one with the number 0.
type Slot struct {
	Of  vault.ID
	Seq uint64
}

// Aside is an object that could not be taken in. It stays where it lies, and is
// passed over until somebody asks to try it again, or for a day if it could not be
// taken in for now.
type Aside struct {
	_      struct{} `cbor:",toarray"`
	Object string
	Reason string
	Size   int64
	Found  int64 // when it came first, in Unix seconds
	Since  int64 // when it was tried last, in credited time, in nanoseconds
	Later  bool
}

// due tells whether it is to be tried again.
func (a *Aside) due(now time.Duration) bool {
	return a.Later && now-time.Duration(a.Since) >= resendAfter
}
