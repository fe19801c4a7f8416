package hold

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// rapidChooser shrinks what fails.
type rapidChooser struct{ t *rapid.T }

func (c rapidChooser) pick(n int) int { return rapid.IntRange(0, n-1).Draw(c.t, "pick") }

// plainChooser is fast.
type plainChooser struct{ *rand.Rand }

func (c plainChooser) pick(n int) int { return c.IntN(n) }

func seeded(seed int) plainChooser { return plainChooser{rand.New(rand.NewPCG(uint64(seed), 4))} }

// next is what may follow on a stage, without the stage at which somebody hears
// of a request first, which may be any. docs/protocol.md has the same table.
var next = map[Stage][]Stage{
	Asked:     {Waiting, Allowed, Decided, Closed, Stale, Released, Vetoed, Withdrawn},
	Waiting:   {Allowed, Decided, Closed, Stale, Released, Vetoed, Withdrawn},
	Allowed:   {Decided, Closed, Stale, Released, Vetoed, Withdrawn},
	Decided:   {Closed, Stale, Released, Vetoed, Withdrawn},
	Ahead:     {Asked, Waiting, Allowed, Decided, Closed, Stale, Released, Vetoed, Withdrawn},
	Closed:    {Stale, Released, Vetoed, Withdrawn},
	Stale:     {Released, Vetoed, Withdrawn},
	Released:  {Vetoed, Withdrawn},
	Vetoed:    {Withdrawn},
	Withdrawn: {},
}

// passed counts a change of stage, and refuses one that is not in the table.
func (r *reached) passed(from, to Stage) error {
	r.stages[to]++
	if from == to || from == "" {
		return nil
	}
	r.transitions[[2]Stage{from, to}]++
	if !slices.Contains(r.next[from], to) {
		return fmt.Errorf("a request went from %s to %s", from, to)
	}
	return nil
}

// TestHistories draws histories of several parties, and shrinks one that breaks
// a promise.
func TestHistories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if err := run(rapidChooser{t}, newReached()); err != nil {
			t.Fatal(err)
		}
	})
}

// TestReached holds that histories come everywhere: through every stage, every
// change of stage, every deed and every refusal.
func TestReached(t *testing.T) {
	r := newReached()
	for seed := range 400 {
		if err := run(seeded(seed), r); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
	if r.opened == 0 || r.late == 0 {
		t.Errorf("opened %d times, vetoed late %d times", r.opened, r.late)
	}
	for d, sentence := range everyDeed() {
		if ofTickets := slices.Contains([]Deed{MayConfirm, MayApprove, MayDeny, MayCancel}, d); !ofTickets && r.deeds[d] == 0 || sentence == "" {
			t.Errorf("deed %q was reached %d times: %q", d, r.deeds[d], sentence)
		}
	}
	for _, err := range []error{ErrMatter, ErrAuthor, ErrSignature} {
		if r.refused[err.Error()] == 0 {
			t.Errorf("nothing was refused as %v", err)
		}
	}
	for seed := range 4000 {
		if err := permute(seeded(seed), r); err != nil {
			t.Fatalf("order %d: %v", seed, err)
		}
	}
	for from, tos := range next {
		if r.stages[from] == 0 || from.Sentence() == "" {
			t.Errorf("stage %s was reached %d times: %q", from, r.stages[from], from.Sentence())
		}
		for _, to := range tos {
			if r.transitions[[2]Stage{from, to}] == 0 {
				t.Errorf("%s → %s was never reached", from, to)
			}
		}
	}
	t.Logf("stages %v, deeds %v, changes %v", r.stages, r.deeds, r.transitions)
}

func everyDeed() map[Deed]string {
	all := map[Deed]string{}
	for _, d := range []Deed{Forward, SaySeen, SayAgain, SayReady, GiveShare, Destroy, Acknowledge, Carry, DeleteFile,
		MayBreak, MayOpen, MayAllow, MayVeto, MayLift, MayUpdate, MayWithdraw, MayReopen,
		MayConfirm, MayApprove, MayDeny, MayCancel} {
		all[d] = d.Sentence()
	}
	return all
}

// pool is one of each event that there may be around four requests, two of
// each era.
var pool = makePool()

func makePool() (all []Verified) {
	p := testPolicy(3, 2)
	p.MaxVetoes = 1
	head := func(who Party) Head { return Head{p.Matter(), who.Fingerprint} }
	said := func(e Event, name string) Verified {
		v, err := testSign(p, e, name)
		if err != nil {
			panic(err)
		}
		all = append(all, v)
		return v
	}
	lift := said(&Lift{Head: head(p.Owner), Version: 1}, "alice")
	var requests []Verified
	for i, r := range []Request{{Era: 0, Lift: lift.id}, {Era: 0}, {Era: 1}, {Era: 1}} {
		r.Head, r.Version, r.ReplyKey = head(p.Requester), 1, []byte{byte(i)}
		requests = append(requests, said(&r, "bob"))
	}
	for i, r := range requests {
		for j, c := range p.Custodians {
			a, name := Answer{head(c), r.id}, fmt.Sprintf("custodian %d", j+1)
			said(&Seen{Answer: a, At: int64(j), Due: int64(10 + j)}, name)
			ready := said(&Ready{Answer: a}, name)
			said(&Share{Answer: a, Against: []Hash{ready.id}, Sealed: []byte{1}}, name)
			if i == 0 {
				said(&Again{Answer: a, At: 9, Due: 19}, name)
			}
		}
		a := Answer{head(p.Owner), r.id}
		said(&Allow{Answer: a}, "alice")
		said(&Known{Answer: a}, "alice")
		said(&Veto{Answer: a, Reason: "no"}, "alice")
	}
	for era := range uint64(2) {
		said(&Reopen{Head: head(p.Owner), Era: era + 1}, "alice")
	}
	said(&Update{Head: head(p.Owner), Version: 2}, "alice")
	said(&Withdraw{Head: head(p.Owner)}, "alice")
	said(&Gone{Head: head(p.Custodians[0])}, "custodian 1")
	return all
}

// permute adds some of the pool, in two orders: every change of stage on the way
// is in the table, and both ends are the same.
func permute(c chooser, r *reached) error {
	p := testPolicy(3, 2)
	p.MaxVetoes = 1
	some := slices.DeleteFunc(slices.Clone(pool), func(v Verified) bool {
		rare := v.event.Kind() == KindWithdraw || v.event.Kind() == KindVeto || v.event.Kind() == KindReopen
		return c.pick(3) == 0 || rare && c.pick(2) == 0
	})
	return inTwoOrders(c, p, some, r)
}

// inTwoOrders adds events twice.
func inTwoOrders(c chooser, p Policy, some []Verified, r *reached) error {
	var views []View
	for range 2 {
		set, err := NewSet(p)
		if err != nil {
			return err
		}
		last := map[Hash]Stage{}
		for left := slices.Clone(some); len(left) > 0; {
			i := c.pick(len(left))
			if err := set.Add(left[i]); err != nil {
				return err
			}
			left = slices.Delete(left, i, i+1)
			for _, q := range set.View().Requests {
				if err := r.passed(last[q.ID], q.Stage); err != nil {
					return err
				}
				last[q.ID] = q.Stage
			}
		}
		views = append(views, set.View())
	}
	if !reflect.DeepEqual(views[0], views[1]) {
		return fmt.Errorf("one set of events in two orders is seen as %+v and as %+v", views[0], views[1])
	}
	return nil
}
