package post

import (
	"cmp"
	"slices"
	"time"

	"coffer/box/contact"
	"coffer/vault"
)

// Channel is the way between this vault and one other party, in both
// directions. Its rules are pure; courier and stores keep it.
type Channel struct {
	Peer contact.Public
	// In is the mailbox that we read, Out the one that we write to.
	In, Out Mailbox
	// Scope is what the channel is for: the contact, or the matter whose policy
	// made it; handlers know which.
	Scope vault.ID
	Kinds Kinds
	Sent  Sent
	Taken Taken
	// Closed channels take in what is on its way, and send nothing new.
	Closed bool
}

// Kinds says which envelopes a channel carries: those of a contact, or those of
// one matter.
type Kinds uint8

// The sorts of channels. Their numbers stand in the vault.
const (
	OfContact Kinds = 1
	OfMatter  Kinds = 2
)

// Sent is how far a channel has got in the direction out.
type Sent struct {
	_    struct{} `cbor:",toarray"`
	Seq  uint64
	Last ID
	// Acked is up to where the other side has everything.
	Acked uint64
	// Broken tells that the other side has other envelopes under our numbers:
	// this vault was set back, or there are two of it.
	Broken bool
}

// next numbers an envelope that goes out.
func (c *Channel) next() (seq uint64, prev ID) {
	if c.Sent.Seq == 0 {
		return 1, c.Out.origin()
	}
	return c.Sent.Seq + 1, c.Sent.Last
}

// Taken is how far a channel has got in the direction in.
type Taken struct {
	_ struct{} `cbor:",toarray"`
	// Seq is up to where everything came, and Last the ID of that one.
	Seq  uint64
	Last ID
	// Ahead came before an earlier one: sorted, each above Seq+1.
	Ahead []Link
	// Recent holds the first eight bytes of the IDs of the last that came without
	// a gap, the newest, of number Seq, at the end: repetitions are known by it.
	Recent []byte
	// Broken is the first number at which the sender's chain did not hold; 0: it
	// holds.
	Broken uint64
	// Owes tells that something came since the last acknowledgement.
	Owes bool
	// Heard is the credited time when the other side's last envelope came, of
	// whatever kind; 0: none came.
	Heard time.Duration
}

// Link is one envelope in a chain.
type Link struct {
	_    struct{} `cbor:",toarray"`
	Seq  uint64
	ID   ID
	Prev ID
}

// shortID is how much of an ID is remembered.
const shortID = 8

// take enters an envelope that its sender signed and tells whether it is to be
// handled: it is not when it came before. Where the chain does not hold, the
// channel says so and goes on. Errors: [ErrFork], [ErrOld], [ErrAhead]; then the
// envelope is not entered.
func (t *Taken) take(in Mailbox, l Link) (fresh bool, err error) {
	switch known, ok := t.known(l.Seq); {
	case ok && known == [shortID]byte(l.ID[:shortID]):
		t.Owes = true // our acknowledgement may have been lost
		return false, nil
	case ok:
		t.broken(l.Seq)
		return false, ErrFork
	case l.Seq <= t.Seq:
		return false, ErrOld
	case l.Seq > t.Seq+maxAhead:
		return false, ErrAhead
	}
	at, _ := slices.BinarySearchFunc(t.Ahead, l.Seq, func(a Link, seq uint64) int { return cmp.Compare(a.Seq, seq) })
	t.Ahead = slices.Insert(t.Ahead, at, l)
	t.settle(in)
	t.Owes = true
	return true, nil
}

// known returns what is remembered of the ID of an envelope that came.
func (t *Taken) known(seq uint64) (short [shortID]byte, ok bool) {
	n := uint64(len(t.Recent) / shortID)
	if seq <= t.Seq && seq+n > t.Seq {
		at := (seq + n - t.Seq - 1) * shortID
		return [shortID]byte(t.Recent[at : at+shortID]), true
	}
	for _, l := range t.Ahead {
		if l.Seq == seq {
			return [shortID]byte(l.ID[:shortID]), true
		}
	}
	return short, false
}

// settle moves what now follows without a gap.
func (t *Taken) settle(in Mailbox) {
	last := t.Last
	if t.Seq == 0 {
		last = in.origin()
	}
	for len(t.Ahead) > 0 && t.Ahead[0].Seq == t.Seq+1 {
		l := t.Ahead[0]
		if l.Prev != last {
			t.broken(l.Seq)
		}
		t.Seq, t.Last, last = l.Seq, l.ID, l.ID
		t.Recent = append(t.Recent, l.ID[:shortID]...)
		t.Ahead = t.Ahead[1:]
	}
	t.Recent = t.Recent[max(0, len(t.Recent)-maxRecent*shortID):]
}

func (t *Taken) broken(seq uint64) {
	if t.Broken == 0 {
		t.Broken = seq
	}
}

// Missing lists the numbers between what came: a gap, as far as it can be known.
func (t *Taken) Missing() (seqs []uint64) {
	next := t.Seq + 1
	for _, l := range t.Ahead {
		for ; next < l.Seq; next++ {
			seqs = append(seqs, next)
		}
		next++
	}
	return seqs
}
