package hold

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"

	"coffer/vault/codec"
)

// sample is one event of every kind that a matter knows, with who signs it.
func sample(p Policy) (events []Event, names []string) {
	add := func(name string, e Event) { events, names = append(events, e), append(names, name) }
	owner, requester, custodian := Head{p.Matter(), p.Owner.Fingerprint}, Head{p.Matter(), p.Requester.Fingerprint}, Head{p.Matter(), p.Custodians[0].Fingerprint}
	answer := func(h Head) Answer { return Answer{h, Hash{7}} }
	add("bob", &Request{Head: requester, Era: 1, Version: 2, Lift: Hash{9}, ReplyKey: []byte("key")})
	if p.Decides {
		events[0] = &Request{Head: requester, Version: 1, ReplyKey: []byte("key")}
		add("custodian 1", &Approve{Answer: answer(custodian)})
		add("custodian 1", &Deny{Answer: answer(custodian), Reason: "this is not her voice"})
		add("bob", &Cancel{Answer: answer(requester)})
	} else {
		add("alice", &Allow{Answer: answer(owner)})
		add("alice", &Lift{Head: owner, Version: 2})
		add("alice", &Update{Head: owner, Version: 2, File: Hash{8}})
		add("alice", &Withdraw{Head: owner})
		add("alice", &Reopen{Head: owner, Era: 1})
		add("custodian 1", &Gone{Head: custodian})
	}
	add("alice", &Known{Answer: answer(owner)})
	add("custodian 1", &Seen{Answer: answer(custodian), At: 5, Due: 6})
	add("custodian 1", &Again{Answer: answer(custodian), At: 6, Due: 7})
	add("alice", &Veto{Answer: answer(owner), Reason: "I am well"})
	add("custodian 1", &Ready{Answer: answer(custodian)})
	add("custodian 1", &Share{Answer: answer(custodian), Against: []Hash{{1}, {2}}, Sealed: []byte("age")})
	return events, names
}

func TestRoundTrip(t *testing.T) {
	kinds := map[Kind]bool{}
	for _, p := range []Policy{testPolicy(3, 2), testTicket(3, 1, 2)} {
		roundTrip(t, p, kinds)
	}
	if len(kinds) != 16 {
		t.Errorf("%d kinds", len(kinds))
	}
}

func roundTrip(t *testing.T, p Policy, kinds map[Kind]bool) {
	t.Helper()
	events, names := sample(p)
	for i, e := range events {
		v, err := testSign(p, e, names[i])
		if err != nil {
			t.Fatalf("%s: %v", e.Kind(), err)
		}
		u, err := Parse(v.Bytes())
		if err != nil || u.UnverifiedMatter() != p.Matter() {
			t.Fatalf("%s: %v", e.Kind(), err)
		}
		again, err := u.Verify(p)
		if err != nil || again.ID() != v.ID() || again.Event().Kind() != e.Kind() {
			t.Errorf("%s: %v", e.Kind(), err)
		}
		for _, who := range p.Audience(e) {
			if _, author := e.About(); who == author || p.Roles(who) == 0 {
				t.Errorf("%s goes to a stranger or back", e.Kind())
			}
		}
		if len(p.Audience(e)) == 0 {
			t.Errorf("%s goes to nobody", e.Kind())
		}
		kinds[e.Kind()] = true
	}
}

// TestRefused holds who may not say what, and what is not of the right shape.
func TestRefused(t *testing.T) {
	for _, p := range []Policy{testPolicy(3, 2), testTicket(3, 1, 2)} {
		refused(t, p)
	}
}

