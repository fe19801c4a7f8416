package app

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/box/contact"
	"coffer/box/post"
	"coffer/box/seal"
	"coffer/vault"
)

// helped is a vault with a trustee and a sheet, both of which are needed; the trustee
// proved then what they have.
func helped(then time.Time) trustCheckup {
	known := Contact{Card: contact.Card{}}
	one := TrusteeInfo{Name: "bob", State: "accepted", Told: true, Confirmed: then}
	return trustCheckup{
		there: true, slots: true, clients: []trustClient{{TrusteeInfo: one, key: known.Fingerprint()}},
		info: TrusteesInfo{Threshold: 2, ResetThreshold: 1, Posts: []string{"dir:/post"}, Drilled: then, Made: then, Trustees: []TrusteeInfo{one, {Name: "dave", Paper: true, State: "paper"}}},
	}
}

// TestDoctorChecks holds what no story of a script comes by: each check finds
// nothing in a healthy vault, and its own finding in a sick one.
func TestDoctorChecks(t *testing.T) {
	healthy := func() *checkup {
		return &checkup{
			now: time.Unix(1_900_000_000, 0), credited: 90 * day, name: "Ann", posts: []string{"dir:/post"},
			contacts: []Contact{{Name: "bob", Standing: contact.Standing{State: contact.Verified}}},
			waiting:  map[post.Mailbox]int{}, channels: []post.Channel{{Taken: post.Taken{Seq: 3, Heard: 89 * day}}},
		}
	}
	run := func(c *checkup) (kinds []string) {
		for _, check := range doctorChecks() {
			for _, f := range check(c) {
				if f.What == "" || f.Next == "" || f.Severity != Serious && f.Severity != Notable {
					t.Errorf("%s: half a finding: %+v", f.Check, f)
				}
				kinds = append(kinds, f.Check)
			}
		}
		return kinds
	}
	if kinds := run(healthy()); kinds != nil {
		t.Errorf("in a healthy vault: %q", kinds)
	}
	ahead := []post.Link{{Seq: 5}}
	lost := SealInfo{Title: "door", Recipient: "bob", Threshold: 1, RecipientTold: true, Custodians: []SealCustodian{{Name: "carol", Told: true, Gone: true}}}
	for want, sick := range map[string]func(c *checkup){
		"older":    func(c *checkup) { c.older = true },
		"former":   func(c *checkup) { c.former = true },
		"lost":     func(c *checkup) { c.lost = []string{"bob", "carol"} }, // bob is back
		"clock":    func(c *checkup) { c.gap = true },
		"owner":    func(c *checkup) { c.name = "" },
		"aside":    func(c *checkup) { c.aside = 2 },
		"set-back": func(c *checkup) { c.channels[0].Sent.Broken = true },
		"chain":    func(c *checkup) { c.channels[0].Taken.Broken = 2 },
		"missing":  func(c *checkup) { c.channels[0].Taken.Ahead = ahead },
		"shares": func(c *checkup) {
			m := &seal.Matter{ID: vault.ID{1}, Sending: &seal.Sending{}}
			c.seals = []sealCheckup{{m, lost}}
			c.seals[0].info.Since = c.now
			c.seals[0].Policy.Custodians = slices.Grow(c.seals[0].Policy.Custodians, 1)[:1]
		},
		"recovery-slot": func(c *checkup) { c.trust = helped(c.now); c.trust.slots = false },
		"trustees":      func(c *checkup) { c.trust = helped(c.now); c.trust.info.Trustees[0].State = "refused" },
		"drill":         func(c *checkup) { c.trust = helped(c.now.Add(-91 * day)) },
		"unproved": func(c *checkup) {
			c.trust = helped(c.now.Add(-8 * day))
			c.trust.info.Trustees[0].Confirmed = time.Time{}
		},
		"trustee-post":    func(c *checkup) { c.trust = helped(c.now); c.trust.info.Posts = []string{"dir:/elsewhere"} },
		"trustee-contact": func(c *checkup) { c.trust = helped(c.now); c.trust.clients[0].key[0]++ },
		"deposit":         func(c *checkup) { c.trust.offered = []DepositInfo{{Owner: "bob"}} },
	} {
		c := healthy()
		sick(c)
		if kinds := run(c); !slices.Equal(kinds, []string{want}) {
			t.Errorf("%s: %q", want, kinds)
		}
	}
	c := healthy()
	c.channels[0].Sent.Broken, c.channels[0].Taken.Broken, c.channels[0].Taken.Ahead, c.channels[0].Closed = true, 2, ahead, true
	if kinds := run(c); kinds != nil {
		t.Errorf("of a channel that is closed: %q", kinds)
	}
}

// TestTrusteeCopiesUnseen: what was chosen stays so where nobody can look who has a copy, and that is said.
func TestTrusteeCopiesUnseen(t *testing.T) {
	a, _ := movingApp(t)
	if found := a.TrusteeCopies(t.Context()); len(found) != 0 {
		t.Errorf("without trustees: %+v", found)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if found := a.TrusteeCopies(ended); len(found) != 1 || found[0].About != "your trustees" || !strings.Contains(found[0].What, "cannot be seen: ") {
		t.Errorf("of a look that was ended: %+v", found)
	}
}
