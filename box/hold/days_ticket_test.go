package hold

import (
	"errors"
	"slices"
	"testing"
)

// newTicketScene has n custodians, some papers, and walter as a watcher.
func newTicketScene(t *testing.T, n, papers, threshold int) scene {
	s := newScene(t, n, threshold, func(p *Policy) { *p = testTicket(n, papers, threshold) })
	s.reached.next = nextOfTicket
	s.join("walter")
	return s
}

// ask has bob ask, and everybody hear of it.
func (s scene) ask() {
	s.t.Helper()
	s.mayNow("bob", MayBreak)
	s.sync()
}

// approve has custodians type the code and approve.
func (s scene) approve(names ...string) {
	s.t.Helper()
	for _, name := range names {
		s.mayNow(name, MayConfirm)
		s.act(s.party(name))
		s.mayNow(name, MayApprove)
	}
	s.sync()
}

// shares counts the custodians that have given theirs.
func (s scene) shares() int {
	return s.count(func(p *party) bool { return len(p.sharedFor) > 0 })
}

func TestTicketReleased(t *testing.T) {
	s := newTicketScene(t, 3, 0, 2)
	s.ask()
	s.wantStage("alice", Asked) // she hears of it before anybody types a code
	s.wantStage("walter", Asked)
	s.approve("custodian 1", "custodian 2")
	s.wantStage("bob", Waiting)
	s.pass(1)
	s.sync()
	s.wantStage("bob", Waiting)
	s.pass(1)
	s.sync()
	s.wantStage("bob", Released)
	s.wantSentence(Released.Sentence())
	s.wantStage("alice", Decided) // she hears of no share
	if !s.may("bob", MayOpen) || s.may("bob", MayCancel) || s.may("bob", MayBreak) || s.may("custodian 1", MayDeny) {
		t.Error("after the release somebody may do what they may not, or bob may not open")
	}
	if n := s.shares(); n != 2 {
		t.Errorf("%d shares are out", n)
	}
}

// TestTicketCodeFirst has nobody type a code: no wait begins, nobody may approve,
// and everybody may deny.
func TestTicketCodeFirst(t *testing.T) {
	s := newTicketScene(t, 3, 0, 2)
	s.ask()
	s.pass(30)
	s.sync()
	s.wantStage("bob", Asked)
	if s.may("custodian 1", MayApprove) || !s.may("custodian 1", MayConfirm) || !s.may("custodian 1", MayDeny) {
		t.Error("a custodian may approve what it did not confirm, or may not say no")
	}
	s.approve("custodian 1", "custodian 2")
	s.pass(1)
	s.sync()
	s.wantStage("bob", Waiting) // its wait is none of those thirty days
}

// TestTicketSilence has both custodians type the code, and only one approve.
func TestTicketSilence(t *testing.T) {
	s := newTicketScene(t, 2, 0, 2)
	s.ask()
	s.approve("custodian 1")
	s.mayNow("custodian 2", MayConfirm)
	s.sync()
	s.pass(9)
	s.sync()
	s.wantStage("bob", Waiting)
	s.mayNow("custodian 2", MayApprove)
	s.sync()
	s.wantStage("bob", Released)
}

func TestTicketPaperCountsAsOne(t *testing.T) {
	s := newTicketScene(t, 2, 1, 2)
	s.ask()
	s.prove("paper 1")
	s.prove("paper 1") // the same signature again
	s.pass(9)
	s.sync()
	s.wantStage("bob", Asked)
	s.approve("custodian 1")
	s.wantStage("bob", Waiting)
	s.pass(2)
	s.sync()
	s.wantStage("bob", Released)
	if n := s.shares(); n != 1 {
		t.Errorf("%d shares are out", n)
	}
}

