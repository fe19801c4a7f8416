package ticket

import (
	"bytes"
	"fmt"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/vault"
	"coffer/vault/codec"
)

// Evidence is the whole course of a ticket, as far as whoever wrote it knew it: what
// everybody signed, so that it proves itself without anybody's vault. It says nothing
// of what the requester said about themselves but a hash, and what trustees gave stands
// in it as it was encrypted. What was left out does not show: only what stands in it was
// said.
type Evidence struct {
	ID vault.ID
	Pack
	Terms     Terms
	Requester contact.Public
	Policy    hold.Policy
	Events    []hold.Verified // in the order of their ids
	View      hold.View       // what they say together
}

// MaxEvidence bounds evidence, in bytes.
const MaxEvidence = MaxPack + matter.MaxCourse + 1<<20

// evidenceMark begins evidence, so that a program tells it from other files.
const evidenceMark = "coffer-evidence/1\n"

// wireEvidence is what follows the mark. Rules for changing it: a new element or meaning
// is a new mark.
type wireEvidence struct {
	_         struct{} `cbor:",toarray"`
	Notice    []byte
	Names     Names
	Terms     Terms
	Requester contact.Public
	Events    [][]byte // in the order of their ids
}

// Evidence writes down a ticket that is known here.
func (k *Keeper) Evidence(id vault.ID) ([]byte, error) {
	h, err := k.hear(id)
	if err != nil {
		return nil, err
	}
	defer h.trust.wipe()
	return evidence(h.trust.Pack, h.t.Terms, h.t.Requester, h.Course.Set.Events())
}

// Evidence writes down the ticket of a requester.
func (r *Requester) Evidence() ([]byte, error) {
	return evidence(r.Asking.Pack, r.Asking.Terms, r.Me.Public(), r.Asking.course.Set.Events())
}

// Encode returns what [ParseEvidence] reads.
func (e *Evidence) Encode() ([]byte, error) { return evidence(e.Pack, e.Terms, e.Requester, e.Events) }

func evidence(p Pack, t Terms, requester contact.Public, events []hold.Verified) ([]byte, error) {
	w := wireEvidence{Notice: p.Notice.raw, Names: p.Names, Terms: t, Requester: requester}
	for _, v := range events {
		w.Events = append(w.Events, v.Bytes())
	}
	data, err := codec.Marshal(w)
	if err == nil && len(evidenceMark)+len(data) > MaxEvidence {
		err = fmt.Errorf("%w: more than %d bytes", ErrEvidence, MaxEvidence)
	}
	return append([]byte(evidenceMark), data...), err
}

// ParseEvidence reads evidence from outside: the owner's signature, and that of every
// event. Errors: [ErrEvidence] for what is cut, out of order or none at all, those of
// [ParseNotice] and of terms, and of package hold for an event that is altered or of
// another ticket.
func ParseEvidence(data []byte) (*Evidence, error) {
	var w wireEvidence
	body, marked := bytes.CutPrefix(data, []byte(evidenceMark))
	if !marked || len(data) > MaxEvidence {
		return nil, ErrEvidence
	}
	if err := codec.UnmarshalCanonical(body, &w); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrEvidence, err)
	}
	e := &Evidence{Terms: w.Terms, Requester: w.Requester}
	var err error
	if e.Pack, err = (wirePack{Notice: w.Notice, Names: w.Names}).received(); err != nil {
		return nil, err
	}
	if err := e.Requester.Check(); err != nil {
		return nil, err
	}
	if e.Policy, err = e.Notice.Policy(e.Terms, e.Requester); err != nil {
		return nil, err
	}
	e.ID = ticketID(e.Policy)
	if err := e.hear(w.Events); err != nil {
		return nil, err
	}
	again, err := e.Encode()
	if err == nil && !bytes.Equal(again, data) {
		err = fmt.Errorf("%w: not in the one form of it", ErrEvidence)
	}
	return e, err
}

// hear verifies what was said.
func (e *Evidence) hear(events [][]byte) error {
	set, err := hold.NewSet(e.Policy)
	if err != nil {
		return err
	}
	for _, data := range events {
		u, err := hold.Parse(data)
		if err != nil {
			return err
		}
		v, err := u.Verify(e.Policy)
		if err != nil {
			return err
		}
		if err := set.Add(v); err != nil {
			return err
		}
	}
	e.Events, e.View = set.Events(), set.View()
	if len(e.View.Requests) == 0 {
		return fmt.Errorf("%w: nobody asks for anything", ErrEvidence)
	}
	return nil
}
