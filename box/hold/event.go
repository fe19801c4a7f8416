package hold

import (
	"bytes"
	"fmt"
	"slices"
)

// Kind says what an event is. It is part of what is signed.
type Kind string

// The kinds, as they stand on the wire.
const (
	KindRequest  Kind = "request"
	KindKnown    Kind = "known"
	KindSeen     Kind = "seen"
	KindAgain    Kind = "again"
	KindAllow    Kind = "allow"
	KindVeto     Kind = "veto"
	KindLift     Kind = "lift"
	KindUpdate   Kind = "update"
	KindWithdraw Kind = "withdraw"
	KindReopen   Kind = "reopen"
	KindReady    Kind = "ready"
	KindShare    Kind = "share"
	KindGone     Kind = "gone"
	KindApprove  Kind = "approve"
	KindDeny     Kind = "deny"
	KindCancel   Kind = "cancel"
)

// Event is one of the types below, as a pointer.
type Event interface {
	Kind() Kind
	About() (matter Hash, author Fingerprint)
	// authors says who may sign it.
	authors() Role
	// shape reports what is wrong with it by itself.
	shape() string
}

// Head begins every event: the matter, and who signs.
type Head struct {
	Matter Hash
	Author Fingerprint
}

// About returns the head.
func (h Head) About() (Hash, Fingerprint) { return h.Matter, h.Author }

func (Head) shape() string { return "" }

// Answer begins every event that is about one request.
type Answer struct {
	Head
	Request Hash
}

func (a Answer) shape() string {
	if a.Request == (Hash{}) {
		return "an answer to no request"
	}
	return ""
}

// answer gives the request to whoever asks for it of any event.
func (a Answer) answer() Hash { return a.Request }

// Request asks for the shares.
type Request struct {
	_ struct{} `cbor:",toarray"`
	Head
	Era      uint64 // how often the owner had reopened the matter
	Version  uint64 // of the file that the requester has
	Lift     Hash   // the lift that it answers, or zero
	ReplyKey []byte // fresh for this request; shares are encrypted to it
}

// Known tells a custodian that somebody who may veto has heard of a request.
type Known struct {
	_ struct{} `cbor:",toarray"`
	Answer
}

// Seen says that a custodian has passed a request on to all who may veto, and
// that its wait runs. The times are those of its wall clock: they are shown and
// decide nothing.
type Seen struct {
	_ struct{} `cbor:",toarray"`
	Answer
	At, Due int64
}

// Again says that a custodian's wait runs once more, because it knows of a gap
// or was not told by everybody who may veto that they know.
type Again struct {
	_ struct{} `cbor:",toarray"`
	Answer
	At, Due int64
}

// Allow ends the wait of one request.
type Allow struct {
	_ struct{} `cbor:",toarray"`
	Answer
}

// Veto stops one request for ever; where custodians decide, the matter.
type Veto struct {
	_ struct{} `cbor:",toarray"`
	Answer
	Reason string
}

// Lift ends the wait of every later request of one version: those that name it.
type Lift struct {
	_ struct{} `cbor:",toarray"`
	Head
	Version uint64
}

// Update tells the requester of a newer file.
type Update struct {
	_ struct{} `cbor:",toarray"`
	Head
	Version uint64
	File    Hash
}

// Withdraw ends the matter.
type Withdraw struct {
	_ struct{} `cbor:",toarray"`
	Head
}

// Reopen begins an era, with vetoes counted anew. Requests of former eras are
// void.
type Reopen struct {
	_ struct{} `cbor:",toarray"`
	Head
	Era uint64
}

// Ready says that a custodian would give its share for this request.
type Ready struct {
	_ struct{} `cbor:",toarray"`
	Answer
}

// Share gives a share away, encrypted to the request's reply key, against those
// that were ready.
type Share struct {
	_ struct{} `cbor:",toarray"`
	Answer
	Against []Hash // ready events, in ascending order
	Sealed  []byte
}

// Gone says that a custodian has destroyed its share.
type Gone struct {
	_ struct{} `cbor:",toarray"`
	Head
}

// Approve is a custodian's word that a request is genuine, where custodians decide.
type Approve struct {
	_ struct{} `cbor:",toarray"`
	Answer
}

// Deny is a custodian's word that it gives nothing in this matter, for ever.
type Deny struct {
	_ struct{} `cbor:",toarray"`
	Answer
	Reason string
}

