package hold

import (
	"slices"
	"testing"
)

// scene is a world in which nothing happens by chance: mail arrives, and every
// listing is whole.
type scene struct {
	*world
	t *testing.T
}

type steady struct{}

func (steady) pick(int) int { return 0 }

func newScene(t *testing.T, n, threshold int, change ...func(*Policy)) scene {
	w := newWorld(steady{}, newReached())
	w.policy = testPolicy(n, threshold)
	for _, c := range change {
		c(&w.policy)
	}
	w.parties = nil
	for _, name := range []string{"alice", "bob", "custodian 1", "custodian 2", "custodian 3"} {
		if w.policy.Roles(testParty(name).Fingerprint) != 0 {
			w.join(name)
		}
	}
	s := scene{w, t}
	t.Cleanup(func() {
		s.checkEnd()
		if w.fault != nil {
			t.Error(w.fault)
		}
	})
	return s
}

func (s scene) party(name string) *party { return s.find(testParty(name).Fingerprint) }

// sync has the named parties sync, or all of them, three times: from ready to
// bob, from him to the custodians, and their shares to him.
func (s scene) sync(names ...string) {
	for range 3 {
		for _, p := range s.parties {
			if len(names) == 0 || slices.Contains(names, p.name) {
				s.step++
				s.listing(p)
			}
		}
	}
}

func (s scene) pass(days int64) {
	for _, p := range s.parties {
		p.facts.Now += days * day
	}
}

// mayNow has a party do what it may, and fails where it may not.
func (s scene) mayNow(name string, deed Deed) {
	s.t.Helper()
	if !s.may(name, deed) {
		s.t.Fatalf("%s may not %s", name, deed)
	}
	s.want(s.party(name), deed)
}

func (s scene) may(name string, deed Deed) bool {
	st := s.party(name).set.State(testParty(name).Fingerprint, s.party(name).facts)
	return slices.ContainsFunc(st.May, func(a Act) bool { return a.Deed == deed })
}

// stage is how a party sees the only request, or the last one that was made.
func (s scene) stage(name string) Stage {
	for _, r := range s.party(name).set.View().Requests {
		if r.ID == s.newest() {
			return r.Stage
		}
	}
	return ""
}

func (s scene) newest() (id Hash) {
	last := ""
	for _, v := range s.party("bob").set.sorted {
		if r, ok := v.event.(*Request); ok && string(r.ReplyKey) > last {
			last, id = string(r.ReplyKey), v.id
		}
	}
	return id
}

func (s scene) wantStage(name string, want Stage) {
	s.t.Helper()
	if got := s.stage(name); got != want {
		s.t.Fatalf("%s sees %q, want %q", name, got, want)
	}
}

// wantSentence is how bob sees the whole matter.
func (s scene) wantSentence(want string) {
	s.t.Helper()
	if got := s.party("bob").set.View().Sentence(); got != want {
		s.t.Errorf("bob reads %q, want %q", got, want)
	}
}

func TestQuietRelease(t *testing.T) {
	s := newScene(t, 3, 2)
	s.wantSentence("nobody asks for it")
	s.mayNow("bob", MayBreak)
	s.wantStage("bob", Asked)
	s.wantSentence(Asked.Sentence())
	s.sync()
	s.wantSentence(Waiting.Sentence())
	s.wantStage("alice", Waiting) // she heard of it though bob told custodians only
	s.pass(1)
	s.sync()
	s.wantStage("bob", Waiting)
	s.pass(1)
	s.sync()
	s.wantStage("bob", Released)
	s.wantSentence(Released.Sentence())
	if !s.may("bob", MayOpen) {
		t.Error("bob may not open")
	}
	if s.may("alice", MayUpdate) {
		t.Error("alice may send a newer file")
	}
}

func TestAllowEndsTheWait(t *testing.T) {
	s := newScene(t, 3, 2)
	s.mayNow("bob", MayBreak)
	s.sync()
	s.mayNow("alice", MayAllow)
	s.sync()
	s.wantStage("bob", Released)
}

// TestOldAllow replays an allow of one request onto the next.
func TestOldAllow(t *testing.T) {
	s := newScene(t, 3, 2)
	s.mayNow("bob", MayBreak)
	s.sync()
	s.mayNow("alice", MayAllow)
	s.mayNow("alice", MayVeto)
	s.sync()
	s.wantStage("bob", Vetoed)
	s.mayNow("bob", MayBreak)
	s.sync()
	for _, v := range s.party("alice").set.sorted {
		for _, p := range s.parties {
			s.receive(p, v.bytes)
		}
	}
	s.sync()
	s.wantStage("custodian 1", Waiting)
}

