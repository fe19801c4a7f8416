package witness

import (
	"time"

	"coffer/vault"
	"coffer/vault/journal"
)

// Kept is what a witness keeps of the log of a contact.
type Kept struct {
	Signed
	At   time.Time // when it came
	From Arrival
	// Doubt is what came and did not fit; its zero value is nothing.
	Doubt Doubt
}

// Arrival is which letter something came with.
type Arrival struct {
	In     vault.ID // the mailbox of the channel
	Number uint64
}

// How a letter came, in the order of what its number says.
type Course int

// A number that is new in its channel, one that another letter had for certain, and one from
// so long ago that nobody remembers who had it.
const (
	Fresh Course = iota
	Twice
	Old
)

// Doubt is a head that does not fit what is kept.
type Doubt struct {
	Signed
	Reason Reason
	At     time.Time // when it came; zero: there is no doubt
	// Over tells that the log which is kept has grown since.
	Over bool
}

// Reason says why a head does not fit. Its numbers stand in the vault.
type Reason uint8

// The reasons.
const (
	None     Reason = 0
	Older    Reason = 1 // it is of fewer entries: an older copy was put in the place of the vault
	Forked   Reason = 2 // it has not grown out of what is kept: a copy went a way of its own
	OtherKey Reason = 3 // it is signed with another key, as after a reset
	Unproved Reason = 4 // its proof begins at another head: the next letter may prove it
)

// reasonNames are the words for --json.
var reasonNames = [...]string{"", "older", "forked", "key", "unproved"}

// String returns the word for a reason.
func (r Reason) String() string {
	if int(r) < len(reasonNames) {
		return reasonNames[r]
	}
	return "unknown"
}

// Begin keeps the first head of somebody's log. It proves nothing yet.
func Begin(l *Letter, from Arrival, now time.Time) Kept {
	return Kept{Signed: l.Signed, At: now, From: from}
}

// Take judges a later letter. It tells whether the letter is one to answer: one that was late
// on its way is none, and nothing changes then. News tells that there is a doubt that was not
// there before. The former head stays where the new one is not proved to extend it.
func (k *Kept) Take(l *Letter, from Arrival, how Course, now time.Time) (answer, news bool) {
	if k.late(l, from, how) {
		return false, false
	}
	reason := k.judge(l)
	if reason == None {
		k.extend(l, from, now)
		return true, false
	}
	d := Doubt{Signed: l.Signed, Reason: reason, At: now}
	news = k.Doubt.Over || k.Doubt.Reason != reason || !k.Doubt.Same(&d.Signed)
	if news && (reason != Unproved || k.Doubt.Reason == None) {
		k.Doubt = d
	}
	return true, news && reason != Unproved
}

// late tells that a letter was sent before the one whose head is kept, as far as that can be
// known, or may be a repetition of one that was.
func (k *Kept) late(l *Letter, from Arrival, how Course) bool {
	switch how {
	case Fresh:
		return from.In == k.From.In && from.Number < k.From.Number
	case Old:
		return !l.Time.After(k.Time)
	}
	return false
}

// judge says why a head does not fit, if it does not.
func (k *Kept) judge(l *Letter) Reason {
	switch {
	case l.Key != k.Key:
		return OtherKey
	case l.Head.Size < k.Head.Size:
		return Older
	case l.Head == k.Head:
		return None
	case l.Head.Size == k.Head.Size:
		return Forked
	case l.Since != k.Head.Size:
		return Unproved
	case journal.CheckSince(l.Proof, k.Head, l.Head) != nil:
		return Forked
	}
	return None
}

// extend keeps a head that has grown out of the former one. A doubt stays to be read.
func (k *Kept) extend(l *Letter, from Arrival, now time.Time) {
	k.Signed, k.At, k.From = l.Signed, now, from
	if k.Doubt.Reason == Unproved {
		k.Doubt = Doubt{}
	}
	k.Doubt.Over = k.Doubt.Reason != None
}

// Accept is what a person decides who has asked: a head that did not fit is kept from now on,
// unless the log that is kept has grown since; and there is no doubt any more.
func (k *Kept) Accept() {
	if k.Doubt.Reason != None && !k.Doubt.Over {
		k.Signed, k.At = k.Doubt.Signed, k.Doubt.At
	}
	k.Doubt = Doubt{}
}
