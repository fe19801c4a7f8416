package hold

import (
	"bytes"
	"fmt"
	"slices"
)

// Deed is something that a party must or may do.
type Deed string

// What a party must do, as soon as it can.
const (
	Forward     Deed = "forward"
	SaySeen     Deed = "say seen"
	SayAgain    Deed = "say again"
	SayReady    Deed = "say ready"
	GiveShare   Deed = "give share"
	Destroy     Deed = "destroy"
	Acknowledge Deed = "acknowledge"
	Carry       Deed = "carry"
	DeleteFile  Deed = "delete file"
)

// What a party may do, when its person wants it.
const (
	MayBreak    Deed = "break"
	MayOpen     Deed = "open"
	MayAllow    Deed = "allow"
	MayVeto     Deed = "veto"
	MayLift     Deed = "lift"
	MayUpdate   Deed = "update"
	MayWithdraw Deed = "withdraw"
	MayReopen   Deed = "reopen"
	MayConfirm  Deed = "confirm"
	MayApprove  Deed = "approve"
	MayDeny     Deed = "deny"
	MayCancel   Deed = "cancel"
)

// Sentence says in words what a deed is.
func (d Deed) Sentence() string {
	return map[Deed]string{
		Forward:     "pass the request on, word for word, to all who may veto",
		SaySeen:     "tell both sides that the wait runs",
		SayAgain:    "tell both sides that the wait runs once more",
		SayReady:    "tell both sides that the wait is over",
		GiveShare:   "give the share to the requester",
		Destroy:     "destroy the share, then say so",
		Acknowledge: "tell the custodians that the request is known here",
		Carry:       "carry to others what they do not hear otherwise",
		DeleteFile:  "delete the file that is sealed",
		MayBreak:    "ask for it",
		MayOpen:     "put the shares together and open it",
		MayAllow:    "end the wait of this request",
		MayVeto:     "stop this request",
		MayLift:     "end the wait of every later request",
		MayUpdate:   "send a newer file",
		MayWithdraw: "withdraw it for ever",
		MayReopen:   "let it be asked for again",
		MayConfirm:  "type the code of the request",
		MayApprove:  "say that the request is genuine",
		MayDeny:     "give nothing for this request, for ever",
		MayCancel:   "end this request",
	}[d]
}

// Act is a deed with what it is about.
type Act struct {
	Deed    Deed
	Request Hash          // zero where it is about the whole matter
	To      []Fingerprint // whom to tell, for Forward, Acknowledge and Carry
	Events  []Hash        // what to carry, what a share is given against, or the lift to name
}

// State is what one party sees, must do and may do.
type State struct {
	View
	Me    Fingerprint
	Roles Role
	Must  []Act // in the order in which to do it; ask again after each
	May   []Act

	set *Set
}

// State returns the state of one party.
func (s *Set) State(me Fingerprint, f Facts) State {
	st := State{View: s.View(), Me: me, Roles: s.policy.Roles(me), set: s}
	if st.Roles.Is(Custodian) {
		st.custodian(f)
	}
	if st.Roles.Is(Owner | Watcher) {
		st.informed()
	}
	if st.Roles.Is(Owner) {
		st.owner(f)
	}
	if st.Roles.Is(Requester) {
		st.requester(f)
	}
	return st
}

func (st *State) must(d Deed, a Act) { a.Deed = d; st.Must = append(st.Must, a) }
func (st *State) may(d Deed, a Act)  { a.Deed = d; st.May = append(st.May, a) }

// over reports whether nothing is released any more, for whatever reason.
func (st *State) over(f Facts) bool {
	return !holds(guardWithdraw, !st.Withdrawn) || !holds(guardDate, f.Date != Reached)
}

// informed is for those who may veto.
func (st *State) informed() {
	for _, r := range st.Requests {
		if !slices.Contains(r.Known, st.Me) {
			st.must(Acknowledge, Act{Request: r.ID, To: st.set.policy.others(st.Me)})
		}
		if !st.Withdrawn && len(r.Vetoes) == 0 && !(st.set.policy.Decides && r.Stage == Released) {
			st.may(MayVeto, Act{Request: r.ID})
		}
		if r.Cancelled { // others may not have been shown it
			st.must(Carry, Act{Request: r.ID, To: st.set.policy.others(st.Me), Events: st.said(KindCancel)})
		}
	}
}

func (st *State) owner(f Facts) {
	if st.over(f) || st.set.policy.Decides {
		return
	}
	pending := false
	for _, r := range st.Requests {
		if r.Stage.Live() && r.Stage != Released {
			pending = true
			if !r.Allowed {
				st.may(MayAllow, Act{Request: r.ID})
			}
		}
	}
	if !pending && !slices.ContainsFunc(st.Lifts, func(l LiftView) bool { return l.Version == st.Version }) {
		st.may(MayLift, Act{})
	}
	if holds(guardUpdate, !st.Spent) {
		st.may(MayUpdate, Act{})
	}
	if st.Closed {
		st.may(MayReopen, Act{})
	}
	st.may(MayWithdraw, Act{})
}