// TestVetoReachesOne holds back a veto from one custodian of two: no share
// leaves, in this try and the next.
func TestVetoReachesOne(t *testing.T) {
	s := newScene(t, 2, 2)
	for _, deaf := range []string{"custodian 1", "custodian 2"} {
		s.mayNow("bob", MayBreak)
		s.sync()
		s.mayNow("alice", MayVeto)
		s.party(deaf).box = nil
		s.pass(5)
		s.sync()
		if s.stage(deaf) != Waiting {
			t.Fatalf("%s has heard of the veto", deaf)
		}
	}
	if n := s.count(func(p *party) bool { return len(p.sharedFor) > 0 }); n != 0 {
		t.Errorf("%d shares are out", n)
	}
}

// TestSameMoment has both sides decide at once: he asks while she lifts.
func TestSameMoment(t *testing.T) {
	s := newScene(t, 3, 2)
	s.mayNow("alice", MayLift)
	s.mayNow("bob", MayBreak)
	s.sync()
	s.wantStage("custodian 1", Waiting) // it does not answer the lift
	s.mayNow("bob", MayBreak)
	s.sync()
	s.wantStage("bob", Released)
}

func TestLiftEndsLaterWaits(t *testing.T) {
	s := newScene(t, 3, 2)
	s.mayNow("alice", MayLift)
	s.sync()
	s.wantSentence("nobody asks for it; the owner has ended the wait of whoever does")
	s.mayNow("bob", MayBreak)
	s.sync()
	s.wantStage("bob", Released)
}

// TestVetoBeatsLift stops a request though its wait was ended in advance.
func TestVetoBeatsLift(t *testing.T) {
	s := newScene(t, 3, 2)
	s.mayNow("alice", MayLift)
	s.sync()
	s.mayNow("bob", MayBreak)
	for _, v := range s.party("bob").set.sorted {
		s.receive(s.party("alice"), v.bytes) // as a file
	}
	s.mayNow("alice", MayVeto)
	s.sync()
	s.wantStage("custodian 1", Vetoed)
	s.wantStage("bob", Vetoed)
}

// TestClockAhead lets the clock of one custodian run ahead of all others.
func TestClockAhead(t *testing.T) {
	s := newScene(t, 3, 2)
	s.mayNow("bob", MayBreak)
	s.sync()
	s.party("custodian 1").facts.Now += 30 * day
	s.sync()
	if !s.party("custodian 1").readyFor[s.newest()] {
		t.Fatal("the custodian is not ready by its own clock")
	}
	s.wantStage("bob", Waiting)
}

// TestEarlyRelease has one custodian of three give its share at once: the
// others hold.
func TestEarlyRelease(t *testing.T) {
	s := newScene(t, 3, 2)
	s.party("custodian 1").crooked = true
	s.mayNow("bob", MayBreak)
	s.release()
	s.sync()
	s.wantStage("bob", Waiting)
	s.mayNow("alice", MayVeto)
	s.pass(9)
	s.sync()
	s.wantStage("bob", Vetoed)
	if s.may("bob", MayOpen) {
		t.Error("bob may open")
	}
}

// TestSilence never lets the owner hear of it: the wait runs twice, and then it
// is over.
func TestSilence(t *testing.T) {
	s := newScene(t, 3, 2)
	s.mayNow("bob", MayBreak)
	others := []string{"bob", "custodian 1", "custodian 2", "custodian 3"}
	s.sync(others...)
	s.pass(2)
	s.sync(others...)
	s.wantStage("bob", Waiting)
	s.pass(1)
	s.sync(others...)
	s.wantStage("bob", Waiting)
	s.pass(1)
	s.sync(others...)
	s.wantStage("bob", Released)
}

// TestLateWord has the owner answer within the second wait: it runs to its end,
// so that whoever answers late is not punished for it.
func TestLateWord(t *testing.T) {
	s := newScene(t, 3, 2)
	s.mayNow("bob", MayBreak)
	others := []string{"bob", "custodian 1", "custodian 2", "custodian 3"}
	s.sync(others...)
	s.pass(2)
	s.sync(others...)
	s.sync()
	s.wantStage("bob", Waiting)
	s.mayNow("alice", MayVeto)
	s.sync()
	s.pass(9)
	s.sync()
	s.wantStage("bob", Vetoed)
}

