package matter

import (
	"fmt"

	"coffer/box/contact"
	"coffer/box/hold"
)

// Duties does what must be done, one thing after the other: each may lead to another
// one. What do reports as done must change the state or be open no more. It returns
// the state in which nothing is left.
func (h *Hearing) Duties(do func(hold.Act) (did bool, err error)) (st hold.State, err error) {
	for range maxDuties {
		if st, err = h.State(); err != nil {
			return st, err
		}
		did := false
		for _, a := range st.Must {
			if did, err = do(a); err != nil {
				return st, fmt.Errorf("%s: %w", a.Deed.Sentence(), err)
			}
			if did {
				h.reached(string(a.Deed))
				break
			}
		}
		if !did {
			return st, nil
		}
	}
	return st, ErrEnds
}

// Due tells whether one of the duties is open.
func Due(st hold.State, open func(hold.Act) (bool, error)) (bool, error) {
	for _, a := range st.Must {
		if is, err := open(a); is || err != nil {
			return is, err
		}
	}
	return false, nil
}

// Open tells whether something that must be done by speaking or passing on is not done
// yet. What was said shows in the events; what was passed on does not.
func (h *Hearing) Open(a hold.Act) bool {
	switch {
	case len(h.Ways) == 0:
		return false
	case a.Deed == hold.Forward:
		return h.Unpassed(a.To, []hold.Hash{a.Request})
	case a.Deed == hold.Carry:
		return h.Unpassed(a.To, a.Events)
	}
	return true
}

// Do does what all matters have in common, and tells whether that changed anything;
// known is false for a deed that is the caller's.
func (h *Hearing) Do(a hold.Act) (did, known bool, err error) {
	now := h.Desk.Now().Unix()
	due := now + h.Policy.Grace
	switch a.Deed {
	case hold.Forward:
		did, err = h.Carry(a.To, []hold.Hash{a.Request})
		return did, true, err
	case hold.Carry:
		did, err = h.Carry(a.To, a.Events)
		return did, true, err
	case hold.SaySeen:
		_, err = h.Say(&hold.Seen{Answer: h.Answer(a.Request), At: now, Due: due})
	case hold.SayAgain:
		_, err = h.Say(&hold.Again{Answer: h.Answer(a.Request), At: now, Due: due})
	case hold.SayReady:
		_, err = h.Say(&hold.Ready{Answer: h.Answer(a.Request)})
	case hold.Acknowledge:
		_, err = h.Say(&hold.Known{Answer: h.Answer(a.Request)})
	default:
		return false, false, nil
	}
	return err == nil, true, err
}

// Give encrypts what is withheld to the key of the request and says so.
func (h *Hearing) Give(a hold.Act, withheld []byte) (did bool, err error) {
	to, ok := h.ReplyTo(a.Request)
	if !ok {
		return false, nil
	}
	sealed, err := to.Wrap(withheld)
	if err != nil {
		return false, err
	}
	_, err = h.Say(&hold.Share{Answer: h.Answer(a.Request), Against: a.Events, Sealed: sealed})
	return err == nil, err
}

// ReplyTo is whom a share is encrypted to; false where that is nobody, which is the
// requester's own doing.
func (h *Hearing) ReplyTo(request hold.Hash) (to contact.Public, ok bool) {
	v, _ := h.Course.Set.Get(request)
	asked, ok := v.Event().(*hold.Request)
	if !ok {
		return to, false
	}
	to = contact.Public{Recipient: string(asked.ReplyKey)}
	_, err := to.Wrap(nil)
	return to, err == nil
}

// Repeat says once more to somebody what this party said to stop the request that
// they go on with: their vault may have been put back to before it.
func (h *Hearing) Repeat(said hold.Verified) error {
	var request hold.Hash
	switch e := said.Event().(type) {
	case *hold.Seen:
		request = e.Request
	case *hold.Again:
		request = e.Request
	case *hold.Ready:
		request = e.Request
	}
	if request == (hold.Hash{}) || len(h.Ways) == 0 {
		return nil
	}
	_, who := said.Event().About()
	if _, ok := FindWay(h.Ways, who); !ok { // a sheet of paper, say
		return nil
	}
	for _, v := range h.Course.Set.Events() {
		_, author := v.Event().About()
		veto, vetoes := v.Event().(*hold.Veto)
		_, withdraws := v.Event().(*hold.Withdraw)
		if author != h.Myself() || !withdraws && (!vetoes || veto.Request != request && !h.Policy.Decides) {
			continue
		}
		if err := h.PassAgain(v, who); err != nil {
			return err
		}
	}
	return nil
}