// TestTicketPaperIsTold has the owner and whoever watches hear of a paper that was
// shown to the custodians alone: with it the shares may be out.
func TestTicketPaperIsTold(t *testing.T) {
	s := newTicketScene(t, 2, 1, 2)
	s.ask()
	s.prove("paper 1")
	s.sync()
	s.sync()
	for _, name := range []string{"alice", "walter"} {
		if p := s.party(name).set.View().Requests[0].Papers[0]; p.Ready == (Hash{}) {
			t.Errorf("%s has not heard of the paper", name)
		}
	}
	s.approve("custodian 1")
	s.pass(2)
	s.sync()
	s.sync()
	s.wantStage("alice", Decided)
	s.wantStage("walter", Decided)
}

// TestTicketVetoIsTold has those who may veto hear of each other.
func TestTicketVetoIsTold(t *testing.T) {
	for _, by := range []string{"alice", "walter"} {
		s := newTicketScene(t, 3, 0, 2)
		s.ask()
		s.mayNow(by, MayVeto)
		s.sync()
		s.sync()
		s.wantStage("alice", Vetoed)
		s.wantStage("walter", Vetoed)
	}
}

// TestTicketForeignPaper has bob sign for a paper that he does not have, and with
// one of another set.
func TestTicketForeignPaper(t *testing.T) {
	s := newTicketScene(t, 2, 1, 2)
	s.ask()
	for _, who := range []Party{testPaper("paper 1"), testPaper("paper 2")} {
		e := &Ready{Answer: Answer{Head{s.policy.Matter(), who.Fingerprint}, s.newest()}}
		if _, err := testSign(s.policy, e, "bob"); err == nil {
			t.Error("bob has proved a paper that he does not have")
		}
	}
	e := &Approve{Answer: Answer{Head{s.policy.Matter(), testPaper("paper 1").Fingerprint}, s.newest()}}
	if _, err := testSign(s.policy, e, "paper 1"); !errors.Is(err, ErrAuthor) {
		t.Errorf("a paper approves: %v", err)
	}
}

func TestTrusteeAnswersTwice(t *testing.T) {
	s := newTicketScene(t, 3, 0, 2)
	s.ask()
	s.approve("custodian 1")
	if s.may("custodian 1", MayApprove) || s.may("custodian 1", MayConfirm) {
		t.Error("it may approve twice")
	}
	s.mayNow("custodian 1", MayDeny)
	if s.may("custodian 1", MayDeny) || s.may("custodian 1", MayApprove) {
		t.Error("it may deny twice, or approve after all")
	}
	carol := s.party("custodian 1")
	e := &Approve{Answer: Answer{Head{s.policy.Matter(), carol.me}, s.newest()}}
	if err := carol.set.State(carol.me, carol.facts).Permits(e); !errors.Is(err, ErrNotNow) {
		t.Errorf("an approval after a denial: %v", err)
	}
}

// TestTrusteeDeniesAfterApproving keeps its share back, and the others that know of
// it do not count it.
func TestTrusteeDeniesAfterApproving(t *testing.T) {
	s := newTicketScene(t, 3, 0, 2)
	s.ask()
	s.approve("custodian 1", "custodian 2")
	s.pass(2)
	s.sync("custodian 1", "bob") // ready, and bob has it
	s.mayNow("custodian 1", MayDeny)
	for _, v := range s.party("custodian 1").set.sorted {
		s.receive(s.party("custodian 2"), v.bytes)
	}
	s.sync()
	s.wantStage("bob", Waiting)
	if n := s.shares(); n != 0 {
		t.Errorf("%d shares are out", n)
	}
	r := s.party("alice").set.View().Requests[0]
	if c := r.Custodians[0]; !c.Approved || !c.Denied || c.Reason == "" {
		t.Errorf("alice sees %+v", c)
	}
	s.approve("custodian 3")
	s.pass(2)
	s.sync()
	s.wantStage("bob", Released) // by the other two
}

