package hold

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
)

// chooser draws the choices of a history: from rapid, which shrinks them, or
// from a plain generator, which is fast.
type chooser interface{ pick(n int) int }

const (
	hour = 60 * 60
	day  = 24 * hour
)

// mail is something in a party's mailbox.
type mail struct {
	data    []byte
	visible bool
	stamp   int   // the step at which it became visible
	now     int64 // the credited time of its recipient then
	watched bool  // from somebody who may veto: its loss is noticed
}

// party is somebody with a set, a clock and a mailbox.
type party struct {
	me       Fingerprint
	name     string
	set      *Set
	facts    Facts
	box      []mail
	lost     []mail // noticed gaps
	crooked  bool
	listedAt int // the step of the newest listing
	sent     map[string]bool
	last     map[Hash]Stage

	// What the history remembers beside the code that it tests.
	got       map[Hash]bool // every genuine event that arrived here
	firstSeen map[Hash]int64
	told      map[Hash]bool
	readyFor  map[Hash]bool
	sharedFor map[Hash]bool
	tooLate   map[Hash]bool // a veto or withdrawal arrived before it was ready
	approved  map[Hash]bool
	confirmed map[Hash]bool
	denied    bool
}

// world is one history.
type world struct {
	c       chooser
	policy  Policy
	parties []*party // owner, requester, custodians, watchers
	keys    map[Fingerprint]ed25519.PrivateKey
	genuine map[Hash]Event // what was really said
	parsed  map[string]Verified
	sister  Policy
	sisters [][]byte // what the owner said in another matter
	step    int
	fault   error
	reached *reached
	nonce   int
}

func (w *world) failIf(err error) {
	if err != nil {
		w.failf("%v", err)
	}
}

// reached counts what histories came through.
type reached struct {
	next        map[Stage][]Stage // which change of stage there may be
	kinds       map[Kind]int
	stages      map[Stage]int
	transitions map[[2]Stage]int
	deeds       map[Deed]int
	refused     map[string]int
	opened      int
	late        int
}

func newReached() *reached {
	return &reached{next, map[Kind]int{}, map[Stage]int{}, map[[2]Stage]int{}, map[Deed]int{}, map[string]int{}, 0, 0}
}

func (w *world) chance(percent int) bool { return w.c.pick(100) >= 100-percent }

func (w *world) failf(format string, args ...any) {
	if w.fault == nil {
		w.fault = fmt.Errorf("step %d: "+format, append([]any{w.step}, args...)...)
	}
}

// testKey is made of a name alone.
func testKey(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte(name))
	return ed25519.NewKeyFromSeed(seed[:])
}

func testParty(name string) Party {
	key := testKey(name)
	return Party{Fingerprint: sha256.Sum256([]byte("fingerprint of " + name)), Key: [32]byte(key.Public().(ed25519.PublicKey))}
}

// testPolicy has n custodians.
func testPolicy(n, threshold int) Policy {
	p := Policy{Version: version, Kind: "seal", Of: [16]byte{1}, Owner: testParty("alice"), Requester: testParty("bob"),
		Threshold: uint8(threshold), Grace: 2 * day, MaxVetoes: 3, ExtraWait: true}
	for i := range n {
		p.Custodians = append(p.Custodians, testParty(fmt.Sprintf("custodian %d", i+1)))
	}
	return p
}

// testPaper is a share on paper, which is named by its key.
func testPaper(name string) Party {
	key := testParty(name).Key
	return Party{Fingerprint: key, Key: key}
}

// testTicket has n custodians, some papers and a watcher.
func testTicket(n, papers, threshold int) Policy {
	p := testPolicy(n, threshold)
	p.Kind, p.Terms, p.MaxVetoes, p.Decides = "recover", Hash{5}, 1, true
	p.Watchers = []Party{testParty("walter")}
	for i := range papers {
		p.Papers = append(p.Papers, testPaper(fmt.Sprintf("paper %d", i+1)))
	}
	return p
}