func refused(t *testing.T, p Policy) {
	t.Helper()
	other := p
	other.Of = [16]byte{9}
	events, names := sample(p)
	everybody := []string{"alice", "bob", "custodian 1", "mallory"}
	for i, e := range events {
		good, err := testSign(p, e, names[i])
		if err != nil {
			t.Fatal(err)
		}
		u, _ := Parse(good.Bytes())
		if _, err := u.Verify(other); !errors.Is(err, ErrMatter) {
			t.Errorf("%s of another matter: %v", e.Kind(), err)
		}
		for _, name := range everybody {
			if name != names[i] {
				refuse(t, p, rawSign(e, name), ErrSignature) // in another's name
				refuse(t, p, rawSign(inNameOf(e, name), name), ErrAuthor)
			}
		}
		flipped := bytes.Clone(good.Bytes())
		flipped[len(flipped)-1] ^= 1
		refuse(t, p, flipped, ErrSignature)
	}
}

// inNameOf is the same event, said by another author.
func inNameOf(e Event, name string) Event {
	body, err := codec.Marshal(e)
	if err != nil {
		panic(err)
	}
	_, author := e.About()
	who := testParty(name).Fingerprint
	moved := blank(e.Kind())
	if err := codec.Unmarshal(bytes.Replace(body, author[:], who[:], 1), moved); err != nil {
		panic(err)
	}
	return moved
}

func refuse(t *testing.T, p Policy, data []byte, want error) {
	t.Helper()
	u, err := Parse(data)
	if err == nil {
		_, err = u.Verify(p)
	}
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
}

func TestBadShapes(t *testing.T) {
	p := testPolicy(3, 2)
	bob, alice := Head{p.Matter(), p.Requester.Fingerprint}, Head{p.Matter(), p.Owner.Fingerprint}
	carol := Answer{Head{p.Matter(), p.Custodians[0].Fingerprint}, Hash{1}}
	for name, e := range map[string]Event{
		"version 0":           &Request{Head: bob, ReplyKey: []byte{1}},
		"no reply key":        &Request{Head: bob, Version: 1},
		"long reply key":      &Request{Head: bob, Version: 1, ReplyKey: make([]byte, MaxReplyKey+1)},
		"era beyond all":      &Request{Head: bob, Version: 1, ReplyKey: []byte{1}, Era: maxCount + 1},
		"no request":          &Allow{Answer: Answer{Head: alice}},
		"veto without one":    &Veto{Answer: Answer{Head: alice}},
		"long reason":         &Veto{Answer: Answer{alice, Hash{1}}, Reason: strings.Repeat("a", MaxReason+1)},
		"lift of version 0":   &Lift{Head: alice},
		"update to version 1": &Update{Head: alice, Version: 1},
		"update to version 0": &Update{Head: alice},
		"reopen to era 0":     &Reopen{Head: alice},
		"due before at":       &Seen{Answer: carol, At: 2, Due: 1},
		"before 1970":         &Seen{Answer: carol, At: -1, Due: 1},
		"after 9999":          &Again{Answer: carol, At: 1, Due: maxSeconds + 1},
		"empty share":         &Share{Answer: carol, Against: []Hash{{1}}},
		"long share":          &Share{Answer: carol, Against: []Hash{{1}}, Sealed: make([]byte, MaxSealed+1)},
		"against none":        &Share{Answer: carol, Sealed: []byte{1}},
		"against one twice":   &Share{Answer: carol, Sealed: []byte{1}, Against: []Hash{{1}, {1}}},
		"against disorder":    &Share{Answer: carol, Sealed: []byte{1}, Against: []Hash{{2}, {1}}},
		"against too many":    &Share{Answer: carol, Sealed: []byte{1}, Against: make([]Hash, MaxCustodians+MaxPapers+1)},
		"long denial":         &Deny{Answer: carol, Reason: strings.Repeat("a", MaxReason+1)},
		"approval of nothing": &Approve{Answer: Answer{Head: carol.Head}},
		"cancel of nothing":   &Cancel{Answer: Answer{Head: bob}},
	} {
		if _, err := testSign(p, e, "alice"); !errors.Is(err, ErrEvent) {
			t.Errorf("%s: signed: %v", name, err)
		}
		if _, err := Parse(rawSign(e, "alice")); !errors.Is(err, ErrEvent) {
			t.Errorf("%s: parsed: %v", name, err)
		}
	}
	if _, err := Parse(make([]byte, MaxEvent+1)); !errors.Is(err, ErrEvent) {
		t.Errorf("too long: %v", err)
	}
	if _, err := (Unverified{}).Verify(p); !errors.Is(err, ErrEvent) {
		t.Errorf("nothing: %v", err)
	}
	short := func([]byte) ([]byte, error) { return make([]byte, ed25519.SignatureSize-1), nil }
	if _, err := Sign(p, &Withdraw{Head: alice}, short); !errors.Is(err, ErrSignature) {
		t.Errorf("a short signature: %v", err)
	}
}