// TestTooManyDeny leaves too few: nobody goes on, and nobody can be asked again.
func TestTooManyDeny(t *testing.T) {
	s := newTicketScene(t, 3, 1, 3)
	s.ask()
	s.prove("paper 1")
	s.mayNow("custodian 1", MayDeny)
	s.sync()
	s.wantStage("bob", Asked)
	s.mayNow("custodian 2", MayDeny)
	s.sync()
	s.wantStage("bob", Refused)
	s.wantStage("walter", Refused)
	s.wantSentence(Refused.Sentence())
	if s.may("bob", MayBreak) || s.may("bob", MayCancel) {
		t.Error("bob may go on")
	}
	if !s.may("alice", MayVeto) {
		t.Error("alice may not veto: she cannot know whether all have heard of the denials")
	}
}

func TestTrusteeApprovesAfterVeto(t *testing.T) {
	s := newTicketScene(t, 3, 0, 2)
	s.ask()
	s.mayNow("custodian 1", MayConfirm)
	s.mayNow("walter", MayVeto)
	s.sync()
	if s.may("custodian 1", MayApprove) || s.may("custodian 1", MayDeny) {
		t.Error("a custodian may answer what was vetoed")
	}
	s.wantStage("bob", Vetoed) // walter has no mailbox of his; a custodian told him
	s.wantSentence(Vetoed.Sentence())
	if s.may("bob", MayBreak) {
		t.Error("bob may ask again in the same ticket")
	}
}

// TestTicketVetoInTime stops what is approved and waits.
func TestTicketVetoInTime(t *testing.T) {
	s := newTicketScene(t, 2, 0, 2)
	s.ask()
	s.approve("custodian 1", "custodian 2")
	s.pass(1)
	s.mayNow("alice", MayVeto)
	s.sync()
	s.pass(9)
	s.sync()
	s.wantStage("bob", Vetoed)
	if n := s.shares(); n != 0 {
		t.Errorf("%d shares are out", n)
	}
	if s.party("alice").set.View().Requests[0].Late {
		t.Error("it is called late")
	}
}

// TestTicketLateVeto comes when enough are ready: it stops what is left, and she is
// told.
func TestTicketLateVeto(t *testing.T) {
	s := newTicketScene(t, 3, 0, 2)
	s.ask()
	s.approve("custodian 1", "custodian 2")
	s.pass(2)
	for _, name := range []string{"custodian 1", "custodian 2", "alice"} {
		s.sync(name)
	}
	s.mayNow("alice", MayVeto)
	s.sync()
	s.wantStage("bob", Vetoed)
	if !s.party("alice").set.View().Requests[0].Late {
		t.Error("she is not told that it was late")
	}
}

// TestTicketClockJumps lets the clock of one custodian run ahead: the wait of the
// other is its own. One that is set back begins anew.
func TestTicketClockJumps(t *testing.T) {
	s := newTicketScene(t, 2, 0, 2)
	s.ask()
	s.approve("custodian 1", "custodian 2")
	s.party("custodian 1").facts.Now += 30 * day
	s.sync()
	if !s.party("custodian 1").readyFor[s.newest()] {
		t.Fatal("the custodian is not ready by its own clock")
	}
	s.wantStage("bob", Waiting)
	s.party("custodian 2").facts.Begun = map[Hash]int64{}
	s.pass(1)
	s.sync() // it begins anew
	s.pass(1)
	s.sync()
	s.wantStage("bob", Waiting)
	s.pass(1)
	s.sync()
	s.wantStage("bob", Released)
}

// TestRequesterTellsSome asks one custodian alone: the owner hears of it all the
// same, and one is not enough.
func TestRequesterTellsSome(t *testing.T) {
	s := newTicketScene(t, 3, 0, 2)
	s.mayNow("bob", MayBreak)
	for _, name := range []string{"custodian 2", "custodian 3"} {
		s.party(name).box = nil
	}
	s.sync()
	s.wantStage("alice", Asked)
	s.approve("custodian 1")
	s.pass(9)
	s.sync()
	s.wantStage("bob", Waiting)
	s.mayNow("alice", MayVeto)
	s.sync()
	for _, v := range s.party("bob").set.sorted { // now he tells the others, later than she
		s.receive(s.party("custodian 2"), v.bytes)
		s.receive(s.party("custodian 3"), v.bytes)
	}
	s.sync()
	s.wantStage("custodian 2", Vetoed)
}