func newWorld(c chooser, r *reached) *world {
	w := &world{c: c, reached: r, keys: map[Fingerprint]ed25519.PrivateKey{}, genuine: map[Hash]Event{}, parsed: map[string]Verified{}}
	n := 1 + c.pick(4)
	w.policy = testPolicy(n, 1+c.pick(n))
	w.policy.MaxVetoes = uint16(1 + c.pick(2))
	w.policy.ExtraWait = !w.chance(30)
	w.policy.Grace = []int64{day, 2 * day}[c.pick(2)]
	if w.chance(20) {
		w.policy.NotAfter = 1
	}
	names := []string{"alice", "bob"}
	for i := range n {
		names = append(names, fmt.Sprintf("custodian %d", i+1))
	}
	if w.chance(20) {
		w.policy.Watchers = []Party{testParty("walter")}
		names = append(names, "walter")
	}
	if w.chance(10) { // the owner's own client
		w.policy.Custodians[0] = w.policy.Owner
		names = slices.DeleteFunc(names, func(s string) bool { return s == "custodian 1" })
	}
	for _, name := range names {
		w.join(name)
	}
	w.crook()
	w.sister = w.policy
	w.sister.Of = [16]byte{2}
	lift := w.sign(w.sister, &Lift{Head: Head{w.sister.Matter(), w.policy.Owner.Fingerprint}, Version: 1}, "alice")
	w.sisters = append(w.sisters, lift.bytes)
	return w
}

func (w *world) join(name string) {
	set, err := NewSet(w.policy)
	if err != nil {
		panic(err)
	}
	who := testParty(name)
	w.keys[who.Fingerprint] = testKey(name)
	w.parties = append(w.parties, &party{me: who.Fingerprint, name: name, set: set, sent: map[string]bool{}, last: map[Hash]Stage{},
		facts: Facts{Begun: map[Hash]int64{}, Told: map[Hash]bool{}, Confirmed: map[Hash]bool{}}, approved: map[Hash]bool{}, confirmed: map[Hash]bool{}, got: map[Hash]bool{}, firstSeen: map[Hash]int64{},
		told: map[Hash]bool{}, readyFor: map[Hash]bool{}, sharedFor: map[Hash]bool{}, tooLate: map[Hash]bool{}})
}

// crook makes the requester break rules, and at most so many custodians that
// one more is needed.
func (w *world) crook() {
	w.requester().crooked = w.chance(60)
	bad := w.c.pick(int(w.policy.Threshold))
	if w.chance(50) {
		bad = 0
	}
	for _, p := range w.parties[2:] {
		if bad > 0 && w.policy.Roles(p.me) == Custodian {
			p.crooked = true
			bad--
		}
	}
}

func (w *world) owner() *party     { return w.parties[0] }
func (w *world) requester() *party { return w.parties[1] }

func (w *world) find(who Fingerprint) *party {
	return w.parties[slices.IndexFunc(w.parties, func(p *party) bool { return p.me == who })]
}

func (w *world) sign(p Policy, e Event, name string) Verified {
	v, err := testSign(p, e, name)
	if err != nil {
		panic(fmt.Sprintf("%T: %v", e, err))
	}
	return v
}

func testSign(p Policy, e Event, name string) (Verified, error) {
	return Sign(p, e, func(m []byte) ([]byte, error) { return ed25519.Sign(testKey(name), m), nil })
}

// say has a party say something that its state permits, and sends it.
func (w *world) say(p *party, e Event) Verified {
	if err := p.set.State(p.me, p.facts).Permits(e); err != nil && !p.crooked {
		w.failf("%s: %s is wanted and not permitted: %v", p.name, e.Kind(), err)
	}
	v := w.sign(w.policy, e, p.name)
	w.genuine[v.id] = e
	w.reached.kinds[e.Kind()]++
	w.parsed[string(v.bytes)] = v
	w.take(p, v)
	for _, to := range w.policy.Audience(e) {
		w.put(p, w.find(to), v.bytes)
	}
	return v
}

// put sends: at once, late, twice or never.
func (w *world) put(from, to *party, data []byte) {
	m := mail{data: data, watched: w.policy.Roles(from.me).Is(Owner | Watcher)}
	switch w.c.pick(10) {
	case 9:
		to.box = append(to.box, m) // held back
	case 8:
		if m.watched {
			to.lost = append(to.lost, m)
			to.facts.Gap = true
		}
	case 7:
		w.show(to, m)
		w.show(to, m)
	default:
		w.show(to, m)
	}
}

func (w *world) show(to *party, m mail) {
	m.visible, m.stamp, m.now = true, w.step, to.facts.Now
	to.box = append(to.box, m)
}

// receive reads what anybody may have sent.
func (w *world) receive(p *party, data []byte) {
	v, known := w.parsed[string(data)]
	if !known {
		u, err := Parse(data)
		if err != nil {
			panic(err)
		}
		if v, err = u.Verify(w.policy); err != nil {
			w.reached.refused[errText(err)]++
			return
		}
		w.parsed[string(data)] = v
	}
	w.take(p, v)
}