func TestBadPolicies(t *testing.T) {
	for name, spoil := range map[string]func(*Policy){
		"version":                   func(p *Policy) { p.Version = 2 },
		"no kind":                   func(p *Policy) { p.Kind = "" },
		"kind with escape":          func(p *Policy) { p.Kind = "\x1b[2J" },
		"no custodian":              func(p *Policy) { p.Custodians = nil },
		"too many custodians":       func(p *Policy) { p.Custodians = make([]Party, MaxCustodians+1) },
		"too many watchers":         func(p *Policy) { p.Watchers = make([]Party, MaxWatchers+1) },
		"threshold 0":               func(p *Policy) { p.Threshold = 0 },
		"threshold too big":         func(p *Policy) { p.Threshold = 4 },
		"short grace":               func(p *Policy) { p.Grace = MinGrace - 1 },
		"long grace":                func(p *Policy) { p.Grace = MaxGrace + 1 },
		"no vetoes":                 func(p *Policy) { p.MaxVetoes = 0 },
		"too many vetoes":           func(p *Policy) { p.MaxVetoes = MaxVetoes + 1 },
		"date before 1970":          func(p *Policy) { p.NotAfter = -1 },
		"date after 9999":           func(p *Policy) { p.NotAfter = maxSeconds + 1 },
		"requester is the owner":    func(p *Policy) { p.Requester = p.Owner },
		"requester is a custodian":  func(p *Policy) { p.Custodians[1] = p.Requester },
		"requester is a watcher":    func(p *Policy) { p.Watchers = []Party{p.Requester} },
		"owner is a watcher":        func(p *Policy) { p.Watchers = []Party{p.Owner} },
		"a custodian twice":         func(p *Policy) { p.Custodians[1] = p.Custodians[0] },
		"a watcher twice":           func(p *Policy) { p.Watchers = []Party{testParty("w"), testParty("w")} },
		"one key, two fingerprints": func(p *Policy) { p.Custodians[1].Key = p.Custodians[0].Key },
		"two keys, one fingerprint": func(p *Policy) { p.Custodians[1] = Party{Fingerprint: p.Owner.Fingerprint, Key: [32]byte{1}} },
		"papers in a seal":          func(p *Policy) { p.Papers = []Party{testPaper("paper 1")} },

		"ticket: a second veto":        func(p *Policy) { p.MaxVetoes = 2 },
		"ticket: a last date":          func(p *Policy) { p.NotAfter = 1 },
		"ticket: papers are enough":    func(p *Policy) { p.Papers = append(p.Papers, testPaper("paper 2")) },
		"ticket: threshold too big":    func(p *Policy) { p.Threshold = 5 },
		"ticket: nobody but papers":    func(p *Policy) { p.Custodians = nil },
		"ticket: a paper with a name":  func(p *Policy) { p.Papers[0].Fingerprint = Fingerprint{1} },
		"ticket: a paper twice":        func(p *Policy) { p.Threshold, p.Papers = 3, append(p.Papers, p.Papers[0]) },
		"ticket: a paper is custodian": func(p *Policy) { p.Custodians[0] = p.Papers[0] },
		"ticket: a paper asks":         func(p *Policy) { p.Requester = p.Papers[0] },
		"ticket: a paper is the owner": func(p *Policy) { p.Owner = p.Papers[0] },
		"ticket: a paper watches":      func(p *Policy) { p.Watchers = p.Papers },
		"ticket: too many papers":      func(p *Policy) { p.Papers = make([]Party, MaxPapers+1) },
		"the requester's key anywhere": func(p *Policy) { p.Custodians[2].Key = p.Requester.Key },
	} {
		p := testPolicy(3, 2)
		if strings.HasPrefix(name, "ticket: ") {
			p = testTicket(3, 1, 2)
		}
		spoil(&p)
		if err := p.Check(); !errors.Is(err, ErrPolicy) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := p.Encode(); err == nil || p.Matter() != (Hash{}) {
			t.Errorf("%s: encodes", name)
		}
		if data, err := codec.Marshal(p); err != nil {
			t.Fatal(err)
		} else if _, err := ParsePolicy(data); !errors.Is(err, ErrPolicy) {
			t.Errorf("%s: parses", name)
		}
		if _, err := NewSet(p); err == nil {
			t.Errorf("%s: a set", name)
		}
	}
	if _, err := ParsePolicy(make([]byte, MaxPolicy+1)); !errors.Is(err, ErrPolicy) {
		t.Errorf("too long: %v", err)
	}
}

