package hold

import (
	"crypto/ed25519"
	"fmt"
	"slices"
)

// deciders makes the custodians people who decide, and puts some shares on paper.
func (w *world) deciders(names []string) []string {
	p := &w.policy
	p.Kind, p.Decides, p.MaxVetoes, p.NotAfter = "recover", true, 1, 0
	if p.Custodians[0] == p.Owner {
		p.Custodians[0] = testParty("custodian 1")
		names = append(names, "custodian 1")
	}
	p.Threshold = uint8(1 + w.c.pick(len(p.Custodians)+1))
	if int(p.Threshold) > len(p.Custodians) || p.Threshold > 1 && w.chance(50) {
		for i := range 1 + w.c.pick(int(p.Threshold)-1) {
			p.Papers = append(p.Papers, paper(i))
		}
	}
	if len(p.Watchers) == 0 && w.chance(30) {
		p.Watchers = []Party{testParty("walter")}
		names = append(names, "walter")
	}
	return names
}

func paperName(i int) string { return fmt.Sprintf("sheet %d", i+1) }

// paper is a share on paper: named by its own key.
func paper(i int) Party {
	key := [32]byte(testKey(paperName(i)).Public().(ed25519.PublicKey))
	return Party{Fingerprint: Fingerprint(key), Key: key}
}

func (w *world) someone() *party {
	return w.find(w.policy.Custodians[w.c.pick(len(w.policy.Custodians))].Fingerprint)
}

// people is what persons do about a ticket.
func (w *world) people() {
	switch p := w.someone(); w.c.pick(20) {
	case 0:
		w.want(p, MayDeny)
	case 1:
		if w.chance(30) {
			w.want(w.requester(), MayCancel)
		}
	case 2, 3:
		w.veto()
	case 4, 5, 6:
		w.proves()
	case 7, 8, 9, 10, 11, 12:
		w.want(p, MayConfirm)
	default:
		for _, c := range w.policy.Custodians {
			if w.chance(60) {
				w.want(w.find(c.Fingerprint), MayConfirm)
				w.want(w.find(c.Fingerprint), MayApprove)
			}
		}
	}
}

func (w *world) veto() {
	who := w.policy.MayVeto()
	w.want(w.find(who[w.c.pick(len(who))]), MayVeto)
}

// proves has the requester show a share that is on paper.
func (w *world) proves() {
	r, ok := w.anyRequest()
	if n := len(w.policy.Papers); ok && n > 0 {
		i := w.c.pick(n)
		e := &Ready{Answer: Answer{Head{w.policy.Matter(), w.policy.Papers[i].Fingerprint}, r}}
		v := w.sign(w.policy, e, paperName(i))
		w.genuine[v.id], w.parsed[string(v.bytes)] = e, v
		w.take(w.requester(), v)
		for _, to := range w.policy.Audience(e) {
			w.put(w.requester(), w.find(to), v.bytes)
		}
	}
}

// proven counts the shares on paper that were really shown for a request.
func (w *world) proven(request Hash) int {
	which := map[Fingerprint]bool{}
	for _, e := range w.genuine {
		if ready, ok := e.(*Ready); ok && ready.Request == request && w.policy.Roles(ready.Author) == Paper {
			which[ready.Author] = true
		}
	}
	return len(which)
}

// knowsDenial reports whether somebody knows that a custodian denied.
func (w *world) knowsDenial(p *party, who Fingerprint, request Hash) bool {
	for id := range p.got {
		if e, ok := w.genuine[id].(*Deny); ok && e.Request == request && e.Author == who {
			return true
		}
	}
	return false
}

// undecided reports why a person who decides keeps its client from going on.
func (w *world) undecided(p *party, request Hash) string {
	switch {
	case !w.policy.Decides:
		return ""
	case p.denies[request]:
		return "its person denied it"
	case !p.facts.Confirmed[request]:
		return "its person typed no code"
	case !p.approves[request]:
		return "its person did not approve it"
	}
	return ""
}

// ticketPool is one of each event that there may be around one ticket with three
// trustees and one sheet.
var ticketPolicy, ticketPool = makeTicketPool()

func makeTicketPool() (p Policy, all []Verified) {
	p = testPolicy(3, 2)
	p.Kind, p.Decides, p.MaxVetoes = "recover", true, 1
	p.Papers = []Party{paper(0)}
	said := func(e Event, name string) Verified {
		v, err := testSign(p, e, name)
		if err != nil {
			panic(err)
		}
		all = append(all, v)
		return v
	}
	r := said(&Request{Head: Head{p.Matter(), p.Requester.Fingerprint}, Version: 1, ReplyKey: []byte{1}}, "bob")
	about := func(who Party) Answer { return Answer{Head{p.Matter(), who.Fingerprint}, r.id} }
	for j, c := range p.Custodians {
		name := fmt.Sprintf("custodian %d", j+1)
		said(&Seen{Answer: about(c), At: int64(j), Due: int64(10 + j)}, name)
		said(&Approve{Answer: about(c)}, name)
		ready := said(&Ready{Answer: about(c)}, name)
		said(&Share{Answer: about(c), Against: []Hash{ready.id}, Sealed: []byte{1}}, name)
		said(&Deny{Answer: about(c), Reason: "no"}, name)
	}
	said(&Ready{Answer: about(p.Papers[0])}, paperName(0))
	said(&Veto{Answer: about(p.Owner), Reason: "no"}, "alice")
	said(&Cancel{Answer: about(p.Requester)}, "bob")
	return p, all
}

// rareInTickets keeps apart what ends everything.
func rareInTickets(v Verified) bool {
	return slices.Contains([]Kind{KindVeto, KindCancel, KindDeny}, v.event.Kind())
}
