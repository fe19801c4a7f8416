package hold

import (
	"crypto/ed25519"
	"reflect"

	"coffer/vault/codec"
)

// The checks here know what was really said, and when it arrived where; they
// share no rule with the code.

// stopped reports why a custodian that knows what it knows must not go on.
func (w *world) stopped(p *party, request Hash) string {
	era, vetoed := uint64(0), map[Hash]bool{}
	for id := range p.got {
		switch e := w.genuine[id].(type) {
		case *Withdraw:
			return "it was withdrawn"
		case *Cancel:
			return "it was cancelled"
		case *Veto:
			vetoed[e.Request] = true
			if w.policy.Decides {
				return "there is a veto"
			}
		case *Reopen:
			era = max(era, e.Era)
		}
	}
	if vetoed[request] {
		return "there is a veto"
	}
	r := w.genuine[request].(*Request)
	if r.Era != era {
		return "the request is of another era"
	}
	n := 0
	for id := range vetoed {
		if other, ok := w.genuine[id].(*Request); ok && other.Era == era && p.got[id] {
			n++
		}
	}
	if n >= int(w.policy.MaxVetoes) {
		return "there were too many vetoes"
	}
	if p.facts.Date != NotYet {
		return "the last date has come"
	}
	for _, m := range p.box {
		if m.visible && m.stamp < p.listedAt && w.isVeto(m.data, request) {
			return "its newest listing left a veto behind"
		}
	}
	return ""
}

func (w *world) isVeto(data []byte, request Hash) bool {
	v, ok := w.parsed[string(data)]
	if !ok {
		return false
	}
	e, ok := v.event.(*Veto)
	return ok && (e.Request == request || w.policy.Decides) && w.genuine[v.id] != nil
}

// letOff reports whether the owner really ended the wait, and it is known here.
func (w *world) letOff(p *party, request Hash) bool {
	r := w.genuine[request].(*Request)
	for id := range p.got {
		switch e := w.genuine[id].(type) {
		case *Allow:
			if e.Request == request {
				return true
			}
		case *Lift:
			if r.Lift == id && r.Version == e.Version {
				return true
			}
		}
	}
	return false
}

func (w *world) checkReady(p *party, request Hash) {
	if why := w.stopped(p, request); why != "" {
		w.failf("%s is ready although %s", p.name, why)
	}
	if !p.told[request] && !(len(w.policy.MayVeto()) == 1 && p == w.owner()) {
		w.failf("%s is ready and told nobody of the request", p.name)
	}
	w.checkDecided(p, request)
	if w.letOff(p, request) {
		return
	}
	waited, grace := p.facts.Now-p.firstSeen[request], w.policy.Grace
	if waited < grace {
		w.failf("%s is ready after %d of %d seconds", p.name, waited, grace)
	}
	if w.policy.ExtraWait && waited < 2*grace && (p.facts.Gap || !w.allKnow(p, request)) {
		w.failf("%s is ready after %d seconds, in spite of a gap or silence", p.name, waited)
	}
	over := p.firstSeen[request] + grace
	if w.policy.Decides { // and so may be ready later in the second in which it had listed its mail
		over--
	}
	for _, m := range p.box {
		if m.visible && m.now <= over && w.isVeto(m.data, request) {
			w.failf("%s is ready, and a veto from before the end of the wait lies in its mailbox", p.name)
		}
	}
}

func (w *world) allKnow(p *party, request Hash) bool {
	known := map[Fingerprint]bool{p.me: true}
	for id := range p.got {
		if e, ok := w.genuine[id].(*Known); ok && e.Request == request {
			known[e.Author] = true
		}
	}
	for _, who := range w.policy.MayVeto() {
		if !known[who] {
			return false
		}
	}
	return true
}

func (w *world) checkShare(p *party, request Hash) {
	if why := w.stopped(p, request); why != "" {
		w.failf("%s gives its share although %s", p.name, why)
	}
	if !p.readyFor[request] {
		w.failf("%s gives its share and was not ready", p.name)
	}
	w.checkDecided(p, request)
	counts := func(c *party) bool { return c.readyFor[request] && !w.knowsOfDenial(p, c) }
	if n := w.count(counts) + w.proofs(request); n < int(w.policy.Threshold) {
		w.failf("%s gives its share, and %d of %d were ready for this request", p.name, n, w.policy.Threshold)
	}
}

