package ticket

import (
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"coffer/box/hold"
	"coffer/internal/required"
	"coffer/vault/blob/blobtest"
	"coffer/vault/split"
)

// history is what happens between some people about one ticket, drawn at random, and
// what is remembered of it beside the code that it tests.
type history struct {
	*stage
	rand       *mrand.Rand
	kind       Kind
	q          *asker
	keys       Keys
	trustees   []string
	watchers   []string
	threshold  int
	mood       int // what people are like in it
	sheet      *split.Share
	proved     bool
	now        time.Duration
	confirmed  map[string]time.Duration
	begun      map[string]time.Duration // since when the last wait of somebody may run at most
	approved   map[string]bool
	denied     map[string]bool
	stopped    map[string]bool // who knew of a stop before they were ready
	ready      map[string]bool
	gave       map[string]bool
	hidden     map[string]bool
	losing     map[string]bool
	late       *withheld // desks of those who are not told yet
	away       map[string]bool
	puts       int
	words      map[string]int
	impossible bool // so many were stopped that nothing may leave any more
}

func newHistory(t testing.TB, seed uint64, words map[string]int) *history {
	rand := mrand.New(mrand.NewPCG(seed, 9))
	trustees := []string{"bob", "carol", "dave"}[:2+rand.IntN(2)]
	h := &history{rand: rand, words: words, trustees: trustees, mood: int(seed % 4), threshold: 2,
		confirmed: map[string]time.Duration{}, begun: map[string]time.Duration{}, approved: map[string]bool{}, denied: map[string]bool{},
		stopped: map[string]bool{}, ready: map[string]bool{}, gave: map[string]bool{}, hidden: map[string]bool{}, losing: map[string]bool{}, away: map[string]bool{}}
	if h.watchers = []string{"erin"}; rand.IntN(3) == 0 {
		h.watchers = append(h.watchers, "carol")
	}
	deciders := slices.Clone(trustees)
	if rand.IntN(2) == 0 {
		deciders = append(deciders, "paper")
	}
	h.stage = newStage(t, seed, append([]string{"alice", "erin"}, trustees...)...)
	h.stage.extra = rand.IntN(2) == 0 || h.mood == 0
	h.away["erin"] = h.mood == 0
	h.stage.reached = func(word string) { words[word]++ }
	h.keys = h.appoint(h.threshold, h.watchers, deciders...)
	h.all()
	h.accept(trustees...)
	h.all()
	if len(deciders) > len(trustees) {
		h.actors["alice"].view(func(k *Keeper) error {
			trust, err := Owned(k.tx())
			if err != nil {
				return err
			}
			one, two, err := Paper(k.tx(), trust.ID, len(trustees))
			if h.sheet = &one; h.kind == Reset {
				h.sheet = &two
			}
			return err
		})
	}
	h.ever.Store = &blobtest.Faults{Store: h.post, Decide: h.fault}
	h.kind = []Kind{Recover, Reset, Freeze}[rand.IntN(3)]
	if h.sheet != nil && h.kind == Reset {
		h.kind = Recover
	}
	h.late = h.holdBack(trustees[1:]...)
	h.q = h.asks(h.pack(), Wish{Kind: h.kind, Personal: "it is me"})
	h.q.sync()
	if h.chance(40) {
		h.late.keep()
	}
	return h
}

func (h *history) fault(c blobtest.Call) blobtest.Fault {
	lost := false
	if c.Op == blobtest.Put && h.losing[c.Name[:min(26, len(c.Name))]] {
		h.puts++
		lost = h.puts%2 == 0
	}
	return blobtest.Fault{Skip: lost || c.Op == blobtest.List && h.hidden[c.Name]}
}

func (h *history) chance(percent int) bool { return h.rand.IntN(100) < percent }