func (w *world) take(p *party, v Verified) {
	if err := p.set.Add(v); errors.Is(err, ErrFull) && w.policy.Decides {
		w.reached.refused[errText(err)]++
		return
	} else if err != nil {
		w.failf("%s: %v", p.name, err)
	}
	if said := w.genuine[v.id]; said != nil && !p.got[v.id] {
		p.got[v.id] = true
		w.remember(p, said)
	}
}

// remember notes what arrived before the party was ready.
func (w *world) remember(p *party, e Event) {
	switch e := e.(type) {
	case *Veto:
		if !p.readyFor[e.Request] {
			p.tooLate[e.Request] = true
		}
		if !w.policy.Decides {
			return
		}
		for id, said := range w.genuine { // whichever it names
			if said.Kind() == KindRequest && !p.readyFor[id] {
				p.tooLate[id] = true
			}
		}
	case *Withdraw, *Cancel:
		for id, said := range w.genuine {
			if said.Kind() == KindRequest && !p.readyFor[id] {
				p.tooLate[id] = true
			}
		}
	}
}

// listing has a party list its mailbox, whole or not, and then act.
func (w *world) listing(p *party) {
	started := w.step
	partial := w.chance(20)
	box := p.box
	p.box = nil
	for len(box) > 0 {
		i := w.c.pick(len(box))
		m := box[i]
		box = slices.Delete(box, i, i+1)
		if !m.visible || partial && w.chance(50) {
			p.box = append(p.box, m)
			continue
		}
		w.receive(p, m.data)
	}
	p.facts.Partial, p.listedAt = partial, started
	if !partial {
		p.facts.Listed = p.facts.Now
	}
	w.act(p)
}

// act does what a party must, until there is nothing left.
func (w *world) act(p *party) {
	for range 100 {
		st := p.set.State(p.me, p.facts)
		w.watch(p, st)
		done := true
		for len(st.Must) > 0 { // in any order
			i := w.c.pick(len(st.Must))
			a := st.Must[i]
			st.Must = slices.Delete(st.Must, i, i+1)
			if w.do(p, a) {
				done = false
				break
			}
		}
		if done || w.fault != nil {
			return
		}
	}
	w.failf("%s never comes to an end", p.name)
}

// watch counts stages and changes of stage, and looks at what may be opened.
func (w *world) watch(p *party, st State) {
	for _, r := range st.Requests {
		w.failIf(w.reached.passed(p.last[r.ID], r.Stage))
		p.last[r.ID] = r.Stage
		if r.Late {
			w.reached.late++
		}
	}
	for _, a := range st.May {
		w.reached.deeds[a.Deed]++
		if a.Deed == MayOpen {
			w.checkOpen(p, a.Request)
		}
	}
}

// do carries a duty out. It reports whether anything changed.
func (w *world) do(p *party, a Act) bool {
	answer := Answer{Head{w.policy.Matter(), p.me}, a.Request}
	switch a.Deed {
	case Forward:
		if w.policy.Decides && w.chance(20) { // it has not left yet
			return false
		}
		request, _ := p.set.Get(a.Request)
		for _, to := range a.To {
			w.put(p, w.find(to), request.bytes)
		}
		p.facts.Told[a.Request], p.told[a.Request] = true, true
	case SaySeen:
		w.checkSeen(p, a.Request)
		v := w.say(p, &Seen{Answer: answer, At: p.facts.Now, Due: p.facts.Now + w.policy.Grace})
		p.facts.Begun[v.id] = p.facts.Now
		if _, began := p.firstSeen[a.Request]; !began {
			p.firstSeen[a.Request] = p.facts.Now
		}
	case SayAgain:
		v := w.say(p, &Again{Answer: answer, At: p.facts.Now, Due: p.facts.Now + w.policy.Grace})
		p.facts.Begun[v.id] = p.facts.Now
	case SayReady:
		w.checkReady(p, a.Request)
		w.say(p, &Ready{Answer: answer})
		p.readyFor[a.Request] = true
	case GiveShare:
		w.checkShare(p, a.Request)
		w.say(p, &Share{Answer: answer, Against: a.Events, Sealed: []byte("share of " + p.name)})
		p.sharedFor[a.Request] = true
	case Acknowledge:
		if w.chance(30) {
			return false
		}
		w.say(p, &Known{Answer: answer})
	case Destroy:
		w.say(p, &Gone{Head: answer.Head})
	case Carry:
		return w.carry(p, a)
	case DeleteFile:
		w.reached.deeds[a.Deed]++
		return false
	}
	w.reached.deeds[a.Deed]++
	return true
}

