package seal

import (
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"reflect"
	"testing"
	"time"

	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/internal/required"
	"coffer/vault"
	"coffer/vault/blob/blobtest"
)

// history is what happens between some people about one seal, drawn at random, and
// what is remembered of it beside the code that it tests.
type history struct {
	*stage
	rand       *mrand.Rand
	id         vault.ID
	p          plan
	now        time.Duration
	asked      map[hold.Hash]time.Duration
	let        map[hold.Hash]bool            // allowed, or naming a lift
	stopped    map[hold.Hash]map[string]bool // custodians that knew of a stop before they were ready
	withdrawn  map[string]bool
	reached    *counts
	hidden     map[string]bool
	losing     map[string]bool
	numberSent int
	away       bool // alice does not look at her mail
	puts       int  // into mailboxes that lose every second object
}

// counts is where histories came through.
type counts struct {
	stages map[hold.Stage]int
	deeds  map[hold.Deed]int
}

func newHistory(t testing.TB, seed uint64, r *counts) *history {
	rand := mrand.New(mrand.NewPCG(seed, 7))
	all := []string{"carol", "dave", "erin"}[:1+rand.IntN(3)]
	people := append([]string{"alice", "bob"}, all...)
	h := &history{stage: newStage(t, seed, people...), rand: rand, reached: r, asked: map[hold.Hash]time.Duration{},
		let: map[hold.Hash]bool{}, stopped: map[hold.Hash]map[string]bool{}, withdrawn: map[string]bool{},
		hidden: map[string]bool{}, losing: map[string]bool{}}
	h.p = plan{custodians: all, threshold: 1 + rand.IntN(len(all)), grace: time.Duration(1+rand.IntN(2)) * day,
		vetoes: 1 + rand.IntN(2), extra: rand.IntN(2) == 0}
	if rand.IntN(4) == 0 {
		h.p.custodians = append([]string{"alice"}, all...)
	}
	h.fault = func(op blobtest.Op, at string) blobtest.Fault {
		lost := false
		if op == blobtest.Put && h.losing[at] {
			h.puts++
			lost = h.puts%2 == 0
		}
		return blobtest.Fault{Skip: lost || op == blobtest.List && h.hidden[at]}
	}
	h.id = h.seal(h.p)
	h.all()
	return h
}

func (h *history) chance(percent int) bool { return h.rand.IntN(100) < percent }

// step is one thing that happens.
func (h *history) step() {
	switch n := h.rand.IntN(100); {
	case n < 62:
		if name := h.order[h.rand.IntN(len(h.order))]; name != "alice" || !h.away {
			h.looks(name)
		}
	case n < 76:
		d := time.Duration(1+h.rand.IntN(30)) * time.Hour
		h.now += d
		h.pass(d)
	case n < 82:
		h.breaks()
	case n < 83:
		h.crosses()
	case n < 94:
		h.decides()
	default:
		h.disturbs()
	}
}

// disturbs hides a mailbox of the seal, or loses what goes there; or lets it be.
func (h *history) disturbs() {
	h.away = h.chance(40)
	if h.chance(50) {
		clear(h.hidden)
		clear(h.losing)
		return
	}
	who := h.actor(h.order[h.rand.IntN(len(h.order))])
	ways := who.matter(h.id).Ways
	if len(ways) == 0 {
		return
	}
	at := ways[h.rand.IntN(len(ways))].In.String()
	if h.chance(70) {
		h.hidden[at] = true
	} else {
		h.losing[at] = true
	}
}

// looks has somebody sync, and holds what must hold after that.
func (h *history) looks(name string) {
	h.t.Helper()
	a := h.actor(name)
	a.sync()
	st := a.state(h.id)
	for _, r := range st.Requests {
		h.reached.stages[r.Stage]++
		h.checkRequest(a, st, r)
	}
	if name == "bob" {
		h.checkBob(st)
	}
}

// checkRequest looks at one party's own part in a request.
func (h *history) checkRequest(a *actor, st hold.State, r hold.RequestView) {
	if h.stopped[r.ID] == nil {
		h.stopped[r.ID] = map[string]bool{}
	}
	for _, c := range r.Custodians {
		if c.Who != a.id() {
			continue
		}
		ready := c.Ready != hold.Hash{}
		stop := st.Withdrawn || len(r.Vetoes) > 0
		if stop && !ready {
			h.stopped[r.ID][a.name] = true
		}
		if h.stopped[r.ID][a.name] && ready {
			h.t.Errorf("%s is ready for a request that it knew to be stopped", a.name)
		}
		if ready && !h.let[r.ID] && h.now-h.asked[r.ID] < h.p.grace {
			h.t.Errorf("%s is ready after %s of %s", a.name, h.now-h.asked[r.ID], h.p.grace)
		}
		if st.Withdrawn && a.has(h.id) && !a.deciding() {
			h.t.Errorf("%s knows of the withdrawal, and keeps its share", a.name)
		}
	}
}