// TestTwoRequestsOfOneTicket shows the owner another request than two of the three
// custodians: whichever she stops, all stop.
func TestTwoRequestsOfOneTicket(t *testing.T) {
	s := newTicketScene(t, 3, 0, 2)
	s.party("bob").crooked = true
	s.mayNow("bob", MayBreak)
	s.party("custodian 1").box = nil
	other := &Request{Head: Head{s.policy.Matter(), s.party("bob").me}, Version: 1, ReplyKey: []byte("another key")}
	v := s.sign(s.policy, other, "bob")
	s.genuine[v.id] = other
	s.receive(s.party("custodian 1"), v.bytes)
	s.sync("custodian 1", "alice", "walter")
	s.sync()
	if r := s.party("alice").set.View().Requests; len(r) != 1 || r[0].ID != v.id {
		t.Fatalf("alice keeps %d requests", len(r))
	}
	s.approve("custodian 2", "custodian 3")
	s.mayNow("alice", MayVeto)
	s.sync()
	s.pass(9)
	s.sync()
	s.wantStage("custodian 2", Vetoed)
	if n := s.shares(); n != 0 {
		t.Errorf("%d shares are out", n)
	}
}

// TestCancelForTheOwnerAlone tells one custodian, and by it the owner, that the
// request is taken back, while the others go on: they hear of it from her, and she
// may veto.
func TestCancelForTheOwnerAlone(t *testing.T) {
	s := newTicketScene(t, 3, 0, 2)
	s.ask()
	s.approve("custodian 2", "custodian 3")
	s.mayNow("bob", MayCancel)
	for _, name := range []string{"custodian 2", "custodian 3"} {
		s.party(name).box = nil
	}
	s.sync()
	s.wantStage("alice", Cancelled)
	if !s.may("alice", MayVeto) {
		t.Error("alice may not veto")
	}
	s.wantStage("custodian 2", Cancelled)
	s.pass(9)
	s.sync()
	s.wantStage("bob", Cancelled)
	s.wantSentence(Cancelled.Sentence())
	if n := s.shares(); n != 0 || s.may("bob", MayBreak) {
		t.Errorf("%d shares are out", n)
	}
}

// TestCancelBeatsShares has bob end his request while shares are on their way.
func TestCancelBeatsShares(t *testing.T) {
	s := newTicketScene(t, 1, 0, 1)
	s.ask()
	s.approve("custodian 1")
	s.pass(2)
	s.sync("custodian 1")
	s.mayNow("bob", MayCancel)
	s.sync()
	s.wantStage("bob", Cancelled)
	if s.may("bob", MayOpen) {
		t.Error("bob opens what he has taken back")
	}
}

// TestTwoTickets asks in two tickets of one vault at once, and has one custodian
// approve each: shares of two tickets do not add up.
func TestTwoTickets(t *testing.T) {
	one, two := newTicketScene(t, 2, 0, 2), newTicketScene(t, 2, 0, 2)
	two.policy.Terms = Hash{77}
	two.parties = nil
	for _, name := range []string{"alice", "bob", "custodian 1", "custodian 2", "walter"} {
		two.join(name)
	}
	one.ask()
	two.ask()
	one.approve("custodian 1")
	two.approve("custodian 2")
	for range 3 {
		one.pass(3)
		two.pass(3)
		one.sync()
		two.sync()
		for _, p := range two.parties { // all that was said in the other ticket
			for _, v := range p.set.sorted {
				for _, q := range one.parties {
					one.receive(q, v.bytes)
				}
			}
		}
	}
	one.wantStage("bob", Waiting)
	two.wantStage("bob", Waiting)
	if n := one.shares() + two.shares(); n != 0 {
		t.Errorf("%d shares are out", n)
	}
	if one.reached.refused[ErrMatter.Error()] == 0 {
		t.Error("nothing of the other ticket was refused")
	}
}

