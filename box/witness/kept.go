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
	// Letters counts, for [Unproved] alone, how many heads came that were not proved, each
	// at least [Every] after the one before; at [MaxUnproved] it stops.
	Letters int
}

// Alarm tells that a person should hear of it. One head that is not proved is none: an answer
// may have been lost, or is on its way still.
func (d *Doubt) Alarm() bool {
	return d.Reason != None && (d.Reason != Unproved || d.Letters >= MaxUnproved)
}

// Reason says why a head does not fit. Its numbers stand in the vault.
type Reason uint8

// The reasons.
const (
	None     Reason = 0
	Older    Reason = 1 // it is of fewer entries: an older copy was put in the place of the vault
	Forked   Reason = 2 // it has not grown out of what is kept: a copy went a way of its own
	OtherKey Reason = 3 // it is signed with another key, as after a reset, or by a copy from before the first head
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
// on its way is none, and nothing changes then. News tells that there is an alarm that was not
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
	if reason == Unproved {
		return true, k.unproved(l, now)
	}
	news = k.Doubt.Over || k.Doubt.Reason != reason || !k.Doubt.Same(&l.Signed)
	if news {
		k.Doubt = Doubt{Signed: l.Signed, Reason: reason, At: now}
	}
	return true, news
}

// unproved counts a head that is not proved, one a day at most: those that wait for a witness
// who was away are one. Whoever gets the answers proves the next head; who never does raises an
// alarm. In the place of another doubt it comes not.
func (k *Kept) unproved(l *Letter, now time.Time) (alarm bool) {
	d := &k.Doubt
	first := d.Reason == None
	again := d.Reason == Unproved && !d.Alarm() && (now.Sub(d.At) >= Every || now.Before(d.At))
	if !first && !again {
		return false
	}
	*d = Doubt{Signed: l.Signed, Reason: Unproved, At: now, Letters: d.Letters + 1}
	return d.Alarm()
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

// judge says why a head does not fit, if it does not. A reset gives a log another key and keeps
// what is in it: whatever signed it, a smaller one of the same vault is older.
func (k *Kept) judge(l *Letter) Reason {
	switch {
	case l.Origin != k.Origin:
		return OtherKey
	case l.Head.Size < k.Head.Size:
		return Older
	case l.Head.Size == k.Head.Size && l.Head != k.Head:
		return Forked
	case l.Key != k.Key:
		return OtherKey
	case l.Head == k.Head:
		return None
	case l.Since != k.Head.Size:
		return Unproved
	case journal.CheckSince(l.Proof, k.Head, l.Head) != nil:
		return Forked
	}
	return None
}

// extend keeps a head that has grown out of the former one. What raised an alarm stays to be
// read. The same head once more proves nothing of another one.
func (k *Kept) extend(l *Letter, from Arrival, now time.Time) {
	grown := l.Head != k.Head
	k.Signed, k.At, k.From = l.Signed, now, from
	switch {
	case !grown:
	case k.Doubt.Alarm():
		k.Doubt.Over = true
	default:
		k.Doubt = Doubt{}
	}
}

// Accept is what a person decides who has asked: a head that did not fit is kept from now on,
// unless the log that is kept has grown since; and there is no doubt any more.
func (k *Kept) Accept() {
	if k.Doubt.Reason != None && !k.Doubt.Over {
		k.Signed, k.At = k.Doubt.Signed, k.Doubt.At
	}
	k.Doubt = Doubt{}
}
