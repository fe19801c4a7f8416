package hold

import "slices"

// Where custodians decide, they are people, and what they withhold is asked for by
// somebody who may be anybody. So a custodian's wait begins once its person has typed
// the code that the requester told them over another channel, and it is ready only
// when its person approves. There is one request. Whoever made it may end it, and each
// custodian may deny it. The owner and those who watch can only stop it: they talk to
// the custodians alone, who carry that to the requester.
//
// A share on paper obeys nobody. It is a party that can say one thing, that it is
// ready, by its own key: so that the others count it. The custodians carry that to those
// who may veto, too, who would not know otherwise that shares may be out.

// PaperView is one share on paper.
type PaperView struct {
	Which Fingerprint
	Ready Hash // zero as long as it was not proved
}

// hears reports whether an event means anything under this policy.
func (p Policy) hears(e Event) bool {
	switch e := e.(type) {
	case *Request:
		return !p.Decides || e.Era == 0 && e.Version == 1 && e.Lift == Hash{}
	case *Approve, *Deny, *Cancel:
		return p.Decides
	case *Allow, *Lift, *Update, *Withdraw, *Reopen, *Gone:
		return !p.Decides
	}
	return true
}

// means reports whether an event is about a request. Where custodians decide, what
// stops one stops the matter: somebody who shows two people two requests, of which
// each keeps one, must not have the one stopped and the other released.
func (p Policy) means(e Event, named bool) bool {
	switch e.(type) {
	case *Veto, *Deny, *Cancel:
		return named || p.Decides && !holds(guardMeant, false)
	}
	return named
}

// Once reports whether one event of a kind says all that its author can say by more of
// them: then nobody carries a second one. Which of them it is does not matter.
func (p Policy) Once(k Kind) bool {
	return p.Decides && slices.Contains([]Kind{KindVeto, KindCancel, KindDeny, KindApprove}, k)
}

// deciders is the audience of an event where custodians decide.
func (p Policy) deciders(e Event) []Fingerprint {
	_, author := e.About()
	switch e.(type) {
	case *Request, *Known, *Cancel, *Veto:
		return p.custodians()
	case *Ready:
		if p.Roles(author).Is(Paper) {
			return p.custodians()
		}
		return append(p.MayVeto(), p.Requester.Fingerprint)
	case *Seen, *Again, *Approve, *Deny:
		return append(p.MayVeto(), p.Requester.Fingerprint)
	case *Share:
		return []Fingerprint{p.Requester.Fingerprint}
	}
	return nil
}

// checkDecides reports what does not go together where custodians decide, and where
// they do not.
func (p Policy) checkDecides() string {
	if !p.Decides {
		if len(p.Papers) > 0 {
			return "shares on paper where nobody decides"
		}
		return ""
	}
	switch {
	case p.MaxVetoes != 1 || p.NotAfter != 0:
		return "more than one veto, or a last date, where custodians decide"
	case len(p.Papers) >= int(p.Threshold) || len(p.Papers) > MaxPapers:
		return "as many shares on paper as the threshold"
	case slices.ContainsFunc(p.Papers, func(s Party) bool { return [32]byte(s.Fingerprint) != s.Key }):
		return "a share on paper that is not named by its key"
	}
	return ""
}

// decide is what the person of a custodian may do about a request, and what its client
// carries for those who have no way of their own.
func (st *State) decide(r RequestView, f Facts) {
	c := r.custodian(st.Me)
	if len(r.Vetoes) > 0 {
		st.must(Carry, Act{Request: r.ID, To: []Fingerprint{st.set.policy.Requester.Fingerprint}, Events: st.said(KindVeto)})
	}
	if !r.Served {
		return
	}
	if !c.Denied && len(c.Shares) == 0 {
		st.may(MayDeny, Act{Request: r.ID})
	}
	if !c.Denied && !st.confirmed(r, f) {
		st.may(MayConfirm, Act{Request: r.ID})
	}
	if !c.Approved && holds(guardSure, !c.Denied && st.confirmed(r, f)) {
		st.may(MayApprove, Act{Request: r.ID})
	}
}

// relay is what the client of a custodian carries to those who may veto, who have a way to
// custodians alone: what another one of them stopped, that whoever asked ended it, and
// which papers were proved.
func (st *State) relay(r RequestView) {
	for _, said := range st.set.sorted {
		_, author := said.event.About()
		switch e := said.event.(type) {
		case *Veto, *Cancel:
		case *Ready:
			if e.Request != r.ID || !st.set.policy.Roles(author).Is(Paper) {
				continue
			}
		default:
			continue
		}
		tell := slices.DeleteFunc(st.set.policy.MayVeto(), func(who Fingerprint) bool { return who == st.Me || who == author })
		if len(tell) > 0 {
			st.must(Carry, Act{Request: r.ID, To: tell, Events: []Hash{said.id}})
		}
	}
}

// said lists the events of a kind.
func (st *State) said(k Kind) (ids []Hash) {
	for _, v := range st.set.sorted {
		if v.event.Kind() == k {
			ids = append(ids, v.id)
		}
	}
	return ids
}

// confirmed reports whether the code of a request was typed here, where one is needed.
func (st *State) confirmed(r RequestView, f Facts) bool {
	return !st.set.policy.Decides || f.Confirmed[r.ID]
}

// willing reports whether the person of this custodian approves, where people decide.
func (st *State) willing(r RequestView) bool {
	return !st.set.policy.Decides || holds(guardApprove, r.custodian(st.Me).Approved)
}

// asked is what the requester may do where custodians decide.
func (st *State) asked() {
	if len(st.Requests) == 0 {
		st.may(MayBreak, Act{})
	}
	for _, r := range st.Requests {
		if r.Stage.Live() && r.Stage != Released {
			st.may(MayCancel, Act{Request: r.ID})
		}
	}
}

// prove takes in that a share on paper is there.
func (r *RequestView) prove(which Fingerprint, ready Hash) {
	for i := range r.Papers {
		if r.Papers[i].Which == which {
			r.Papers[i].Ready = ready
		}
	}
}

// proved counts the shares on paper that are there.
func (r *RequestView) proved() (n int) {
	for _, s := range r.Papers {
		if s.Ready != (Hash{}) {
			n++
		}
	}
	return n
}

// left counts the custodians that have not denied, and the shares on paper.
func (r *RequestView) left() (n int) {
	for _, c := range r.Custodians {
		if !c.Denied {
			n++
		}
	}
	return n + len(r.Papers)
}
