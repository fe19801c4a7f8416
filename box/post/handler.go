package post

import (
	"errors"

	"coffer/box/contact"
)

// Handler takes in the envelopes of one kind.
type Handler struct {
	// Over says which channels carry the kind; zero: it comes into a mailbox for
	// introductions, from anybody. Into which of them, its handler checks.
	Over Kinds
	// Take acts on an envelope whose sender signed it, within a transaction of
	// the home. It may be called again for one that it took, and then changes
	// nothing more; envelopes come in any order. An error made by [Refuse] or
	// [Later] puts the envelope aside; any other one ends the sync.
	Take func(d Desk, l Received) error
	// Twice is told of an envelope whose number another one had before, or may have had:
	// the sender's vault was set back, or there are two of it, and why is [ErrFork] or
	// [ErrOld]; after the latter it may as well be a repetition. The envelope is put aside
	// in any case, and may come here more than once. What is written stays; an
	// error ends the sync. It may be nil.
	Twice func(d Desk, l Received, why error) error
}

// Received is a letter that came.
type Received struct {
	Letter
	ID     ID
	Number uint64 // in its channel; 0 of an introduction
	Time   int64  // as the sender's clock said; it decides nothing
	// Sender is whose signature it bears. That of an introduction is for its
	// handler to check: [Received.VerifyBy].
	Sender contact.Fingerprint
	// Mailbox is the one that it came into.
	Mailbox Mailbox
	// Channel is the one that it came over; nil for an introduction.
	Channel *Channel
	signed  Signed
}

// Refuse says why an envelope is not taken in.
func Refuse(reason error) error { return &refusal{reason: reason} }

// Later says why an envelope is not taken in for now: it is put aside, and tried
// again by itself after a day of credited time.
func Later(reason error) error { return &refusal{reason: reason, later: true} }

type refusal struct {
	reason error
	later  bool
	// early: nothing was written for the envelope yet, so that others of the same
	// transaction stand.
	early bool
}

// early refuses an envelope before anything is written for it.
func early(reason error) error { return &refusal{reason: reason, early: true} }

func (r *refusal) Error() string { return r.reason.Error() }
func (r *refusal) Unwrap() error { return r.reason }

// refused tells a refusal from an error that ends the sync.
func refused(err error) (*refusal, bool) { return errors.AsType[*refusal](err) }
