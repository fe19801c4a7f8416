package seal

import (
	"errors"
	"fmt"
	"slices"

	"coffer/box/hold"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/codec"
)

// hearing is one seal while it is worked on, within a transaction.
type hearing struct {
	k *Keeper
	m *Matter
	c *course
	// rewrite tells that the seal itself changed, not only its course.
	rewrite bool
	// deciding tells that what is done follows from a decision that is not kept
	// yet: nothing is destroyed because of it.
	deciding bool
}

func (h *hearing) save() error {
	if h.rewrite {
		if err := h.m.save(h.k.tx()); err != nil {
			return err
		}
		h.rewrite = false
	}
	return h.c.save(h.k.tx(), h.m.ID)
}

// state is where the seal stands.
func (h *hearing) state() (hold.State, error) {
	f, err := h.facts()
	if err != nil {
		return hold.State{}, err
	}
	st := h.c.set.State(h.k.me(), f)
	for _, r := range st.Requests {
		h.k.reached(string(r.Stage))
	}
	return st, nil
}

// facts is what this client alone knows.
func (h *hearing) facts() (f hold.Facts, err error) {
	f = hold.Facts{Now: h.k.credited(), Begun: h.c.begun, Listed: h.c.listed, Partial: h.c.partial, Date: h.date()}
	if f.Told, err = h.told(); err != nil {
		return f, err
	}
	for _, who := range h.m.Policy.MayVeto() {
		w, ok := h.m.way(who)
		if !ok {
			continue
		}
		gap, err := post.Gap(h.k.Desk, w.In)
		if err != nil {
			return f, err
		}
		f.Gap = f.Gap || gap
	}
	return f, nil
}