// deciding tells that what this party did itself is not followed up yet.
func (a *actor) deciding() bool { return a.name == "alice" && a.moved == 0 }

// checkBob tries to open, and holds the promises of the whole.
func (h *history) checkBob(st hold.State) {
	title, _, err := h.opens(h.id)
	if err != nil {
		if !errors.Is(err, hold.ErrNotNow) && !errors.Is(err, ErrNotHere) {
			h.t.Errorf("bob cannot open what is released: %v", err)
		}
		return
	}
	h.reached.deeds[hold.MayOpen]++
	if st.Withdrawn {
		h.t.Errorf("bob opens %q, and knows that it was withdrawn", title)
	}
	n, t := len(h.p.custodians), h.p.threshold
	for _, r := range st.Requests {
		if r.Stage != hold.Released {
			continue
		}
		if !h.let[r.ID] && h.now-h.asked[r.ID] < h.p.grace {
			h.t.Errorf("bob opens after %s of %s, and nobody allowed it", h.now-h.asked[r.ID], h.p.grace)
		}
		if len(h.stopped[r.ID]) >= n-t+1 {
			h.t.Errorf("bob opens a request whose stop reached %d of %d custodians, of whom %d are needed", len(h.stopped[r.ID]), n, t)
		}
	}
}

func (h *history) breaks() {
	bob := h.actor("bob")
	err := bob.try(func(k *Keeper) error {
		r, err := k.Break(h.id)
		if err != nil {
			return err
		}
		e, err := k.hear(h.id)
		if err != nil {
			return err
		}
		v, _ := e.Course.Set.Get(r)
		h.asked[r], h.let[r] = h.now, v.Event().(*hold.Request).Lift != hold.Hash{}
		return nil
	})
	h.permitted(err)
}

// reopens has alice reopen the seal; carol may hear of what bob asks then before
// she hears of that.
func (h *history) reopens() {
	for _, w := range h.actor("carol").matter(h.id).Ways {
		h.hidden[w.In.String()] = w.Peer == h.actor("alice").id()
	}
	h.permitted(h.actor("alice").try(func(k *Keeper) error { return k.Reopen(h.id) }))
	h.looks("alice")
	h.looks("bob")
	h.breaks()
	h.looks("bob")
	h.intercept("carol", hold.KindReopen)
	h.looks("carol")
}

// intercept takes away what says one kind of thing to somebody.
func (h *history) intercept(name string, kind hold.Kind) {
	who, policy := h.actor(name), h.actor(name).matter(h.id).Policy
	h.memory.Change(func(objects map[string][]byte) {
		for at, data := range objects {
			signed, err := post.Unwrap(who.me, data)
			if err != nil {
				continue
			}
			e, err := signed.Unverified()
			if err != nil {
				h.t.Fatal(err)
			}
			u, err := hold.Parse(e.Body)
			if err != nil {
				continue
			}
			if v, err := u.Verify(policy); err == nil && v.Event().Kind() == kind {
				delete(objects, at)
			}
		}
	})
}

// crosses has alice lift while bob's request is on its way; then he names the lift,
// and she stops that.
func (h *history) crosses() {
	h.breaks()
	alice := h.actor("alice")
	h.permitted(alice.try(func(k *Keeper) error { return k.Lift(h.id) }))
	h.looks("alice")
	h.looks("bob")
	h.breaks()
	h.looks("bob")
	h.looks("carol")
	h.looks("alice")
	for _, r := range alice.state(h.id).Requests {
		if h.chance(50) {
			h.permitted(alice.try(func(k *Keeper) error { return k.Veto(h.id, r.ID, "no") }))
		}
	}
}

func (h *history) permitted(err error) {
	h.t.Helper()
	if err != nil && !errors.Is(err, hold.ErrNotNow) {
		h.t.Errorf("a decision: %v", err)
	}
}