// TestAlteredRequest changes the reply key of a request on its way, and then the
// whole request: nobody hears the one, and nobody answers the other by what was
// said about the first.
func TestAlteredRequest(t *testing.T) {
	s := newTicketScene(t, 2, 0, 2)
	s.mayNow("bob", MayBreak)
	request, _ := s.party("bob").set.Get(s.newest())
	for i := range request.bytes {
		altered := slices.Clone(request.bytes)
		altered[i] ^= 1
		u, err := Parse(altered)
		if err == nil {
			_, err = u.Verify(s.policy)
		}
		if err == nil {
			t.Fatalf("byte %d was altered, and it is heard", i)
		}
	}
	s.sync()
	s.approve("custodian 1", "custodian 2")
	mallory := &Request{Head: Head{s.policy.Matter(), s.party("bob").me}, Version: 1, ReplyKey: []byte("mallory's key")}
	u, err := Parse(rawSign(mallory, "mallory"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := u.Verify(s.policy); !errors.Is(err, ErrSignature) {
		t.Errorf("another key, signed by somebody else: %v", err)
	}
	if s.party("custodian 1").set.View().Requests[0].ID != request.id {
		t.Error("a custodian has another request")
	}
}

// TestTicketKnowsNoLift has the owner's client say what only a seal's may, and asks
// for what only a seal gives.
func TestTicketKnowsNoLift(t *testing.T) {
	p := testTicket(3, 1, 2)
	alice, bob := Head{p.Matter(), p.Owner.Fingerprint}, Head{p.Matter(), p.Requester.Fingerprint}
	for _, e := range []Event{&Allow{Answer: Answer{alice, Hash{1}}}, &Lift{Head: alice, Version: 1}, &Update{Head: alice, Version: 2},
		&Withdraw{Head: alice}, &Reopen{Head: alice, Era: 1}} {
		if _, err := testSign(p, e, "alice"); !errors.Is(err, ErrAuthor) {
			t.Errorf("%s: %v", e.Kind(), err)
		}
	}
	for _, r := range []*Request{{Era: 1, Version: 1}, {Version: 2}, {Version: 1, Lift: Hash{1}}} {
		r.Head, r.ReplyKey = bob, []byte{1}
		if _, err := testSign(p, r, "bob"); !errors.Is(err, ErrAuthor) {
			t.Errorf("%+v: %v", r, err)
		}
	}
	seal := testPolicy(3, 2)
	carol := Answer{Head{seal.Matter(), seal.Custodians[0].Fingerprint}, Hash{1}}
	for _, e := range []Event{&Approve{Answer: carol}, &Deny{Answer: carol}} {
		if _, err := testSign(seal, e, "custodian 1"); !errors.Is(err, ErrAuthor) {
			t.Errorf("%s in a seal: %v", e.Kind(), err)
		}
	}
}

// TestManyReady has more parties ready than a policy has custodians.
func TestManyReady(t *testing.T) {
	p := testTicket(MaxCustodians, MaxPapers, MaxPapers+1)
	against := make([]Hash, MaxCustodians+MaxPapers)
	for i := range against {
		against[i] = Hash{byte(i)}
	}
	e := &Share{Answer: Answer{Head{p.Matter(), p.Custodians[0].Fingerprint}, Hash{1}}, Against: against, Sealed: make([]byte, MaxSealed)}
	v, err := testSign(p, e, "custodian 1")
	if err != nil || len(v.Bytes()) > MaxEvent {
		t.Errorf("%d bytes, %v", len(v.Bytes()), err)
	}
}
