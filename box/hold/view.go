package hold

import (
	"slices"
)

// Stage is how far a request is.
type Stage string

// The stages of a request. The first in this list that fits is its stage.
const (
	Withdrawn Stage = "withdrawn"
	Vetoed    Stage = "vetoed"
	Cancelled Stage = "cancelled"
	Released  Stage = "released"
	Refused   Stage = "refused"
	Stale     Stage = "stale"
	Ahead     Stage = "ahead"
	Closed    Stage = "closed"
	Decided   Stage = "decided"
	Allowed   Stage = "allowed"
	Waiting   Stage = "waiting"
	Asked     Stage = "asked"
)

// Sentence says in words what a stage means.
func (s Stage) Sentence() string {
	return map[Stage]string{
		Withdrawn: "the owner has withdrawn what is withheld; nothing is released any more",
		Vetoed:    "the request was stopped by a veto",
		Released:  "enough custodians have given their shares",
		Stale:     "the request is from before the owner reopened the matter; ask again",
		Ahead:     "the request is from after a reopening that has not arrived here yet",
		Closed:    "too many requests were vetoed; only the owner can reopen the matter",
		Cancelled: "whoever asked has ended the request",
		Refused:   "so many custodians denied the request that too few are left",
		Decided:   "enough custodians are ready and give their shares",
		Allowed:   "the owner has ended the wait",
		Waiting:   "the wait runs at the custodians, and the owner can stop it",
		Asked:     "the request is made, and no custodian has answered yet",
	}[s]
}

// Live reports whether the request may still lead to a release, or has.
func (s Stage) Live() bool {
	return slices.Contains([]Stage{Released, Decided, Allowed, Waiting, Asked}, s)
}

// View is what events say, to whomever and in whatever order they came. Its
// lists are in the order of the events' ids, where nothing else is said.
type View struct {
	Withdrawn bool
	Closed    bool   // too many vetoes in this era
	Spent     bool   // what is withheld may be out: it is not used for a newer file
	Era       uint64 // how often the owner reopened
	Version   uint64 // of the newest file
	Lifts     []LiftView
	Requests  []RequestView
	Gone      []Fingerprint // custodians that have destroyed their shares

	decides bool // there is one request, and its stage is that of the matter
}

// Sentence says in words where the whole matter stands.
func (v View) Sentence() string {
	at := func(s Stage) bool {
		return slices.ContainsFunc(v.Requests, func(r RequestView) bool { return r.Stage == s })
	}
	switch {
	case v.Withdrawn:
		return Withdrawn.Sentence()
	case v.decides && len(v.Requests) > 0:
		return v.Requests[0].Stage.Sentence()
	case at(Released):
		return Released.Sentence()
	case v.Closed:
		return Closed.Sentence()
	}
	for _, s := range []Stage{Decided, Allowed, Waiting, Asked} {
		if at(s) {
			return s.Sentence()
		}
	}
	if len(v.Lifts) > 0 {
		return "nobody asks for it; the owner has ended the wait of whoever does"
	}
	return "nobody asks for it"
}

// LiftView is a lift of one version.
type LiftView struct {
	ID      Hash
	Version uint64
}

// RequestView is what events say about one request.
type RequestView struct {
	ID         Hash
	Request    *Request
	Stage      Stage
	Served     bool // custodians go on with it
	Late       bool // stopped when enough were ready already: a share may be out
	Cancelled  bool // by whoever made it
	Allowed    bool // by an allow or by a lift that it names
	Vetoes     []VetoView
	Known      []Fingerprint // who may veto and has heard of it
	Custodians []Progress    // in the order of the policy
	Papers     []PaperView   // likewise

	hopeless bool // fewer than the threshold are left that have not denied
}

// VetoView is who stopped a request, and why.
type VetoView struct {
	By     Fingerprint
	Reason string
}

// Progress is how far one custodian is with one request. A hash is zero for
// what it has not said.
type Progress struct {
	Who     Fingerprint
	At, Due int64 // by its own wall clock, for display
	Seen    bool
	Again   bool
	Ready   Hash
	Shares  []Hash // events; more than one only of a custodian that breaks rules
	// Approved and Denied are a person's word, where custodians decide; a denial stands.
	Approved bool
	Denied   bool
	Reason   string // of the denial
}

// counts reports whether it is ready, and has not denied since.
func (c *Progress) counts() bool { return c.Ready != (Hash{}) && holds(guardCounted, !c.Denied) }

// View returns what the events say.
func (s *Set) View() View {
	v := View{Version: 1, decides: s.policy.Decides}
	for _, e := range s.sorted {
		v.note(e)
	}
	for i := range v.Requests {
		v.Requests[i].read(s.policy, s.sorted, v.Lifts)
	}
	v.Closed = !v.decides && !holds(guardVetoes, v.vetoed() < int(s.policy.MaxVetoes))
	for i := range v.Requests {
		r := &v.Requests[i]
		r.Stage, r.Served = v.stage(*r, s.policy), v.stop(*r) == ""
		stopped := r.Stage == Vetoed || r.Stage == Cancelled
		r.Late = stopped && (r.ready() >= int(s.policy.Threshold) || r.shared() > 0)
	}
	return v
}

