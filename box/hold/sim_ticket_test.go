package hold

import (
	"crypto/ed25519"
	"fmt"
	"slices"
)

// What histories of tickets have besides those of seals, and what must hold there.

func newReachedByTickets() *reached {
	r := newReached()
	r.next = nextOfTicket
	return r
}

// runTicket is one history of a ticket.
func runTicket(c chooser, r *reached) error {
	w := newTicketWorld(c, r)
	return w.run(w.turnOfTicket)
}

func newTicketWorld(c chooser, r *reached) *world {
	w := &world{c: c, reached: r, keys: map[Fingerprint]ed25519.PrivateKey{}, genuine: map[Hash]Event{}, parsed: map[string]Verified{}}
	n, papers := 1+c.pick(4), c.pick(3)
	w.policy = testTicket(n, papers, papers+1+c.pick(n))
	w.policy.ExtraWait = !w.chance(30)
	w.policy.Grace = []int64{day, 2 * day}[c.pick(2)]
	switch w.c.pick(4) {
	case 0, 1:
		w.policy.Watchers = nil
	case 2:
		w.policy.Watchers = w.policy.Custodians[:1]
	}
	names := []string{"alice", "bob"}
	for i := range n {
		names = append(names, fmt.Sprintf("custodian %d", i+1))
	}
	if w.policy.Roles(testParty("walter").Fingerprint) != 0 {
		names = append(names, "walter")
	}
	for _, name := range names {
		w.join(name)
	}
	w.crook()
	w.sister = w.policy
	w.sister.Terms = Hash{6}
	return w
}

// turnOfTicket is one thing that happens.
func (w *world) turnOfTicket() {
	p := w.parties[w.c.pick(len(w.parties))]
	someone := w.anyCustodian()
	switch k := w.c.pick(100); {
	case k < 20:
		w.listing(p)
	case k < 34:
		w.passTime()
	case k < 40:
		w.want(w.requester(), MayBreak)
	case k < 48:
		w.confirm(someone)
	case k < 60:
		w.want(someone, MayApprove)
	case k < 62:
		w.want(someone, MayDeny)
	case k < 65:
		w.regret()
	case k < 67:
		w.veto()
	case k < 68:
		w.want(w.requester(), MayCancel)
	case k < 71 && len(w.policy.Papers) > 0:
		w.prove(fmt.Sprintf("paper %d", 1+w.c.pick(len(w.policy.Papers))))
	case k < 75:
		w.late(p)
	case k < 76: // a restore
		p.facts.Begun, p.facts.Confirmed = map[Hash]int64{}, map[Hash]bool{}
	case k < 78:
		w.byHand(p)
	case k < 79: // the post is away
		for _, q := range w.parties {
			w.act(q)
		}
	case k < 82:
		w.moment()
	case w.requester().crooked && k < 88:
		w.cheatWithTicket(someone)
	default:
		for _, q := range w.parties { // everybody syncs
			w.listing(q)
		}
	}
}

func (w *world) anyCustodian() *party {
	return w.find(w.policy.Custodians[w.c.pick(len(w.policy.Custodians))].Fingerprint)
}

// veto is by the owner or a watcher.
func (w *world) veto() {
	all := w.policy.MayVeto()
	w.want(w.find(all[w.c.pick(len(all))]), MayVeto)
}

// moment has somebody veto just as waits are over.
func (w *world) moment() {
	for _, p := range w.parties {
		p.facts.Now += w.policy.Grace
		if w.chance(50) {
			w.listing(p)
		}
	}
	w.veto()
	for _, p := range w.parties[2:] {
		if w.chance(50) {
			w.listing(p)
		} else {
			w.act(p)
		}
	}
}

// regret has a custodian deny that is ready already, and the others hear of it.
func (w *world) regret() {
	for _, p := range w.parties[2:] {
		if len(p.readyFor) == 0 || len(p.sharedFor) > 0 || p.denied {
			continue
		}
		w.want(p, MayDeny)
		for _, v := range p.set.sorted {
			for _, c := range w.policy.Custodians {
				if v.event.Kind() == KindDeny {
					w.show(w.find(c.Fingerprint), mail{data: v.bytes})
				}
			}
		}
		return
	}
}

// cheatWithTicket is what a requester tries who keeps to no rule, together with
// custodians that do not either.
func (w *world) cheatWithTicket(someone *party) {
	p := w.requester()
	head := Head{w.policy.Matter(), p.me}
	all := slices.Concat([]*party{w.owner()}, w.parties[2:])
	switch w.c.pick(8) {
	case 0, 1: // another request, to somebody alone
		r := &Request{Head: head, Version: 1, ReplyKey: w.replyKey()}
		v := w.sign(w.policy, r, p.name)
		w.genuine[v.id] = r
		w.take(p, v)
		w.show(all[w.c.pick(len(all))], mail{data: v.bytes})
	case 2: // everything it has, to somebody
		to := all[w.c.pick(len(all))]
		for _, v := range p.set.sorted {
			w.show(to, mail{data: v.bytes})
		}
	case 3: // what others should have said, and papers that it does not have
		w.forgeTicket(someone)
	case 4: // what only seals know, by its own client and by the owner's
		w.overstep(someone)
	case 5: // an approval of another ticket
		if r, ok := w.anyRequest(); ok {
			a := Answer{Head{w.sister.Matter(), someone.me}, r}
			v := w.sign(w.sister, &Approve{Answer: a}, someone.name)
			w.show(someone, mail{data: v.bytes})
		}
	case 6: // a cancel that it shows to one of those who may veto
		if r, ok := w.anyRequest(); ok {
			w.show(all[w.c.pick(len(all))], mail{data: w.sign(w.policy, &Cancel{Answer: Answer{head, r}}, p.name).bytes})
		}
	case 7: // crooked custodians release early
		w.release()
	}
}