// TestPolicyRoundTrip also tries the largest policy that there may be.
func TestPolicyRoundTrip(t *testing.T) {
	p := testPolicy(MaxCustodians, 20)
	p.Watchers = []Party{p.Custodians[3]}
	for i := range MaxWatchers - 1 {
		p.Watchers = append(p.Watchers, testParty(strings.Repeat("w", i+1)))
	}
	p.MaxVetoes, p.Decides, p.Threshold = 1, true, MaxCustodians+MaxPapers
	for i := range MaxPapers {
		p.Papers = append(p.Papers, testPaper(strings.Repeat("p", i+1)))
	}
	data, err := p.Encode()
	if err != nil || len(data) > MaxPolicy {
		t.Fatalf("%d bytes, %v", len(data), err)
	}
	again, err := ParsePolicy(data)
	if err != nil || again.Matter() != p.Matter() {
		t.Fatal(err)
	}
	if roles := p.Roles(p.Custodians[3].Fingerprint); roles != Custodian|Watcher {
		t.Errorf("roles %b", roles)
	}
	if p.Roles(Fingerprint{1}) != 0 {
		t.Error("a stranger has a role")
	}
}

// TestCrowd has one author say more than anybody keeps: nobody else is crowded
// out.
func TestCrowd(t *testing.T) {
	p := testPolicy(3, 2)
	set, err := NewSet(p)
	if err != nil {
		t.Fatal(err)
	}
	head := Head{p.Matter(), p.Requester.Fingerprint}
	for i := range maxRequests + 1 {
		v, err := testSign(p, &Request{Head: head, Version: 1, ReplyKey: []byte{1, byte(i)}}, "bob")
		if err != nil {
			t.Fatal(err)
		}
		if err = set.Add(v); (err == nil) != (i < maxRequests) || err != nil && !errors.Is(err, ErrFull) {
			t.Fatalf("request %d: %v", i, err)
		}
	}
	for _, r := range set.View().Requests {
		v, err := testSign(p, &Veto{Answer: Answer{Head{p.Matter(), p.Owner.Fingerprint}, r.ID}}, "alice")
		if err != nil {
			t.Fatal(err)
		}
		if err := set.Add(v); err != nil {
			t.Fatal(err)
		}
		if err := set.Add(v); err != nil {
			t.Fatalf("again: %v", err)
		}
	}
	if n := len(set.Events()); n != 2*maxRequests {
		t.Errorf("%d events", n)
	}
	for _, version := range []uint64{5, 300, 7} {
		for i := range version {
			v, err := testSign(p, &Update{Head: Head{p.Matter(), p.Owner.Fingerprint}, Version: i + 2}, "alice")
			if err != nil {
				t.Fatal(err)
			}
			if err := set.Add(v); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n, v := len(set.Events()), set.View().Version; n != 2*maxRequests+1 || v != 301 {
		t.Errorf("%d events, version %d: of updates the newest stays", n, v)
	}
	if err := set.Add(Verified{}); !errors.Is(err, ErrEvent) {
		t.Errorf("nothing was added: %v", err)
	}
}