// carry sends what was not sent yet. It changes nothing here.
func (w *world) carry(p *party, a Act) bool {
	for _, to := range a.To {
		for _, id := range a.Events {
			key := string(to[:]) + string(id[:])
			if v, _ := p.set.Get(id); !p.sent[key] {
				p.sent[key] = true
				w.reached.deeds[a.Deed]++
				w.put(p, w.find(to), v.bytes)
			}
		}
	}
	return false
}

// want has a party do something that it may.
func (w *world) want(p *party, deed Deed) {
	st := p.set.State(p.me, p.facts)
	var acts []Act
	for _, a := range st.May {
		if a.Deed == deed {
			acts = append(acts, a)
		}
	}
	if len(acts) == 0 {
		return
	}
	a := acts[w.c.pick(len(acts))]
	head := Head{w.policy.Matter(), p.me}
	answer := Answer{head, a.Request}
	switch deed {
	case MayBreak:
		r := &Request{Head: head, Era: st.Era, Version: st.Version, ReplyKey: w.replyKey()}
		if len(a.Events) > 0 {
			r.Lift = a.Events[0]
		}
		w.say(p, r)
	case MayAllow:
		w.say(p, &Allow{Answer: answer})
	case MayVeto:
		w.say(p, &Veto{Answer: answer, Reason: "no"})
	case MayLift:
		w.say(p, &Lift{Head: head, Version: st.Version})
	case MayUpdate:
		w.checkUpdate(p)
		w.say(p, &Update{Head: head, Version: st.Version + 1})
	case MayWithdraw:
		w.say(p, &Withdraw{Head: head})
	case MayReopen:
		w.say(p, &Reopen{Head: head, Era: st.Era + 1})
	}
	w.wantOfTicket(p, deed, answer)
}

func (w *world) replyKey() []byte {
	w.nonce++
	return fmt.Appendf(nil, "reply key %d", w.nonce)
}

func errText(err error) string {
	before, _, _ := bytes.Cut([]byte(err.Error()), []byte(":"))
	return string(before)
}

// run is one history of some length.
func run(c chooser, r *reached) error {
	w := newWorld(c, r)
	return w.run(w.turn)
}

func (w *world) run(turn func()) error {
	for range 20 + w.c.pick(60) {
		w.step++
		turn()
		if w.fault != nil {
			return w.fault
		}
	}
	w.checkEnd()
	return w.fault
}

// turn is one thing that happens.
func (w *world) turn() {
	p := w.parties[w.c.pick(len(w.parties))]
	switch k := w.c.pick(100); {
	case k < 38:
		w.listing(p)
	case k < 58:
		w.passTime()
	case k < 66:
		w.want(w.requester(), MayBreak)
	case k < 76:
		w.decide()
	case k < 80:
		w.late(p)
	case k < 84:
		w.oddities(p)
	case k < 85:
		w.byHand(p)
	case k < 88: // the post is away
		w.act(p)
	case k < 90: // the owner cannot decide
		w.want(w.owner(), MayAllow)
		w.want(w.owner(), MayVeto)
	case w.requester().crooked && k < 97:
		w.cheat()
	default:
		for _, q := range w.parties { // everybody syncs
			w.listing(q)
		}
	}
}

func (w *world) passTime() {
	d := []int64{hour, 6 * hour, day, 3 * day}[w.c.pick(4)]
	for _, p := range w.parties {
		p.facts.Now += d
	}
	if w.chance(20) { // one clock runs ahead
		w.parties[w.c.pick(len(w.parties))].facts.Now += d
	}
}

// decide has somebody who may veto do something.
func (w *world) decide() {
	if n := len(w.policy.Watchers); n > 0 && w.chance(30) {
		w.want(w.find(w.policy.Watchers[0].Fingerprint), MayVeto)
		return
	}
	deeds := []Deed{MayVeto, MayVeto, MayVeto, MayAllow, MayAllow, MayLift, MayUpdate, MayReopen, MayReopen, MayWithdraw}
	w.want(w.owner(), deeds[w.c.pick(len(deeds))])
}

// late lets what was held back or lost arrive.
func (w *world) late(p *party) {
	for i := range p.box {
		if m := &p.box[i]; !m.visible && w.chance(70) {
			m.visible, m.stamp, m.now = true, w.step, p.facts.Now
		}
	}
	if len(p.lost) > 0 && w.chance(60) {
		for _, m := range p.lost {
			w.show(p, m)
		}
		p.lost, p.facts.Gap = nil, false
	}
}

// oddities are a restore, and dates that come.
func (w *world) oddities(p *party) {
	if w.chance(50) {
		p.facts.Begun = map[Hash]int64{}
		return
	}
	if w.policy.NotAfter == 0 {
		return
	}
	if p.facts.Date < Reached {
		p.facts.Date++
	}
	if p.facts.Date == Said && w.chance(40) { // the clock was ahead
		p.facts.Date = NotYet
	}
}