// step is one thing that happens.
func (h *history) step() {
	switch n := h.rand.IntN(100); {
	case n < 45:
		if name := h.order[h.rand.IntN(len(h.order))]; !h.away[name] {
			h.looks(name)
		}
	case n < 58:
		h.asksOnce()
	case n < 72:
		d := time.Duration(1+h.rand.IntN(24)) * time.Hour
		h.now += d
		h.pass(d)
	case n < 94:
		h.decides()
	default:
		h.disturbs()
	}
}

// disturbs hides a mailbox, or loses what goes there; lets somebody go away; tells those
// who were not told; or lets all of it be.
func (h *history) disturbs() {
	switch h.rand.IntN(8) {
	case 0:
		h.away[[]string{"alice", "erin"}[h.rand.IntN(2)]] = true
	case 1, 2:
		h.late.release()
	case 3, 6, 7:
		clear(h.hidden)
		clear(h.losing)
		if h.mood != 0 { // there who is away stays away
			clear(h.away)
		}
	case 4:
		a := h.actors[h.trustees[h.rand.IntN(len(h.trustees))]]
		ways := a.trust().Ways
		m := ways[h.rand.IntN(len(ways))].In.String()
		if h.chance(50) {
			h.hidden[m] = true
		} else {
			h.losing[m] = true
		}
	case 5:
		if name := h.trustees[h.rand.IntN(len(h.trustees))]; h.chance(30) {
			h.actors[name].must((*Keeper).WaitAnew)
			if !h.ready[name] {
				delete(h.begun, name)
			}
		}
	}
}

// looks has somebody sync, and holds what must hold after that.
func (h *history) looks(name string) {
	h.t.Helper()
	a := h.actors[name]
	a.sync()
	if !a.knows(h.q.r.Asking.ID) {
		return
	}
	st := a.state(h.q.r.Asking.ID)
	for _, r := range st.Requests {
		h.words[string(r.Stage)]++
		if slices.Contains(h.trustees, name) {
			h.checkTrustee(name, a, r)
		}
	}
}

// checkTrustee looks at one trustee's own part.
func (h *history) checkTrustee(name string, a *actor, r hold.RequestView) {
	h.t.Helper()
	for _, c := range r.Custodians {
		if c.Who != a.id() {
			continue
		}
		ready, gave := c.Ready != hold.Hash{}, len(c.Shares) > 0
		stop := len(r.Vetoes) > 0 || r.Cancelled
		if c.Seen && h.begun[name] == 0 {
			h.begun[name] = max(1, h.now)
		}
		if stop && !h.ready[name] && !ready {
			h.stopped[name] = true
		}
		switch at, ok := h.confirmed[name]; {
		case ready && !h.ready[name] && (!ok || !h.approved[name]):
			h.t.Errorf("%s is ready, confirmed %v, approved %v", name, ok, h.approved[name])
		case ready && !h.ready[name] && h.now-max(at, h.begun[name]-1) < wait:
			h.t.Errorf("%s is ready after %s", name, h.now-max(at, h.begun[name]-1))
		case ready && h.stopped[name]:
			h.t.Errorf("%s is ready for what it knew to be stopped", name)
		case c.Seen && !ok:
			h.t.Errorf("the wait of %s runs, and no code was typed", name)
		case gave && !h.gave[name] && h.denied[name]:
			h.t.Errorf("%s gives after denying", name)
		}
		h.ready[name], h.gave[name] = h.ready[name] || ready, h.gave[name] || gave
	}
}

const wait = 3 * 24 * time.Hour

// asksOnce has the requester look, who may do something.
func (h *history) asksOnce() {
	h.t.Helper()
	switch {
	case h.sheet != nil && !h.proved && h.chance(30):
		h.q.must(func(r *Requester) error { return r.Prove(*h.sheet) })
		h.proved = true
	case h.mood == 2 && h.now > 48*time.Hour && h.chance(25):
		h.permitted(h.q.try((*Requester).Withdraw))
	}
	h.q.sync()
	st := h.q.state()
	for _, r := range st.Requests {
		h.words[string(r.Stage)]++
		h.checkRelease(r)
	}
}