func (st *State) requester(f Facts) {
	if st.over(f) {
		st.must(DeleteFile, Act{})
		return
	}
	lift, waits := st.liftToName(), false
	for _, r := range st.Requests {
		if holds(guardRelease, r.Stage == Released) {
			st.may(MayOpen, Act{Request: r.ID})
		}
		if !r.Stage.Live() {
			continue
		}
		waits = waits || lift == (Hash{}) || r.Request.Lift == lift
		if to := r.without(); len(to) > 0 {
			if what := st.speakFor(r); len(what) > 0 {
				st.must(Carry, Act{Request: r.ID, To: to, Events: what})
			}
		}
	}
	if st.set.policy.Decides {
		st.asked()
		return
	}
	if !waits && !st.Closed {
		a := Act{}
		if lift != (Hash{}) {
			a.Events = []Hash{lift}
		}
		st.may(MayBreak, a)
	}
}

// liftToName returns the lift of the newest version, if there is one.
func (st *State) liftToName() (id Hash) {
	for _, l := range st.Lifts {
		if l.Version == st.Version {
			id = l.ID
		}
	}
	return id
}

// without lists the custodians that have not given a share.
func (r *RequestView) without() (who []Fingerprint) {
	for _, c := range r.Custodians {
		if len(c.Shares) == 0 {
			who = append(who, c.Who)
		}
	}
	return who
}

// speakFor lists what the requester carries to the custodians: the reopening of
// its era, what ended its wait, and who is ready.
func (st *State) speakFor(r RequestView) (ids []Hash) {
	for _, said := range st.set.sorted {
		switch e := said.event.(type) {
		case *Reopen:
			if e.Era == r.Request.Era {
				ids = append(ids, said.id)
			}
		case *Allow:
			if e.Request == r.ID {
				ids = append(ids, said.id)
			}
		case *Lift:
			if said.id == r.Request.Lift {
				ids = append(ids, said.id)
			}
		case *Ready:
			if e.Request == r.ID {
				ids = append(ids, said.id)
			}
		}
	}
	return ids
}

// others are all custodians but one party itself.
func (p Policy) others(me Fingerprint) (who []Fingerprint) {
	for _, c := range p.Custodians {
		if c.Fingerprint != me {
			who = append(who, c.Fingerprint)
		}
	}
	return who
}

// Permits reports whether the party may or must say this now. It does not look
// into a share; everything else that an event refers to must fit.
func (st State) Permits(e Event) error {
	matter, author := e.About()
	if matter != st.set.matter || author != st.Me {
		return fmt.Errorf("%w: %s", ErrMatter, e.Kind())
	}
	deed, a := st.wanted(e)
	fits := func(have Act) bool {
		return have.Deed == deed && have.Request == a.Request &&
			(a.Events == nil || slices.Equal(have.Events, a.Events))
	}
	if deed == "" || !slices.ContainsFunc(st.Must, fits) && !slices.ContainsFunc(st.May, fits) {
		return fmt.Errorf("%w: %s", ErrNotNow, e.Kind())
	}
	return nil
}

// wanted translates an event into the act that it carries out, or into no deed
// where it does not fit the state.
func (st State) wanted(e Event) (Deed, Act) {
	switch e := e.(type) {
	case *Request:
		if e.Era != st.Era || e.Version != st.Version || st.used(e.ReplyKey) {
			return "", Act{}
		}
		return MayBreak, Act{Events: named(e.Lift)}
	case *Known:
		return Acknowledge, Act{Request: e.Request}
	case *Seen:
		return SaySeen, Act{Request: e.Request}
	case *Again:
		return SayAgain, Act{Request: e.Request}
	case *Allow:
		return MayAllow, Act{Request: e.Request}
	case *Veto:
		return MayVeto, Act{Request: e.Request}
	case *Ready:
		return SayReady, Act{Request: e.Request}
	case *Approve:
		return MayApprove, Act{Request: e.Request}
	case *Deny:
		return MayDeny, Act{Request: e.Request}
	case *Cancel:
		return MayCancel, Act{Request: e.Request}
	case *Share:
		return GiveShare, Act{Request: e.Request, Events: e.Against}
	case *Gone:
		return Destroy, Act{}
	case *Withdraw:
		return MayWithdraw, Act{}
	}
	return st.wantedNumber(e)
}

// used reports whether a reply key stands in another request.
func (st State) used(key []byte) bool {
	return slices.ContainsFunc(st.Requests, func(r RequestView) bool { return bytes.Equal(r.Request.ReplyKey, key) })
}

// wantedNumber is for events that carry a version or an era.
func (st State) wantedNumber(e Event) (Deed, Act) {
	switch e := e.(type) {
	case *Lift:
		if e.Version == st.Version {
			return MayLift, Act{}
		}
	case *Update:
		if e.Version == st.Version+1 {
			return MayUpdate, Act{}
		}
	case *Reopen:
		if e.Era == st.Era+1 {
			return MayReopen, Act{}
		}
	}
	return "", Act{}
}

// named is a list of one lift, or of none: then any state fits.
func named(lift Hash) []Hash {
	if lift == (Hash{}) {
		return nil
	}
	return []Hash{lift}
}

func compareHashes(a, b Hash) int { return bytes.Compare(a[:], b[:]) }