// byHand hands an event of the owner over as a file.
func (w *world) byHand(p *party) {
	events := w.owner().set.sorted
	if len(events) > 0 {
		w.receive(p, events[w.c.pick(len(events))].bytes)
		w.act(p)
	}
}

// cheat is what a requester tries who keeps to no rule.
func (w *world) cheat() {
	p := w.requester()
	head := Head{w.policy.Matter(), p.me}
	someone := w.find(w.policy.Custodians[w.c.pick(len(w.policy.Custodians))].Fingerprint)
	switch w.c.pick(8) {
	case 7: // a lift of one version for another one
		w.stretchLift(someone)
	case 0: // a request to one custodian alone, with some era, version and lift
		r := &Request{Head: head, Era: uint64(w.c.pick(2)), Version: uint64(1 + w.c.pick(2)), Lift: w.anyLift(), ReplyKey: w.replyKey()}
		v := w.sign(w.policy, r, p.name)
		w.genuine[v.id] = r
		w.take(p, v)
		w.show(someone, mail{data: v.bytes})
	case 1: // everything it has, to one custodian
		for _, v := range p.set.sorted {
			w.show(someone, mail{data: v.bytes})
		}
	case 2: // what the owner said in another matter
		for _, data := range w.sisters {
			w.show(someone, mail{data: data})
			w.receive(p, data)
		}
	case 3, 4: // what others should have said, with its own key
		w.forge(someone)
	case 5: // what it may not say, in its own name
		if r, ok := w.anyRequest(); ok {
			w.show(someone, mail{data: rawSign(&Allow{Answer: Answer{head, r}}, p.name)})
		}
	case 6: // crooked custodians release early
		w.release()
	}
}

// stretchLift names a lift of this matter in a request for a newer version.
func (w *world) stretchLift(to *party) {
	p := w.requester()
	for _, v := range p.set.sorted {
		lift, ok := v.event.(*Lift)
		if !ok || w.genuine[v.id] == nil {
			continue
		}
		r := &Request{Head: Head{w.policy.Matter(), p.me}, Version: lift.Version + 1, Lift: v.id, ReplyKey: w.replyKey()}
		request := w.sign(w.policy, r, p.name)
		w.genuine[request.id] = r
		w.take(p, request)
		w.show(to, mail{data: v.bytes})
		w.show(to, mail{data: request.bytes})
	}
}

// anyLift returns a lift of this matter or of another one, or none.
func (w *world) anyLift() Hash {
	v, _ := Parse(w.sisters[0])
	ids := []Hash{{}, sha256.Sum256(toSign(KindLift, v.wire.Body))}
	for _, v := range w.requester().set.sorted {
		if v.event.Kind() == KindLift {
			ids = append(ids, v.id, v.id)
		}
	}
	return ids[w.c.pick(len(ids))]
}

func (w *world) anyRequest() (Hash, bool) {
	var ids []Hash
	for _, v := range w.requester().set.sorted {
		if v.event.Kind() == KindRequest {
			ids = append(ids, v.id)
		}
	}
	if len(ids) == 0 {
		return Hash{}, false
	}
	return ids[w.c.pick(len(ids))], true
}

// forge puts words into the mouths of a custodian and the owner.
func (w *world) forge(to *party) {
	r, ok := w.anyRequest()
	if !ok {
		return
	}
	for _, c := range w.policy.Custodians {
		w.show(to, mail{data: rawSign(&Ready{Answer: Answer{Head{w.policy.Matter(), c.Fingerprint}, r}}, "bob")})
	}
	w.show(to, mail{data: rawSign(&Allow{Answer: Answer{Head{w.policy.Matter(), w.policy.Owner.Fingerprint}, r}}, "bob")})
}

// release has crooked custodians say that they are ready, and give shares.
func (w *world) release() {
	r, ok := w.anyRequest()
	if !ok {
		return
	}
	for _, p := range w.parties {
		if !p.crooked || p == w.requester() {
			continue
		}
		answer := Answer{Head{w.policy.Matter(), p.me}, r}
		ready := w.say(p, &Ready{Answer: answer})
		p.readyFor[r] = true
		w.say(p, &Share{Answer: answer, Against: []Hash{ready.id}, Sealed: []byte("early")})
		p.sharedFor[r] = true
		for _, c := range w.policy.Custodians {
			w.show(w.find(c.Fingerprint), mail{data: ready.bytes})
		}
	}
}
