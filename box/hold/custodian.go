package hold

import "slices"

// custodian is what a custodian must do. It has no choice, and so it may do
// nothing: what it does is decided by events, its own credited time and its
// mail; but for a person who decides.
func (st *State) custodian(f Facts) {
	if slices.Contains(st.Gone, st.Me) {
		return
	}
	if st.over(f) {
		st.must(Destroy, Act{})
		return
	}
	for _, r := range st.Requests {
		if st.set.policy.Decides {
			st.decide(r, f)
		}
		switch {
		case r.Served && holds(guardDeny, !r.custodian(st.Me).Denied):
			st.serve(r, f)
		case st.set.policy.Decides: // also what was stopped before it came here
			st.forward(r, f)
		}
		if st.set.policy.Decides { // after the request itself, without which nobody hears it
			st.relay(r)
		}
	}
}

// serve is the next step of a custodian for one request.
func (st *State) serve(r RequestView, f Facts) {
	begun, running := st.begun(r.ID, KindSeen, f)
	if !running {
		st.accept(r, f)
		return
	}
	if !holds(guardWhole, !f.Partial) || !holds(guardDate, f.Date == NotYet) {
		return
	}
	ready := r.custodian(st.Me).Ready != (Hash{})
	if !ready && st.willing(r) {
		st.await(r, begun, f)
	}
	if holds(guardOwn, ready) && len(r.custodian(st.Me).Shares) == 0 && st.quorum(r) {
		st.must(GiveShare, Act{Request: r.ID, Events: r.readies()})
	}
}

// accept begins the wait, once all who may veto are told.
func (st *State) accept(r RequestView, f Facts) {
	if holds(guardForward, st.forward(r, f)) && holds(guardCode, st.confirmed(r, f)) {
		st.must(SaySeen, Act{Request: r.ID})
	}
}

// forward has all who may veto told, and reports whether they are.
func (st *State) forward(r RequestView, f Facts) (told bool) {
	tell := slices.DeleteFunc(st.set.policy.MayVeto(), func(who Fingerprint) bool { return who == st.Me })
	told = f.Told[r.ID] || len(tell) == 0
	if !told {
		st.must(Forward, Act{Request: r.ID, To: tell})
	}
	return told
}

// await says that the wait is over, if it is.
func (st *State) await(r RequestView, begun int64, f Facts) {
	grace := st.set.policy.Grace
	again, repeated := st.begun(r.ID, KindAgain, f)
	if repeated {
		begun = max(begun, again)
	}
	switch {
	case r.Allowed:
		st.must(SayReady, Act{Request: r.ID})
	case !holds(guardWait, f.known() >= begun+grace):
	case !repeated && !holds(guardExtra, !st.uneasy(r, f)):
		st.must(SayAgain, Act{Request: r.ID})
	default:
		st.must(SayReady, Act{Request: r.ID})
	}
}

// known is the time up to which everything that was sent is known here: the
// beginning of the newest complete listing.
func (f Facts) known() int64 {
	if holds(guardListing, false) { // only in a build without that guard
		return f.Now
	}
	return f.Listed
}

// uneasy reports whether somebody who may veto may not have been heard.
func (st *State) uneasy(r RequestView, f Facts) bool {
	silent := func(who Fingerprint) bool { return who != st.Me && !slices.Contains(r.Known, who) }
	return st.set.policy.ExtraWait && (f.Gap || slices.ContainsFunc(st.set.policy.MayVeto(), silent))
}

// begun returns when the party's own wait for a request began: the latest
// beginning that it knows of.
func (st *State) begun(request Hash, kind Kind, f Facts) (at int64, ok bool) {
	for _, said := range st.set.sorted {
		_, author := said.event.About()
		about, answers := said.event.(interface{ answer() Hash })
		if said.event.Kind() != kind || author != st.Me || !answers || about.answer() != request {
			continue
		}
		begun, known := f.Begun[said.id]
		if holds(guardLost, known) {
			at, ok = max(at, begun), true
		}
	}
	return at, ok
}

// quorum reports whether enough custodians are ready for this request.
func (st *State) quorum(r RequestView) bool {
	ready := r.ready()
	if holds(guardSame, false) { // only in a build without that guard
		ready = st.readyForAny()
	}
	return holds(guardQuorum, ready >= int(st.set.policy.Threshold))
}

// readyForAny counts the custodians that are ready for any request.
func (st *State) readyForAny() (n int) {
	for _, c := range st.set.policy.Custodians {
		if slices.ContainsFunc(st.Requests, func(r RequestView) bool { return r.custodian(c.Fingerprint).Ready != (Hash{}) }) {
			n++
		}
	}
	return n
}