// told lists the requests that have left to all who may veto.
func (h *hearing) told() (map[hold.Hash]bool, error) {
	told := map[hold.Hash]bool{}
	for _, r := range h.c.set.View().Requests {
		left := true
		for _, who := range h.m.Policy.MayVeto() {
			if who == h.k.me() || !left {
				continue
			}
			slot, ok := h.c.passed[passage{who, r.ID}]
			if left = ok; ok {
				var err error
				left, err = post.Left(h.k.Desk, slot)
				if errors.Is(err, vault.ErrNotFound) { // the mailboxes of a seal that is over are gone
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

// date tells how far the last date of the policy is.
func (h *hearing) date() hold.Date {
	end := codec.Moment(uint64(h.m.Policy.NotAfter))
	switch {
	case end.IsZero() || h.k.Desk.Now().Before(end):
		return hold.NotYet
	case h.k.tx().Reached(end):
		return hold.Reached
	}
	return hold.Said
}

// look takes in what a look at the mail was worth: the mailboxes of those who may
// veto, or ask, must have been seen whole; other custodians have no say in it. That
// is noted only where something still depends on it.
func (h *hearing) look(l post.Look) {
	waits, serves := h.serves()
	if l.Whole == nil || !serves {
		return
	}
	partial := false
	for _, w := range h.m.Ways {
		heard := h.m.Policy.Roles(w.Peer).Is(hold.Owner | hold.Requester)
		partial = partial || heard && !l.Whole[w.In]
	}
	if partial != h.c.partial {
		h.c.partial, h.c.changed = partial, true
	}
	if began := seconds(l.Began); waits && !partial && began > h.c.listed {
		h.c.listed, h.c.changed = began, true
	}
}

// serves tells whether this client is a custodian with a request before it for
// which it has not given its share, and whether the wait of one of them runs.
func (h *hearing) serves() (waits, serves bool) {
	me := h.k.me()
	if !h.m.Policy.Roles(me).Is(hold.Custodian) {
		return false, false
	}
	v := h.c.set.View()
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

// take takes in an event that came.
func (h *hearing) take(v hold.Verified) error {
	if _, there := h.c.set.Get(v.ID()); there {
		return nil
	}
	if share, ok := v.Event().(*hold.Share); ok {
		if err := h.wanted(share); err != nil {
			return post.Refuse(err)
		}
	}
	if err := h.c.set.Add(v); err != nil {
		return post.Refuse(err)
	}
	h.c.changed = true
	if _, kept := h.c.set.Get(v.ID()); !kept { // an update that is older than another one
		return nil
	}
	if err := h.repeat(v); err != nil {
		return err
	}
	if err := h.save(); errors.Is(err, ErrFull) {
		return post.Refuse(err)
	} else if err != nil {
		return err
	}
	_, author := v.Event().About()
	news := News{Matter: h.m, Kind: string(v.Event().Kind()), By: author}
	if veto, ok := v.Event().(*hold.Veto); ok {
		news.Reason = veto.Reason
	}
	h.k.tell(news)
	return nil
}

var errShareOfOthers = errors.New("a share that is for somebody else")

// wanted refuses shares that nobody needs here: they are long, and must crowd out
// neither the shares of others nor a veto. They are for the requester alone, and a
// custodian that keeps to the rules gives one for a request, and one more after its
// vault was set back.
func (h *hearing) wanted(share *hold.Share) error {
	if h.m.Receiving == nil {
		return errShareOfOthers
	}
	given := 0
	for _, v := range h.c.set.Events() {
		other, ok := v.Event().(*hold.Share)
		if ok && other.Author == share.Author && other.Request == share.Request {
			given++
		}
	}
	if _, asked := h.c.set.Get(share.Request); !asked || given >= maxGiven || len(share.Sealed) > maxSealed {
		return fmt.Errorf("%w: more shares of one custodian than anybody gives", ErrFull)
	}
	return nil
}

// say signs an event, if it may be said now, and sends it to whom it concerns.
func (h *hearing) say(e hold.Event) (hold.Verified, error) {
	if h.retired() {
		return hold.Verified{}, fmt.Errorf("%w: %s", hold.ErrNotNow, e.Kind())
	}
	st, err := h.state()
	if err != nil {
		return hold.Verified{}, err
	}
	if err := st.Permits(e); err != nil {
		return hold.Verified{}, err
	}
	v, err := hold.Sign(h.m.Policy, e, func(message []byte) ([]byte, error) {
		context := "hold " + string(e.Kind())
		return h.k.Me.Sign(context, message[len("coffer/1 "+context+"\x00"):]), nil
	})
	if err != nil {
		return v, err
	}
	if err := h.c.set.Add(v); err != nil {
		return v, err
	}
	h.c.changed = true
	h.k.reached(string(e.Kind()))
	switch e.(type) {
	case *hold.Seen, *hold.Again:
		h.c.begun[v.ID()] = h.k.credited()
	}
	for _, to := range h.m.Policy.Audience(e) {
		if _, err := h.pass(v, to); err != nil {
			return v, err
		}
	}
	return v, nil
}

// pass sends an event to somebody, once.
func (h *hearing) pass(v hold.Verified, to hold.Fingerprint) (did bool, err error) {
	p := passage{to, v.ID()}
	if _, did := h.c.passed[p]; did {
		return false, nil
	}
	slot, err := h.send(to, KindEvent, v.Bytes())
	if err != nil {
		return false, err
	}
	h.c.passed[p], h.c.changed = slot, true
	return true, nil
}

// send says something over the channel of the seal.
func (h *hearing) send(to hold.Fingerprint, kind string, body []byte) (post.Slot, error) {
	w, ok := h.m.way(to)
	if !ok {
		return post.Slot{}, fmt.Errorf("%w: no mailbox for somebody who must be told", ErrTerms)
	}
	return post.Send(h.k.Desk, h.k.Me, w.In, post.Letter{Kind: kind, Body: body})
}

// head begins an event of ours.
func (h *hearing) head() hold.Head { return hold.Head{Matter: h.m.Policy.Matter(), Author: h.k.me()} }

func (h *hearing) answer(request hold.Hash) hold.Answer {
	return hold.Answer{Head: h.head(), Request: request}
}

// share reads the share that is kept here; false when it is gone.
func (h *hearing) share() (share []byte, there bool, err error) {
	share, err = h.k.Shares.Get(h.m.ID)
	if errors.Is(err, vault.ErrNotFound) {
		return nil, false, nil
	}
	return share, err == nil, err
}