// count counts custodians.
func (w *world) count(is func(*party) bool) (n int) {
	for _, c := range w.policy.Custodians {
		if is(w.find(c.Fingerprint)) {
			n++
		}
	}
	return n
}

func (w *world) checkOpen(p *party, request Hash) {
	w.reached.opened++
	n := w.count(func(c *party) bool { return c.sharedFor[request] }) + w.proofs(request)
	if n < int(w.policy.Threshold) {
		w.failf("the requester opens with %d shares of %d", n, w.policy.Threshold)
	}
	for id := range p.got {
		switch e := w.genuine[id].(type) {
		case *Veto:
			if e.Request == request || w.policy.Decides {
				w.failf("the requester opens in spite of a veto")
			}
		case *Cancel:
			w.failf("the requester opens what it has taken back")
		}
	}
}

func (w *world) checkUpdate(p *party) {
	for id := range p.got {
		switch w.genuine[id].(type) {
		case *Ready, *Share, *Allow, *Lift:
			w.failf("the owner sends a newer file after a %s", w.genuine[id].Kind())
		}
	}
}

// checkEnd holds the promises over the whole history.
func (w *world) checkEnd() {
	t, n := int(w.policy.Threshold), len(w.policy.Custodians)+len(w.policy.Papers)
	out := map[*party]bool{} // by requests that were stopped in time
	for id, said := range w.genuine {
		if said.Kind() != KindRequest {
			continue
		}
		stopped := w.count(func(c *party) bool { return c.tooLate[id] && !c.crooked })
		shares := w.count(func(c *party) bool { return c.sharedFor[id] }) + w.proofs(id)
		honest := w.count(func(c *party) bool { return c.sharedFor[id] && !c.crooked })
		if stopped >= n-t+1 && (shares >= t || honest > 0) {
			w.failf("a veto reached %d of %d custodians in time, and %d shares are out", stopped, n, shares)
		}
		for _, c := range w.parties {
			if stopped >= n-t+1 && c.sharedFor[id] {
				out[c] = true
			}
		}
		if ready := w.count(func(c *party) bool { return c.readyFor[id] }) + w.proofs(id); honest > 0 && ready < t {
			w.failf("a share is out, and %d were ready", ready)
		}
	}
	if len(out) >= t {
		w.failf("%d shares of several tries add up, and each was stopped in time", len(out))
	}
	w.checkOne()
	w.checkSame()
}

// checkSame has every party read all events, each in an order of its own.
func (w *world) checkSame() {
	var all []Verified
	for _, p := range w.parties {
		for _, v := range p.set.sorted {
			if w.genuine[v.id] != nil {
				all = append(all, v)
			}
		}
	}
	all = w.oneRequest(all)
	var first View
	for i := range w.parties {
		set, err := NewSet(w.policy)
		if err != nil {
			panic(err)
		}
		left := append([]Verified{}, all...)
		for len(left) > 0 {
			k := w.c.pick(len(left))
			if err := set.Add(left[k]); err != nil {
				w.failf("all events: %v", err)
			}
			left[k] = left[len(left)-1]
			left = left[:len(left)-1]
		}
		view := set.View()
		if i == 0 {
			first = view
		} else if !reflect.DeepEqual(first, view) {
			w.failf("two parties see different states of the same events")
		}
		if i == 1 { // twice is often enough
			return
		}
	}
}

// rawSign signs what Sign refuses to: in the name of anybody, by any key.
func rawSign(e Event, name string) []byte {
	body, err := codec.Marshal(e)
	if err != nil {
		panic(err)
	}
	w := signedEvent{Version: version, Kind: e.Kind(), Body: body}
	copy(w.Signature[:], ed25519.Sign(testKey(name), toSign(e.Kind(), body)))
	data, err := codec.Marshal(w)
	if err != nil {
		panic(err)
	}
	return data
}