func TestNoExtraWait(t *testing.T) {
	s := newScene(t, 3, 2, func(p *Policy) { p.ExtraWait = false })
	s.mayNow("bob", MayBreak)
	others := []string{"bob", "custodian 1", "custodian 2", "custodian 3"}
	s.sync(others...)
	s.pass(2)
	s.sync(others...)
	s.wantStage("bob", Released)
}

// TestTooManyVetoes closes the matter until the owner reopens it; what was asked
// before is void then.
func TestTooManyVetoes(t *testing.T) {
	s := newScene(t, 3, 2)
	for range s.policy.MaxVetoes {
		s.mayNow("bob", MayBreak)
		s.sync()
		s.mayNow("alice", MayVeto)
		s.sync()
	}
	if s.may("bob", MayBreak) {
		t.Fatal("bob may ask again")
	}
	s.wantSentence(Closed.Sentence())
	s.mayNow("alice", MayReopen)
	s.sync()
	bob := s.party("bob")
	again := Request{Head: Head{s.policy.Matter(), bob.me}, Version: 1, Era: 1, ReplyKey: []byte("reply key 1")}
	if err := bob.set.State(bob.me, bob.facts).Permits(&again); err == nil {
		t.Error("a reply key of a former request is used again")
	}
	s.mayNow("bob", MayBreak)
	s.sync()
	s.wantStage("custodian 1", Waiting)
	s.pass(2)
	s.sync()
	s.wantStage("bob", Released)
}

func TestWithdraw(t *testing.T) {
	s := newScene(t, 3, 2)
	s.mayNow("bob", MayBreak)
	s.sync()
	s.mayNow("alice", MayWithdraw)
	s.pass(5)
	s.sync()
	s.wantStage("bob", Withdrawn)
	s.wantSentence(Withdrawn.Sentence())
	if gone := s.party("alice").set.View().Gone; len(gone) != 3 {
		t.Errorf("alice knows of %d custodians that have destroyed their shares", len(gone))
	}
	for _, p := range s.parties {
		if st := p.set.State(p.me, p.facts); len(st.May) > 0 {
			t.Errorf("%s may still %v", p.name, st.May)
		}
	}
	if s.reached.deeds[DeleteFile] == 0 {
		t.Error("bob keeps the file")
	}
}

// TestLateVeto comes when a share may be out: it stops what it can, and she is
// told.
func TestLateVeto(t *testing.T) {
	s := newScene(t, 3, 2)
	s.mayNow("bob", MayBreak)
	s.sync()
	s.pass(2)
	for _, name := range []string{"custodian 1", "custodian 2", "custodian 3", "alice"} {
		s.sync(name) // ready, and nobody has told the others
	}
	s.mayNow("alice", MayVeto)
	s.sync()
	s.wantStage("bob", Vetoed)
	for _, r := range s.party("alice").set.View().Requests {
		if !r.Late {
			t.Error("she is not told that it was late")
		}
	}
}

// TestLastDate pauses when the wall clock says so, and destroys when it is sure.
func TestLastDate(t *testing.T) {
	s := newScene(t, 1, 1, func(p *Policy) { p.NotAfter = 1 })
	s.mayNow("bob", MayBreak)
	s.sync()
	s.pass(2)
	c := s.party("custodian 1")
	c.facts.Date = Said
	s.sync()
	s.wantStage("bob", Waiting)
	c.facts.Date = NotYet // the clock was ahead
	s.sync()
	s.wantStage("bob", Released)
	c.facts.Date = Reached
	s.sync()
	if len(s.party("alice").set.View().Gone) != 1 {
		t.Error("the share was not destroyed")
	}
}

// TestRestored has a custodian forget when its wait began: it begins anew, and
// of two beginnings the later one counts and shows.
func TestRestored(t *testing.T) {
	s := newScene(t, 1, 1)
	s.mayNow("bob", MayBreak)
	s.sync()
	c := s.party("custodian 1")
	former := c.facts.Begun
	s.pass(1)
	c.facts.Begun = map[Hash]int64{}
	s.sync()
	s.pass(1)
	for id, at := range former { // a day later it remembers
		c.facts.Begun[id] = at
	}
	s.sync()
	s.wantStage("bob", Waiting)
	if p := s.party("alice").set.View().Requests[0].Custodians[0]; p.Due != 3*day || p.At != day {
		t.Errorf("alice sees a wait from %d to %d", p.At, p.Due)
	}
	s.pass(1)
	s.sync()
	s.wantStage("bob", Released)
}