// Cancel ends the matter, by whoever asked.
type Cancel struct {
	_ struct{} `cbor:",toarray"`
	Answer
}

func (Request) Kind() Kind  { return KindRequest }
func (Known) Kind() Kind    { return KindKnown }
func (Seen) Kind() Kind     { return KindSeen }
func (Again) Kind() Kind    { return KindAgain }
func (Allow) Kind() Kind    { return KindAllow }
func (Veto) Kind() Kind     { return KindVeto }
func (Lift) Kind() Kind     { return KindLift }
func (Update) Kind() Kind   { return KindUpdate }
func (Withdraw) Kind() Kind { return KindWithdraw }
func (Reopen) Kind() Kind   { return KindReopen }
func (Ready) Kind() Kind    { return KindReady }
func (Share) Kind() Kind    { return KindShare }
func (Gone) Kind() Kind     { return KindGone }
func (Approve) Kind() Kind  { return KindApprove }
func (Deny) Kind() Kind     { return KindDeny }
func (Cancel) Kind() Kind   { return KindCancel }

func (Request) authors() Role  { return Requester }
func (Known) authors() Role    { return Owner | Watcher }
func (Seen) authors() Role     { return Custodian }
func (Again) authors() Role    { return Custodian }
func (Allow) authors() Role    { return Owner }
func (Veto) authors() Role     { return Owner | Watcher }
func (Lift) authors() Role     { return Owner }
func (Update) authors() Role   { return Owner }
func (Withdraw) authors() Role { return Owner }
func (Reopen) authors() Role   { return Owner }
func (Ready) authors() Role    { return Custodian | Paper }
func (Share) authors() Role    { return Custodian }
func (Gone) authors() Role     { return Custodian }
func (Approve) authors() Role  { return Custodian }
func (Deny) authors() Role     { return Custodian }
func (Cancel) authors() Role   { return Requester }

// blank returns a zero event to decode into, or nil for an unknown kind.
func blank(k Kind) Event {
	for _, e := range []Event{&Request{}, &Known{}, &Seen{}, &Again{}, &Allow{}, &Veto{}, &Lift{}, &Update{},
		&Withdraw{}, &Reopen{}, &Ready{}, &Share{}, &Gone{}, &Approve{}, &Deny{}, &Cancel{}} {
		if e.Kind() == k {
			return e
		}
	}
	return nil
}

func (r Request) shape() string {
	switch {
	case r.Version < 1 || r.Version > maxCount || r.Era > maxCount:
		return "version or era out of bounds"
	case len(r.ReplyKey) < 1 || len(r.ReplyKey) > MaxReplyKey:
		return "reply key of a wrong length"
	}
	return ""
}

func (s Seen) shape() string  { return waits(s.Answer, s.At, s.Due) }
func (a Again) shape() string { return waits(a.Answer, a.At, a.Due) }

func waits(a Answer, at, due int64) string {
	if at < 0 || due < at || due > maxSeconds {
		return "times out of bounds"
	}
	return a.shape()
}

func (v Veto) shape() string { return reasons(v.Answer, v.Reason) }
func (d Deny) shape() string { return reasons(d.Answer, d.Reason) }

func reasons(a Answer, reason string) string {
	if len(reason) > MaxReason {
		return "a reason that is too long"
	}
	return a.shape()
}

func (l Lift) shape() string   { return counts(l.Version) }
func (u Update) shape() string { return counts(u.Version - 1) }
func (r Reopen) shape() string { return counts(r.Era) }

func counts(n uint64) string {
	if n < 1 || n > maxCount {
		return "version or era out of bounds"
	}
	return ""
}

func (s Share) shape() string {
	ascending := func(a, b Hash) int { return bytes.Compare(a[:], b[:]) }
	switch {
	case len(s.Sealed) < 1 || len(s.Sealed) > MaxSealed:
		return "a share of a wrong length"
	case len(s.Against) < 1 || len(s.Against) > MaxCustodians+MaxPapers:
		return "a share against none or too many"
	case !slices.IsSortedFunc(s.Against, ascending) || len(slices.Compact(slices.Clone(s.Against))) < len(s.Against):
		return "what it was given against is out of order"
	}
	return s.Answer.shape()
}

// checkShape makes an error of it.
func checkShape(e Event) error {
	if fault := e.shape(); fault != "" {
		return fmt.Errorf("%w: %s: %s", ErrEvent, e.Kind(), fault)
	}
	return nil
}