// note takes in what is about the whole matter.
func (v *View) note(said Verified) {
	switch said.event.Kind() { // also where the request has not arrived
	case KindReady, KindShare, KindAllow, KindLift:
		v.Spent = true
	}
	switch e := said.event.(type) {
	case *Withdraw:
		v.Withdrawn = true
	case *Reopen:
		v.Era = max(v.Era, e.Era)
	case *Update:
		v.Version = max(v.Version, e.Version)
	case *Gone:
		v.Gone = append(v.Gone, e.Author)
	case *Lift:
		v.Lifts = append(v.Lifts, LiftView{ID: said.id, Version: e.Version})
	case *Request:
		v.Requests = append(v.Requests, RequestView{ID: said.id, Request: e})
	}
}

// vetoed counts the requests of this era that were vetoed.
func (v View) vetoed() (n int) {
	for _, r := range v.Requests {
		if r.Request.Era == v.Era && len(r.Vetoes) > 0 {
			n++
		}
	}
	return n
}

// stage returns the first stage that fits.
func (v View) stage(r RequestView, p Policy) Stage {
	t, stop := int(p.Threshold), v.stop(r)
	switch {
	case stop == Withdrawn || stop == Vetoed || stop == Cancelled:
		return stop
	case r.shared() > 0 && r.shared()+r.proved() >= t:
		return Released
	case stop != "":
		return stop
	case r.ready() >= t:
		return Decided
	case r.Allowed:
		return Allowed
	case slices.ContainsFunc(r.Custodians, func(c Progress) bool { return c.Seen }):
		return Waiting
	}
	return Asked
}

// stop returns the stage that keeps custodians from serving a request, if one
// does; even when others have given enough shares already.
func (v View) stop(r RequestView) Stage {
	switch {
	case !holds(guardWithdraw, !v.Withdrawn):
		return Withdrawn
	case !holds(guardVeto, len(r.Vetoes) == 0):
		return Vetoed
	case !holds(guardCancel, !r.Cancelled):
		return Cancelled
	case r.hopeless:
		return Refused
	case !holds(guardEra, r.Request.Era >= v.Era):
		return Stale
	case r.Request.Era > v.Era:
		return Ahead
	case v.Closed:
		return Closed
	}
	return ""
}

// read takes in what is about this request.
func (r *RequestView) read(p Policy, events []Verified, lifts []LiftView) {
	for _, c := range p.Custodians {
		r.Custodians = append(r.Custodians, Progress{Who: c.Fingerprint})
	}
	for _, s := range p.Papers {
		r.Papers = append(r.Papers, PaperView{Which: s.Fingerprint})
	}
	r.Allowed = slices.ContainsFunc(lifts, r.lifted)
	for _, e := range events {
		about, ok := e.event.(interface{ answer() Hash })
		if !ok {
			continue
		}
		named := about.answer() == r.ID
		if _, allows := e.event.(*Allow); allows && holds(guardNamed, named) {
			r.Allowed = true
		}
		if p.means(e.event, named) {
			r.take(e)
		}
	}
	r.hopeless = r.left() < int(p.Threshold)
}

// lifted reports whether a lift ends the wait of this request.
func (r *RequestView) lifted(l LiftView) bool {
	return holds(guardLater, r.Request.Lift == l.ID) && holds(guardVersion, r.Request.Version == l.Version)
}

// take takes in an answer to this request.
func (r *RequestView) take(said Verified) {
	_, author := said.event.About()
	c := r.custodian(author)
	switch e := said.event.(type) {
	case *Known:
		r.Known = append(r.Known, author)
	case *Veto:
		r.Vetoes = append(r.Vetoes, VetoView{By: author, Reason: e.Reason})
	case *Seen:
		c.Seen = true
		c.shown(e.At, e.Due)
	case *Again:
		c.Again = true
		c.shown(e.At, e.Due)
	case *Approve:
		c.Approved = true
	case *Deny:
		c.Denied, c.Reason = true, e.Reason
	case *Cancel:
		r.Cancelled = true
	case *Ready:
		c.Ready = said.id
		r.prove(author, said.id)
	case *Share:
		c.Shares = append(c.Shares, said.id)
	}
}

// shown keeps the latest times.
func (c *Progress) shown(at, due int64) {
	if due > c.Due || due == c.Due && at > c.At {
		c.At, c.Due = at, due
	}
}

// custodian returns the progress of one, or of nobody.
func (r *RequestView) custodian(who Fingerprint) *Progress {
	for i := range r.Custodians {
		if r.Custodians[i].Who == who {
			return &r.Custodians[i]
		}
	}
	return &Progress{}
}

// ready counts the custodians that are ready and the papers that were proved.
func (r *RequestView) ready() int { return len(r.readies()) }

func (r *RequestView) shared() (n int) {
	for _, c := range r.Custodians {
		if len(c.Shares) > 0 {
			n++
		}
	}
	return n
}

// readies returns the ready events, in ascending order.
func (r *RequestView) readies() (ids []Hash) {
	for _, c := range r.Custodians {
		if c.counts() {
			ids = append(ids, c.Ready)
		}
	}
	for _, s := range r.Papers {
		if s.Ready != (Hash{}) {
			ids = append(ids, s.Ready)
		}
	}
	slices.SortFunc(ids, compareHashes)
	return ids
}