// checkRelease holds the promise of the whole: what came to the requester.
func (h *history) checkRelease(r hold.RequestView) {
	h.t.Helper()
	shares, orders := h.q.r.Answers()
	defer func() {
		for _, s := range shares {
			s.Wipe()
		}
	}()
	came := len(shares) + len(orders)
	willing, left := 0, 0
	if h.proved {
		willing, left = 1, 1
	}
	for _, name := range h.trustees {
		at, ok := h.confirmed[name]
		if ok && h.approved[name] && h.now-at >= wait {
			willing++
		}
		if !h.stopped[name] {
			left++
		}
	}
	if came > 0 && willing < h.threshold {
		h.t.Errorf("%d came, and only %d are confirmed, approved and over the wait", came, willing)
	}
	if came > 0 && h.impossible {
		h.t.Errorf("%d came, and so many knew of a stop before", came)
	}
	h.impossible = h.impossible || came == 0 && left < h.threshold
	papers := 0
	if h.proved {
		papers = 1
	}
	if r.Stage == hold.Released && came+papers < h.threshold {
		h.t.Errorf("released, and %d came", came)
	}
	switch {
	case came == 0 || came+papers < h.threshold:
	case h.kind.IsOrder():
		h.orders()
	default:
		h.combines(shares)
	}
}

// orders puts together what was signed.
func (h *history) orders() {
	var papers []split.Share
	if h.proved {
		papers = append(papers, *h.sheet)
	}
	h.q.must(func(r *Requester) error {
		s, err := r.Order(papers...)
		if err == nil {
			err = s.Check(h.q.r.Asking.Notice.Recover)
		}
		return err
	})
	h.words["open"]++
}

func (h *history) combines(shares []split.Share) {
	set, all := h.q.r.Asking.Notice.Set(h.kind), slices.Clone(shares)
	if h.proved {
		all = append(all, *h.sheet)
	}
	key, err := split.Combine(*set, all[:h.threshold])
	want := h.keys.Recover
	if h.kind == Reset {
		want = h.keys.Reset
	}
	if err != nil || !key.Equal(want) {
		h.t.Errorf("what came is not the key: %v", err)
	}
	h.words["open"]++
}

func (h *history) permitted(err error) bool {
	h.t.Helper()
	if err != nil && !errors.Is(err, hold.ErrNotNow) && !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrState) {
		h.t.Errorf("a decision: %v", err)
	}
	return err == nil
}

// decides has somebody do one of the things that they may do.
func (h *history) decides() {
	h.t.Helper()
	if h.mood == 1 && h.chance(5) {
		name := []string{"alice", "erin"}[h.rand.IntN(2)]
		h.permitted(h.actors[name].try(func(k *Keeper) error { return k.Veto(h.q.r.Asking.ID, "no") }))
		return
	}
	name := h.trustees[h.rand.IntN(len(h.trustees))]
	id := h.q.r.Asking.ID
	switch _, ok := h.confirmed[name]; {
	case h.mood == 3 && h.chance(40):
		if h.permitted(h.actors[name].try(func(k *Keeper) error { return k.Deny(id, "no") })) {
			h.denied[name] = true
		}
	case !ok && h.chance(10):
		h.permitted(h.actors[name].try(func(k *Keeper) error {
			ok, _, err := k.Confirm(id, "0000-0000-0000")
			if ok {
				h.t.Error("any code will do")
			}
			return err
		}))
	case !ok:
		if h.permitted(h.actors[name].try(func(k *Keeper) error { _, _, err := k.Confirm(id, h.q.r.Asking.Code(cheap)); return err })) {
			h.confirmed[name] = h.now
			h.words["confirm"]++
		}
	case h.chance(60):
		if h.permitted(h.actors[name].try(func(k *Keeper) error { return k.Approve(id) })) {
			h.approved[name] = true
		}
	}
}