// decides has alice do one of the things that she may do.
func (h *history) decides() {
	alice := h.actor("alice")
	may := alice.state(h.id).May
	if len(may) == 0 || h.away {
		return
	}
	a := may[h.rand.IntN(len(may))]
	rare := map[hold.Deed]int{hold.MayWithdraw: 92, hold.MayLift: 80, hold.MayAllow: 70, hold.MayUpdate: 50}
	if h.chance(rare[a.Deed]) {
		return
	}
	if a.Deed == hold.MayReopen {
		h.reopens()
		return
	}
	if a.Deed == hold.MayUpdate {
		h.numberSent++
		h.permitted(h.updates(h.id, fmt.Sprintf("bank %d", h.numberSent)))
		return
	}
	h.permitted(alice.try(func(k *Keeper) error {
		switch a.Deed {
		case hold.MayAllow:
			h.let[a.Request] = true
			return k.Allow(h.id, a.Request)
		case hold.MayVeto:
			return k.Veto(h.id, a.Request, "no")
		case hold.MayLift:
			return k.Lift(h.id)
		case hold.MayWithdraw:
			return k.Withdraw(h.id)
		}
		return nil
	}))
}

// ends counts what was done, and has everybody read all of it, each in an order of
// their own.
func (h *history) ends() {
	var all []hold.Verified
	for _, name := range h.order {
		a := h.actor(name)
		a.view(func(k *Keeper) error {
			e, err := k.hear(h.id)
			if err != nil {
				return err
			}
			defer e.m.wipe()
			all = append(all, e.Course.Set.Events()...)
			h.countPassed(a, e.Course)
			if e.m.Receiving != nil && len(e.m.Receiving.Files) == 0 {
				h.reached.deeds[hold.DeleteFile]++
			}
			return nil
		})
	}
	for _, v := range all {
		h.reached.deeds[deedOf[v.Event().Kind()]]++
	}
	var first hold.View
	for i := range 3 {
		set, err := hold.NewSet(h.actor("alice").matter(h.id).Policy)
		if err != nil {
			h.t.Fatal(err)
		}
		for _, at := range h.rand.Perm(len(all)) {
			if err := set.Add(all[at]); err != nil {
				h.t.Fatal(err)
			}
		}
		if i == 0 {
			first = set.View()
		} else if !reflect.DeepEqual(first, set.View()) {
			h.t.Error("the same events are seen in two ways")
		}
	}
}

func (h *history) countPassed(a *actor, c *matter.Course) {
	for p := range c.Passed {
		v, ok := c.Set.Get(p.Event)
		if !ok {
			continue
		}
		switch _, author := v.Event().About(); {
		case author == a.id():
		case v.Event().Kind() == hold.KindRequest:
			h.reached.deeds[hold.Forward]++
		default:
			h.reached.deeds[hold.Carry]++
		}
	}
}

// deedOf is by which deed an event comes about.
var deedOf = map[hold.Kind]hold.Deed{
	hold.KindRequest: hold.MayBreak, hold.KindKnown: hold.Acknowledge, hold.KindSeen: hold.SaySeen, hold.KindAgain: hold.SayAgain,
	hold.KindAllow: hold.MayAllow, hold.KindVeto: hold.MayVeto, hold.KindLift: hold.MayLift, hold.KindUpdate: hold.MayUpdate,
	hold.KindWithdraw: hold.MayWithdraw, hold.KindReopen: hold.MayReopen, hold.KindReady: hold.SayReady,
	hold.KindShare: hold.GiveShare, hold.KindGone: hold.Destroy,
}

// TestHistories draws histories over real vaults and couriers. The first seeds are
// fixed, and come through everything; the last one is new each time. At home and
// under the race detector there are a few of them: .ci/run runs all of them without it, too.
func TestHistories(t *testing.T) {
	r := &counts{map[hold.Stage]int{}, map[hold.Deed]int{}}
	whole, first := required.Everything() && !raceEnabled, uint64(0)
	if !whole {
		first = 8
	}
	for seed := first; seed < 12; seed++ {
		if seed == 11 {
			seed = uint64(time.Now().UnixNano())
		}
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			h := newHistory(t, seed, r)
			for range 100 {
				if h.step(); t.Failed() {
					return
				}
			}
			h.ends()
		})
	}
	if !whole {
		return
	}
	for _, s := range []hold.Stage{hold.Withdrawn, hold.Vetoed, hold.Released, hold.Stale, hold.Ahead, hold.Closed, hold.Decided,
		hold.Allowed, hold.Waiting, hold.Asked} {
		if r.stages[s] == 0 {
			t.Errorf("no history came to the stage %s", s)
		}
	}
	for _, d := range []hold.Deed{hold.Forward, hold.Carry, hold.DeleteFile, hold.MayOpen} {
		if r.deeds[d] == 0 {
			t.Errorf("in no history somebody did: %s", d)
		}
	}
	for _, d := range deedOf {
		if r.deeds[d] == 0 {
			t.Errorf("in no history somebody did: %s", d)
		}
	}
	t.Logf("stages %v, deeds %v", r.stages, r.deeds)
}