// TestOwnWait has one custodian see a request days after the other: the wait of
// the one is not that of the other.
func TestOwnWait(t *testing.T) {
	s := newScene(t, 2, 2)
	s.mayNow("bob", MayBreak)
	s.sync("bob", "alice", "custodian 1")
	s.pass(2)
	s.sync()
	s.wantStage("bob", Waiting)
	s.pass(1)
	for _, p := range s.parties { // as files, also what it need not know
		for _, v := range p.set.sorted {
			s.receive(s.party("custodian 2"), v.bytes)
		}
	}
	s.sync()
	s.wantStage("bob", Waiting)
	s.pass(1)
	s.sync()
	s.wantStage("bob", Released)
}

// TestSelf is a seal whose only custodian is the owner.
func TestSelf(t *testing.T) {
	s := newScene(t, 1, 1, func(p *Policy) { p.Custodians = []Party{p.Owner} })
	s.mayNow("bob", MayBreak)
	s.sync()
	s.wantStage("bob", Waiting)
	s.pass(2)
	s.sync()
	s.wantStage("bob", Released)
}

func TestUpdates(t *testing.T) {
	s := newScene(t, 3, 2)
	s.mayNow("alice", MayUpdate)
	s.mayNow("alice", MayUpdate)
	s.sync()
	if v := s.party("bob").set.View().Version; v != 3 {
		t.Errorf("version %d", v)
	}
	s.mayNow("alice", MayLift)
	if s.may("alice", MayUpdate) {
		t.Error("a newer file after a lift")
	}
}

// TestPermits refuses what does not fit the state.
func TestPermits(t *testing.T) {
	s := newScene(t, 3, 2)
	s.mayNow("bob", MayBreak)
	s.sync()
	matter, r := s.policy.Matter(), s.newest()
	alice, bob, carol := Head{matter, s.policy.Owner.Fingerprint}, Head{matter, s.policy.Requester.Fingerprint}, Head{matter, s.policy.Custodians[0].Fingerprint}
	for name, c := range map[string]struct {
		who string
		e   Event
	}{
		"lift while a request waits": {"alice", &Lift{Head: alice, Version: 1}},
		"allow of no request":        {"alice", &Allow{Answer: Answer{alice, Hash{1}}}},
		"reopen what is open":        {"alice", &Reopen{Head: alice, Era: 1}},
		"a version left out":         {"alice", &Update{Head: alice, Version: 3}},
		"another one's words":        {"alice", &Withdraw{Head: bob}},
		"another matter":             {"alice", &Withdraw{Head: Head{Hash{1}, alice.Author}}},
		"a second request":           {"bob", &Request{Head: bob, Version: 1, ReplyKey: []byte{1}}},
		"a request of a later era":   {"bob", &Request{Head: bob, Version: 1, Era: 1, ReplyKey: []byte{1}}},
		"ready too early":            {"custodian 1", &Ready{Answer: Answer{carol, r}}},
		"seen twice":                 {"custodian 1", &Seen{Answer: Answer{carol, r}}},
		"again too early":            {"custodian 1", &Again{Answer: Answer{carol, r}}},
		"a share too early":          {"custodian 1", &Share{Answer: Answer{carol, r}, Against: []Hash{{1}}, Sealed: []byte{1}}},
		"gone without a reason":      {"custodian 1", &Gone{Head: carol}},
	} {
		p := s.party(c.who)
		if err := p.set.State(p.me, p.facts).Permits(c.e); err == nil {
			t.Errorf("%s: permitted", name)
		}
	}
}

func TestStranger(t *testing.T) {
	s := newScene(t, 3, 2)
	s.mayNow("bob", MayBreak)
	st := s.party("bob").set.State(testParty("mallory").Fingerprint, Facts{})
	if st.Roles != 0 || len(st.Must)+len(st.May) > 0 {
		t.Errorf("a stranger must %v and may %v", st.Must, st.May)
	}
}
