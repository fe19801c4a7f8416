package matter

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/post"
	"coffer/vault"
)

// Hearing is one matter while it is worked on, within a transaction.
type Hearing struct {
	Desk   post.Desk
	Me     contact.Identity
	Policy hold.Policy
	Ways   []Way // to those that this party talks to; none: nothing is said any more
	Course *Course
	// Kind is that of the envelopes in which events travel.
	Kind string
	// Facts adds what only this matter knows; it may be nil.
	Facts func(*hold.Facts)
	// Reached hears, in the words of package hold, every stage that a request is in,
	// every kind of event that is said here, and every deed that is done; nil, but in
	// tests that count them.
	Reached func(word string)
}

// Myself is who works on it.
func (h *Hearing) Myself() hold.Fingerprint {
	return hold.Fingerprint(h.Me.Public().Fingerprint())
}

// Credited is the time by which waits are counted, in seconds.
func (h *Hearing) Credited() int64 { return seconds(h.Desk.Credited()) }

func seconds(d time.Duration) int64 { return int64(d / time.Second) }

// Head begins an event of ours.
func (h *Hearing) Head() hold.Head {
	return hold.Head{Matter: h.Policy.Matter(), Author: h.Myself()}
}

// Answer begins an event of ours about a request.
func (h *Hearing) Answer(request hold.Hash) hold.Answer {
	return hold.Answer{Head: h.Head(), Request: request}
}

func (h *Hearing) reached(word string) {
	if h.Reached != nil {
		h.Reached(word)
	}
}

// State is where the matter stands, what this party must do, and what it may.
func (h *Hearing) State() (hold.State, error) {
	f, err := h.facts()
	if err != nil {
		return hold.State{}, err
	}
	st := h.Course.Set.State(h.Myself(), f)
	for _, r := range st.Requests {
		h.reached(string(r.Stage))
	}
	return st, nil
}

// facts is what this client alone knows.
func (h *Hearing) facts() (f hold.Facts, err error) {
	c := h.Course
	f = hold.Facts{Now: h.Credited(), Begun: c.Begun, Listed: c.Listed, Partial: c.Partial}
	if f.Told, err = h.told(); err != nil {
		return f, err
	}
	for _, who := range h.Policy.MayVeto() {
		w, ok := FindWay(h.Ways, who)
		if !ok {
			continue
		}
		gap, err := post.Gap(h.Desk, w.In)
		if err != nil {
			return f, err
		}
		f.Gap = f.Gap || gap
	}
	if h.Facts != nil {
		h.Facts(&f)
	}
	return f, nil
}

// told lists the requests that have left to all who may veto.
func (h *Hearing) told() (map[hold.Hash]bool, error) {
	told := map[hold.Hash]bool{}
	for _, r := range h.Course.Set.View().Requests {
		left := true
		for _, who := range h.Policy.MayVeto() {
			if who == h.Myself() || !left {
				continue
			}
			slot, ok := h.Course.Passed[Passage{who, r.ID}]
			if left = ok; ok {
				var err error
				left, err = post.Left(h.Desk, slot)
				if errors.Is(err, vault.ErrNotFound) { // the mailboxes of a matter that is over are gone
					left, err = true, nil
				}
				if err != nil {
					return nil, err
				}
			}
		}
		told[r.ID] = left
	}
	return told, nil
}

// Look takes in what a look at the mail was worth: the mailboxes of those who may
// veto, or ask, must have been seen whole; other custodians have no say in it. That
// is noted only where something still depends on it.
func (h *Hearing) Look(l post.Look) {
	waits, serves := h.serves()
	if l.Whole == nil || !serves {
		return
	}
	c, partial := h.Course, false
	for _, w := range h.Ways {
		heard := h.Policy.Roles(w.Peer).Is(hold.Owner | hold.Watcher | hold.Requester)
		partial = partial || heard && !l.Whole[w.In]
	}
	if partial != c.Partial {
		c.Partial, c.Changed = partial, true
	}
	if began := seconds(l.Began); waits && !partial && began > c.Listed {
		c.Listed, c.Changed = began, true
	}
}

// serves tells whether this client is a custodian with a request before it for
// which it has not given its share, and whether the wait of one of them runs.
func (h *Hearing) serves() (waits, serves bool) {
	me := h.Myself()
	if !h.Policy.Roles(me).Is(hold.Custodian) {
		return false, false
	}
	v := h.Course.Set.View()
	for _, r := range v.Requests {
		for _, c := range r.Custodians {
			if c.Who != me || !r.Served || len(c.Shares) > 0 || slices.Contains(v.Gone, me) {
				continue
			}
			serves = true
			waits = waits || c.Ready == hold.Hash{}
		}
	}
	return waits, serves
}

// Add takes in an event that came, and tells whether it is new and kept. A refusal
// is one of [post.Refuse].
func (h *Hearing) Add(v hold.Verified) (kept bool, err error) {
	if _, there := h.Course.Set.Get(v.ID()); there {
		return false, nil
	}
	if err := h.Course.Set.Add(v); err != nil {
		return false, post.Refuse(err)
	}
	h.Course.Changed = true
	_, kept = h.Course.Set.Get(v.ID()) // an update that is older than another one is not
	return kept, nil
}

// Say signs an event, if it may be said now, and sends it to whom it concerns.
func (h *Hearing) Say(e hold.Event) (hold.Verified, error) {
	if len(h.Ways) == 0 {
		return hold.Verified{}, fmt.Errorf("%w: %s", hold.ErrNotNow, e.Kind())
	}
	st, err := h.State()
	if err != nil {
		return hold.Verified{}, err
	}
	if err := st.Permits(e); err != nil {
		return hold.Verified{}, err
	}
	v, err := h.Own(e)
	if err != nil {
		return v, err
	}
	if err := h.Course.Set.Add(v); err != nil {
		return v, err
	}
	h.Course.Changed = true
	h.reached(string(e.Kind()))
	switch e.(type) {
	case *hold.Seen, *hold.Again:
		h.Course.Begun[v.ID()] = h.Credited()
	}
	for _, to := range h.Policy.Audience(e) {
		if _, err := h.Pass(v, to); err != nil {
			return v, err
		}
	}
	return v, nil
}

// Send says something over the mailboxes of the matter.
func (h *Hearing) Send(to hold.Fingerprint, kind string, body []byte) (post.Slot, error) {
	w, ok := FindWay(h.Ways, to)
	if !ok {
		return post.Slot{}, fmt.Errorf("%w: no mailbox for somebody who must be told", ErrPeople)
	}
	return post.Send(h.Desk, h.Me, w.In, post.Letter{Kind: kind, Body: body})
}

// Wanted refuses a share that its requester does not need: shares are long, and must
// crowd out neither those of others nor a veto. Who keeps to the rules gives one for a
// request, and one more after their vault was set back.
func (h *Hearing) Wanted(share *hold.Share) error {
	given := 0
	for _, v := range h.Course.Set.Events() {
		other, ok := v.Event().(*hold.Share)
		if ok && other.Author == share.Author && other.Request == share.Request {
			given++
		}
	}
	if _, asked := h.Course.Set.Get(share.Request); !asked || given >= maxGiven || len(share.Sealed) > maxSealed {
		return fmt.Errorf("%w: more shares of one party than anybody gives", ErrFull)
	}
	return nil
}