func (w *world) forgeTicket(to *party) {
	r, ok := w.anyRequest()
	if !ok {
		return
	}
	for _, c := range slices.Concat(w.policy.Custodians, w.policy.Papers) {
		a := Answer{Head{w.policy.Matter(), c.Fingerprint}, r}
		w.show(to, mail{data: rawSign(&Ready{Answer: a}, "bob")})
		w.show(to, mail{data: rawSign(&Approve{Answer: a}, "bob")})
	}
}

func (w *world) overstep(to *party) {
	r, ok := w.anyRequest()
	if !ok {
		return
	}
	matter, owner := w.policy.Matter(), w.policy.Owner.Fingerprint
	for _, data := range [][]byte{
		rawSign(&Allow{Answer: Answer{Head{matter, owner}, r}}, "alice"),
		rawSign(&Approve{Answer: Answer{Head{matter, owner}, r}}, "alice"),
		rawSign(&Approve{Answer: Answer{Head{matter, w.requester().me}, r}}, "bob"),
		rawSign(&Request{Head: Head{matter, w.requester().me}, Version: 2, ReplyKey: []byte{1}}, "bob"),
	} {
		w.show(to, mail{data: data})
	}
}

// wantOfTicket says what a person decides.
func (w *world) wantOfTicket(p *party, deed Deed, answer Answer) {
	switch deed {
	case MayConfirm:
		p.facts.Confirmed[answer.Request], p.confirmed[answer.Request] = true, true
	case MayApprove:
		w.checkApprove(p, answer.Request)
		w.say(p, &Approve{Answer: answer})
		p.approved[answer.Request] = true
	case MayDeny:
		if p.sharedFor[answer.Request] {
			w.failf("%s may deny what it has given", p.name)
		}
		w.say(p, &Deny{Answer: answer, Reason: "this is not her voice"})
		p.denied = true
	case MayCancel:
		w.say(p, &Cancel{Answer: answer})
	}
}

// confirm types the code of the request that a custodian has.
func (w *world) confirm(p *party) {
	w.want(p, MayConfirm)
	w.act(p)
}

// prove has the requester prove that it has a paper.
func (w *world) prove(name string) {
	p, paper := w.requester(), testPaper(name)
	for _, r := range p.set.View().Requests {
		e := &Ready{Answer: Answer{Head{w.policy.Matter(), paper.Fingerprint}, r.ID}}
		v, err := Sign(w.policy, e, func(m []byte) ([]byte, error) { return ed25519.Sign(testKey(name), m), nil })
		w.failIf(err)
		w.genuine[v.id] = e
		w.take(p, v)
		for _, to := range w.policy.Audience(e) {
			w.put(p, w.find(to), v.bytes)
		}
	}
}

// proofs counts the papers that were really proved.
func (w *world) proofs(request Hash) int {
	which := map[Fingerprint]bool{}
	for _, e := range w.genuine {
		if ready, ok := e.(*Ready); ok && ready.Request == request && w.policy.Roles(ready.Author) == Paper {
			which[ready.Author] = true
		}
	}
	return len(which)
}

func (w *world) checkSeen(p *party, request Hash) {
	if w.policy.Decides && !p.confirmed[request] {
		w.failf("the wait of %s begins, and nobody has typed the code", p.name)
	}
	if w.policy.Decides && !p.told[request] && slices.ContainsFunc(w.policy.MayVeto(), func(who Fingerprint) bool { return who != p.me }) {
		w.failf("the wait of %s begins, and nobody who may veto was told", p.name)
	}
}

func (w *world) checkApprove(p *party, request Hash) {
	for id := range p.got {
		if k := w.genuine[id].Kind(); k == KindVeto || k == KindCancel {
			w.failf("%s may approve after a %s", p.name, k)
		}
	}
	if p.approved[request] || p.denied || !p.confirmed[request] {
		w.failf("%s may approve: approved %v, denied %v, confirmed %v", p.name, p.approved[request], p.denied, p.confirmed[request])
	}
}

// checkDecided is for whoever is ready or gives its share.
func (w *world) checkDecided(p *party, request Hash) {
	if w.policy.Decides && (p.denied || !p.approved[request] || !p.confirmed[request]) {
		w.failf("%s goes on: approved %v, denied %v, confirmed %v", p.name, p.approved[request], p.denied, p.confirmed[request])
	}
}

// knowsOfDenial reports whether one custodian knows that another one has denied.
func (w *world) knowsOfDenial(p, of *party) bool {
	for id := range p.got {
		if e, ok := w.genuine[id].(*Deny); ok && e.Author == of.me {
			return true
		}
	}
	return false
}

func (w *world) checkOne() {
	for _, p := range w.parties {
		if n := len(p.set.View().Requests); w.policy.Decides && n > 1 {
			w.failf("%s keeps %d requests", p.name, n)
		}
	}
}

// oneRequest leaves of several requests of a ticket one, as every party does.
func (w *world) oneRequest(all []Verified) []Verified {
	var one Hash
	return slices.DeleteFunc(all, func(v Verified) bool {
		if v.event.Kind() != KindRequest || !w.policy.Decides {
			return false
		}
		if one == (Hash{}) {
			one = v.id
		}
		return v.id != one
	})
}
