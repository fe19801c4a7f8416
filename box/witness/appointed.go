package witness

import (
	"time"

	"coffer/vault"
)

// Appointed is a contact who is to keep heads of the owner's log.
type Appointed struct {
	Contact vault.ID
	Since   time.Time
	Sent    Sent
	Answer  Answer
}

// Sent is the head that was sent last; its zero value is none.
type Sent struct {
	Size   uint64
	At     time.Time
	Moment time.Duration // credited time
	// Waits tells that nothing was answered since.
	Waits bool
}

// Answer is what the witness said last that it keeps; its zero value is nothing.
type Answer struct {
	Signed
	At   time.Time
	From Arrival
}

// Due tells whether a head is to be sent, of a log of some size: for the first time, or once
// the time is over, by the credited time or by the wall clock. Credited time is of a machine:
// where either has gone back, nothing is known, and a head too many does no harm.
func (a *Appointed) Due(size uint64, now time.Time, credited time.Duration) bool {
	every := Every
	if a.Sent.Waits {
		every = Wait
	}
	counted, wall := credited-a.Sent.Moment, now.Sub(a.Sent.At)
	return a.Sent.Size == 0 || a.Sent.Size != size && (max(counted, wall) >= every || min(counted, wall) < 0)
}

// Sends notes that a head is on its way.
func (a *Appointed) Sends(size uint64, now time.Time, credited time.Duration) {
	a.Sent = Sent{Size: size, At: now, Moment: credited, Waits: true}
}

// Answers takes in what the witness keeps. It tells whether that is newer than what it said
// before: letters come in any order.
func (a *Appointed) Answers(s Signed, from Arrival, now time.Time) bool {
	if from.In == a.Answer.From.In && from.Number < a.Answer.From.Number {
		return false
	}
	a.Answer, a.Sent.Waits = Answer{Signed: s, At: now, From: from}, false
	return true
}
