package hold

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// nextOfTicket is what may follow on a stage where custodians decide, as next is
// for seals. docs/protocol.md has the same table.
var nextOfTicket = map[Stage][]Stage{
	Asked:     {Waiting, Decided, Refused, Released, Vetoed, Cancelled},
	Waiting:   {Decided, Refused, Released, Vetoed, Cancelled},
	Decided:   {Asked, Waiting, Refused, Released, Vetoed, Cancelled},
	Refused:   {Released, Vetoed, Cancelled},
	Released:  {Vetoed, Cancelled},
	Cancelled: {Vetoed},
	Vetoed:    {},
}

// TestTicketHistories draws histories of tickets, and shrinks one that breaks a
// promise.
func TestTicketHistories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if err := runTicket(rapidChooser{t}, newReachedByTickets()); err != nil {
			t.Fatal(err)
		}
	})
}

// TestReachedByTickets holds that histories of tickets come everywhere, as
// TestReached does for seals.
func TestReachedByTickets(t *testing.T) {
	r := newReachedByTickets()
	for seed := range 800 {
		if err := runTicket(seeded(seed), r); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
	if r.opened == 0 || r.late == 0 {
		t.Errorf("opened %d times, vetoed late %d times", r.opened, r.late)
	}
	for _, d := range []Deed{Forward, SaySeen, SayAgain, SayReady, GiveShare, Acknowledge, Carry, MayBreak, MayOpen, MayVeto,
		MayConfirm, MayApprove, MayDeny, MayCancel} {
		if r.deeds[d] == 0 {
			t.Errorf("deed %q was never reached", d)
		}
	}
	for _, k := range []Kind{KindRequest, KindKnown, KindSeen, KindAgain, KindVeto, KindReady, KindShare, KindApprove, KindDeny, KindCancel} {
		if r.kinds[k] == 0 {
			t.Errorf("nobody ever says %q", k)
		}
	}
	for _, err := range []error{ErrMatter, ErrAuthor, ErrSignature, ErrFull} {
		if r.refused[err.Error()] == 0 {
			t.Errorf("nothing was refused as %v", err)
		}
	}
	for seed := range 4000 {
		if err := permuteTicket(seeded(seed), r); err != nil {
			t.Fatalf("order %d: %v", seed, err)
		}
	}
	for from, tos := range nextOfTicket {
		if r.stages[from] == 0 || from.Sentence() == "" {
			t.Errorf("stage %s was reached %d times: %q", from, r.stages[from], from.Sentence())
		}
		for _, to := range tos {
			if r.transitions[[2]Stage{from, to}] == 0 {
				t.Errorf("%s → %s was never reached", from, to)
			}
		}
	}
	t.Logf("stages %v, deeds %v, kinds %v, refused %v, changes %v", r.stages, r.deeds, r.kinds, r.refused, r.transitions)
}

// ticketPool is one of each event that there may be around one request.
var ticketPolicy, ticketPool = makeTicketPool()

func makeTicketPool() (p Policy, all []Verified) {
	p = testTicket(3, 1, 2)
	head := func(who Party) Head { return Head{p.Matter(), who.Fingerprint} }
	said := func(e Event, name string) Hash {
		v, err := testSign(p, e, name)
		if err != nil {
			panic(err)
		}
		all = append(all, v)
		return v.id
	}
	r := said(&Request{Head: head(p.Requester), Version: 1, ReplyKey: []byte{1}}, "bob")
	for i, c := range p.Custodians {
		a, name := Answer{head(c), r}, fmt.Sprintf("custodian %d", i+1)
		said(&Seen{Answer: a, At: 1, Due: 2}, name)
		said(&Approve{Answer: a}, name)
		said(&Deny{Answer: a, Reason: "no"}, name)
		said(&Share{Answer: a, Against: []Hash{said(&Ready{Answer: a}, name)}, Sealed: []byte{1}}, name)
	}
	said(&Ready{Answer: Answer{head(p.Papers[0]), r}}, "paper 1")
	said(&Known{Answer: Answer{head(p.Owner), r}}, "alice")
	said(&Veto{Answer: Answer{head(p.Watchers[0]), Hash{7}}, Reason: "it names another request"}, "walter")
	said(&Cancel{Answer: Answer{head(p.Requester), r}}, "bob")
	return p, all
}

func permuteTicket(c chooser, r *reached) error {
	some := slices.DeleteFunc(slices.Clone(ticketPool), func(v Verified) bool {
		rare := slices.Contains([]Kind{KindVeto, KindCancel, KindDeny}, v.event.Kind())
		return v.event.Kind() != KindRequest && (c.pick(3) == 0 || rare && c.pick(2) == 0)
	})
	return inTwoOrders(c, ticketPolicy, some, r)
}