// settles lets everybody come back and everything arrive, and then whoever may veto
// knows what trustees said of their waits: also where the ticket came after that.
func (h *history) settles() {
	h.t.Helper()
	clear(h.hidden)
	clear(h.losing)
	clear(h.away)
	h.late.release()
	for range 3 {
		h.pass(26 * time.Hour)
		for _, name := range append(h.order, h.order...) {
			h.actors[name].sync()
		}
		h.q.sync()
	}
	id := h.q.r.Asking.ID
	for i, name := range h.trustees {
		a := h.actors[name]
		if !a.knows(id) || !a.state(id).Requests[0].Custodians[i].Seen {
			continue
		}
		theirs := a.state(id).Requests[0].Custodians[i]
		for _, other := range append([]string{"alice"}, h.watchers...) {
			if other == name {
				continue
			}
			if !h.actors[other].knows(id) {
				h.t.Errorf("the wait of %s runs, and %s does not know the ticket", name, other)
				continue
			}
			c := h.actors[other].state(id).Requests[0].Custodians[i]
			if c.Seen != theirs.Seen || c.Approved != theirs.Approved || c.Denied != theirs.Denied || c.Ready != theirs.Ready {
				h.t.Errorf("%s says %+v, and %s knows %+v", name, theirs, other, c)
			}
		}
	}
}

// ends has what everybody knows read together, in any order, and as evidence.
func (h *history) ends() {
	h.t.Helper()
	var all []hold.Verified
	for _, name := range h.order {
		a := h.actors[name]
		if !a.knows(h.q.r.Asking.ID) {
			continue
		}
		a.view(func(k *Keeper) error {
			data, err := k.Evidence(h.q.r.Asking.ID)
			if err != nil {
				return err
			}
			e, err := ParseEvidence(data)
			if err == nil {
				all = append(all, e.Events...)
				err = CheckRecords(k.tx())
			}
			return err
		})
	}
	all = append(all, h.q.r.Asking.course.Set.Events()...)
	var first hold.View
	for i := range 3 {
		set, err := hold.NewSet(h.q.r.Asking.Policy)
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

// TestHistories draws histories over real vaults, a bag and couriers. The first seeds
// are fixed, and come through everything; the last one is new each time. At home a few
// of them are drawn, and under the race detector fewer.
func TestHistories(t *testing.T) {
	words := map[string]int{}
	whole, first := required.Everything() && !raceEnabled, uint64(0)
	switch {
	case raceEnabled:
		first = 11
	case !whole:
		first = 9
	}
	for seed := first; seed < 13; seed++ {
		if seed == 12 {
			seed = uint64(time.Now().UnixNano())
		}
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			h := newHistory(t, seed, words)
			for range 150 {
				if h.step(); t.Failed() {
					return
				}
			}
			h.ends()
			h.settles()
		})
	}
	if !whole {
		return
	}
	for _, s := range []hold.Stage{hold.Asked, hold.Waiting, hold.Decided, hold.Released, hold.Vetoed, hold.Cancelled, hold.Refused} {
		if words[string(s)] == 0 {
			t.Errorf("no history came to the stage %s", s)
		}
	}
	for _, d := range []hold.Deed{hold.Forward, hold.SaySeen, hold.SayAgain, hold.SayReady, hold.GiveShare, hold.Acknowledge, hold.Carry, hold.MayOpen, hold.MayConfirm} {
		if words[string(d)] == 0 {
			t.Errorf("in no history somebody did: %s", d)
		}
	}
	for _, k := range []hold.Kind{hold.KindKnown, hold.KindSeen, hold.KindAgain, hold.KindReady, hold.KindShare, hold.KindApprove, hold.KindDeny, hold.KindVeto, hold.KindCancel} {
		if words[string(k)] == 0 {
			t.Errorf("in no history somebody said: %s", k)
		}
	}
	t.Log(words)
}
