package matter

import (
	"bytes"
	"crypto/rand"
	"errors"
	"slices"
	"testing"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/post"
	"coffer/vault/codec"
)

func someone(t *testing.T) contact.Identity {
	t.Helper()
	id, err := contact.NewIdentity(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func somePolicy(t *testing.T) (hold.Policy, contact.Identity) {
	t.Helper()
	owner, custodian := someone(t), someone(t)
	p := hold.Policy{
		Version: 1, Kind: "seal", Of: [16]byte{1}, Shares: hold.Hash{2}, Owner: Party(someone(t).Public()),
		Requester: Party(owner.Public()), Custodians: []hold.Party{Party(custodian.Public())},
		Threshold: 1, Grace: hold.MinGrace, MaxVetoes: 1,
	}
	return p, owner
}

// TestCourseHasOneForm: what says the same in other bytes is refused.
func TestCourseHasOneForm(t *testing.T) {
	p, _ := somePolicy(t)
	c, err := NewCourse(p)
	if err != nil {
		t.Fatal(err)
	}
	c.Begun[hold.Hash{1}], c.Begun[hold.Hash{2}] = 3, 4
	c.Passed[Passage{hold.Fingerprint{1}, hold.Hash{1}}] = post.Slot{Of: [16]byte{1}, Seq: 7}
	c.Listed, c.Partial, c.Over, c.Here = 5, true, 6, 7
	plain, err := c.Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Decode(plain, p)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := again.Encode(); err != nil || !bytes.Equal(b, plain) {
		t.Errorf("%x, not %x: %v", b, plain, err)
	}
	var w wireCourse
	if err := codec.UnmarshalCanonical(plain, &w); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*wireCourse){
		"in another order": func(w *wireCourse) { slices.Reverse(w.Begun) },
		"twice":            func(w *wireCourse) { w.Begun = append(w.Begun, w.Begun...) },
		"no event":         func(w *wireCourse) { w.Events = [][]byte{{1}} },
	} {
		other := w
		other.Begun = slices.Clone(w.Begun)
		change(&other)
		b, err := codec.Marshal(other)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Decode(b, p); err == nil {
			t.Errorf("%s: read", name)
		}
	}
	if _, err := Decode(append(plain, 0), p); !errors.Is(err, ErrCourse) {
		t.Errorf("with something after it: %v", err)
	}
}

func TestWaysMeet(t *testing.T) {
	a, b, c := hold.Fingerprint{1}, hold.Fingerprint{2}, hold.Fingerprint{3}
	peers := func(me hold.Fingerprint) []hold.Fingerprint {
		if me == a {
			return []hold.Fingerprint{b, c}
		}
		return []hold.Fingerprint{a}
	}
	all, err := DrawWays(rand.Reader, []hold.Fingerprint{a, b, c}, peers)
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []hold.Fingerprint{b, c} {
		there, _ := FindWay(all[a], who)
		here, ok := FindWay(all[who], a)
		if !ok || there.In != here.Out || there.Out != here.In || there.In == there.Out {
			t.Errorf("%v and %v do not meet", there, here)
		}
	}
	good := all[a]
	if err := CheckWays(good, peers(a)); err != nil {
		t.Error(err)
	}
	for name, ways := range map[string][]Way{
		"too few":           good[:1],
		"in another order":  {good[1], good[0]},
		"one mailbox twice": {good[0], {Peer: c, In: good[0].In, Out: good[1].Out}},
		"one for both":      {good[0], {Peer: c, In: good[1].In, Out: good[1].In}},
		"none":              {good[0], {Peer: c, In: good[1].In}},
	} {
		if err := CheckWays(ways, peers(a)); !errors.Is(err, ErrPeople) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPeopleAreThoseOfThePolicy(t *testing.T) {
	p, who := somePolicy(t)
	parties := []hold.Party{p.Requester}
	for name, people := range map[string][]Person{
		"nobody":              nil,
		"somebody else":       {{Keys: someone(t).Public(), Name: "bob"}},
		"a name that cannot":  {{Keys: who.Public(), Name: "bob\n"}},
		"other signing key":   {{Keys: contact.Public{Recipient: who.Public().Recipient, Signing: someone(t).Public().Signing}, Name: "bob"}},
		"a key that is none":  {{Keys: contact.Public{Recipient: "age1pq1", Signing: who.Public().Signing}, Name: "bob"}},
		"one more than there": {{Keys: who.Public(), Name: "bob"}, {Keys: who.Public(), Name: "bob"}},
	} {
		if err := CheckPeople(people, parties); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if err := CheckPeople([]Person{{Keys: who.Public(), Name: "bob"}}, parties); err != nil {
		t.Error(err)
	}
}
