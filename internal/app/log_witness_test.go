package app

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/box/witness"
	"coffer/vault"
	"coffer/vault/journal"
	"coffer/vault/secret"
)

// day moves the clock to a day, counted from the one on which two were connected.
func (m *moving) day(n int) { m.now = standing{}.Now().Add(time.Duration(n) * 24 * time.Hour) }

// reopened is the vault of somebody under another clock, and as it is on the disk.
func (m member) reopened(clock Clock) member {
	m.t.Helper()
	m.must(m.Close())
	env := m.env
	env.Clock = clock
	a, err := Open(m.t.Context(), env)
	m.must(err)
	m.t.Cleanup(func() { a.Close() })
	m.must(a.Unlock(m.t.Context(), secret.New("correct horse")))
	m.App = a
	return m
}

// witnessed are alice, whose log bob witnesses, and the clock.
func witnessed(t *testing.T) (alice, bob member, clock *moving) {
	t.Helper()
	clock = new(moving)
	clock.day(0)
	alice, bob = connected(t)
	alice, bob = alice.reopened(clock), bob.reopened(clock)
	_, err := alice.AddWitness(t.Context(), "bob", true)
	alice.must(err)
	said(t, alice.syncs())
	said(t, bob.syncs(), "witness.begun")
	said(t, alice.syncs(), "witness.kept")
	return alice, bob, clock
}

// said holds which notices a sync told, in their order.
func said(t *testing.T, r SyncReport, want ...string) {
	t.Helper()
	var got []string
	for _, n := range r.Notices {
		got = append(got, n.Kind)
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("a sync said %q and not %q", got, want)
	}
}

func (m member) witnesses() LogWitnesses {
	m.t.Helper()
	all, err := m.LogWitnesses(m.t.Context())
	m.must(err)
	return all
}

func (m member) entries() (n uint64) {
	m.t.Helper()
	m.must(m.view(m.t.Context(), func(tx *vault.Tx) error { n = tx.Entries(); return nil }))
	return n
}

// TestWitnessDaily: a head a day at most, for as long as something else was done than carrying
// heads: two who witness each other come to rest.
func TestWitnessDaily(t *testing.T) {
	alice, bob, clock := witnessed(t)
	_, err := bob.AddWitness(t.Context(), "alice", true)
	bob.must(err)
	first := alice.witnesses().Mine[0]
	if first.Stands != StandsIn || first.Waits || first.Kept != first.Sent || first.Kept == 0 {
		t.Errorf("at first %+v", first)
	}
	settle := func() (a, b uint64) {
		for range 4 {
			alice.syncs()
			bob.syncs()
		}
		return alice.witnesses().Mine[0].Sent, bob.witnesses().Mine[0].Sent
	}
	settle()
	added(t, alice.App, "work/one", "herring-5")
	if a, _ := settle(); a != first.Sent {
		t.Errorf("a second head on one day, of %d", a)
	}
	clock.day(1)
	a, b := settle()
	if a == first.Sent {
		t.Error("no head on the next day")
	}
	if w := alice.witnesses().Mine[0]; w.Kept != a || w.Stands != StandsIn || w.Waits {
		t.Errorf("on the next day %+v", w)
	}
	clock.day(2)
	settle() // what met, and came to be witness, since
	for day := 3; day < 6; day++ {
		clock.day(day)
		was := alice.entries()
		a2, b2 := settle()
		if day > 3 && (a2 != a || b2 != b || alice.entries() != was) {
			t.Errorf("day %d: heads of %d and %d, after %d and %d", day, a2, b2, a, b)
		}
		a, b = a2, b2
	}
}

// copyOf copies a vault's file, as a thief or a backup does.
func (m member) copyOf() []byte {
	m.t.Helper()
	data, err := os.ReadFile(filepath.Join(m.env.Folders.Data, vault.FileName))
	m.must(err)
	return data
}

// putBack puts a copy in the place of the vault, on a machine that knows nothing of a newer one.
func (m member) putBack(data []byte, clock Clock) member {
	m.t.Helper()
	m.must(m.Close())
	m.must(os.RemoveAll(m.env.Folders.State))
	m.must(os.MkdirAll(m.env.Folders.State, 0o700))
	m.must(os.WriteFile(filepath.Join(m.env.Folders.Data, vault.FileName), data, 0o600))
	return m.reopened(clock)
}

// TestWitnessSetBack: an older copy of alice's vault syncs, on a machine that never saw a newer
// one, and under numbers that repeat: bob speaks up, and so does the copy itself.
func TestWitnessSetBack(t *testing.T) {
	alice, bob, clock := witnessed(t)
	old := alice.copyOf()
	for day := 1; day < 4; day++ {
		clock.day(day)
		for _, path := range []string{"work/a", "work/b", "work/c", "work/d"} {
			added(t, alice.App, path+string(rune('0'+day)), "herring-5")
		}
		alice.syncs()
		said(t, bob.syncs())
		said(t, alice.syncs())
	}
	clock.day(4)
	alice = alice.putBack(old, clock)
	added(t, alice.App, "work/other", "herring-5")
	alice.syncs()
	r := bob.syncs()
	said(t, r, "witness.older")
	if len(r.Aside) == 0 {
		t.Error("its number did not repeat")
	}
	said(t, bob.syncs())
	said(t, alice.syncs(), "witness.ahead")
	if w := alice.witnesses().Mine[0]; w.Stands != StandsAhead || w.Kept <= w.Sent {
		t.Errorf("alice is told %+v", w)
	}
	k := bob.witnesses().Others[0]
	if k.Doubt != "older" || k.Over || !k.Alarm {
		t.Errorf("bob keeps %+v", k)
	}

	// the copy goes on, and becomes a branch
	for range 40 {
		_, err := alice.OwnCard(t.Context())
		alice.must(err)
		alice.must(alice.SetOwner(t.Context(), Owner{Name: "alice"}))
	}
	clock.day(5)
	alice.syncs()
	said(t, bob.syncs(), "witness.forked")
	said(t, alice.syncs(), "witness.branch")
	u, err := alice.Urgent(t.Context())
	alice.must(err)
	found, err := alice.Doctor(t.Context())
	alice.must(err)
	finds := slices.ContainsFunc(found, func(f Finding) bool { return f.Check == "witness" && f.About == "bob" && f.Severity == Serious })
	if len(u.Logs) != 1 || !u.Logs[0].Own || !finds {
		t.Errorf("the banner says %+v, doctor %+v", u.Logs, found)
	}

	// bob has asked her, and settles it
	bob.settles("alice")
	bob.syncs()
	said(t, alice.syncs())
	if w := alice.witnesses().Mine[0]; w.Stands != StandsIn {
		t.Errorf("after it was settled %+v", w)
	}
	if u, err := bob.Urgent(t.Context()); err != nil || len(u.Logs) > 0 {
		t.Errorf("bob still speaks of %+v, %v", u.Logs, err)
	}
}

// TestWitnessOfBoth: the true vault goes on after a copy of it has synced: that there was one
// stays to be read.
func TestWitnessOfBoth(t *testing.T) {
	alice, bob, clock := witnessed(t)
	old := alice.copyOf()
	clock.day(1)
	added(t, alice.App, "work/a", "herring-5")
	added(t, alice.App, "work/aa", "herring-5")
	alice.syncs()
	bob.syncs()
	alice.syncs()
	newest := alice.copyOf()
	clock.day(2)
	alice = alice.putBack(old, clock)
	added(t, alice.App, "work/other", "herring-5")
	alice.syncs()
	said(t, bob.syncs(), "witness.older")
	alice = alice.putBack(newest, clock)
	added(t, alice.App, "work/b", "herring-5")
	clock.day(3)
	alice.syncs()
	said(t, bob.syncs())
	if k := bob.witnesses().Others[0]; !k.Over || k.Doubt != "older" || !k.Alarm {
		t.Errorf("bob keeps %+v", k)
	}
	bob.settles("alice")
	if k := bob.witnesses().Others[0]; k.Doubt != "" {
		t.Errorf("after it was settled %+v", k)
	}
}

// settles accepts what is kept of somebody, as it stands.
func (m member) settles(name string) {
	m.t.Helper()
	seen, err := m.Witnessed(m.t.Context(), name)
	m.must(err)
	_, err = m.AcceptWitnessed(m.t.Context(), seen)
	m.must(err)
}

// forgedHead is a head that somebody signs with a key of their own, for whatever log.
func forgedHead(t *testing.T, origin string, size uint64) witness.Signed {
	t.Helper()
	return signedHead(t, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, ed25519.SeedSize)), origin, size)
}

// signedHead is a head over a root that no log has.
func signedHead(t *testing.T, private ed25519.PrivateKey, origin string, size uint64) witness.Signed {
	t.Helper()
	s := witness.Signed{SignedHead: journal.SignedHead{Origin: origin, Head: journal.Head{Size: size}, Time: time.Unix(1_900_000_000, 0)}}
	var err error
	if s.Note, err = s.Sign(private); err == nil {
		s.Key, err = journal.KeyText(origin, private.Public().(ed25519.PublicKey))
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestWitnessForged: a head that the key beside it did not sign is put aside, and one signed
// with a key of mallory's takes the place of none.
func TestWitnessForged(t *testing.T) {
	alice, bob, _ := witnessed(t)
	var origin, key string
	alice.must(alice.view(t.Context(), func(tx *vault.Tx) (err error) {
		origin = logOrigin(tx.VaultID())
		key, err = logKey(tx)
		return err
	}))
	forged := witness.Letter{Signed: forgedHead(t, origin, 999)}
	other, err := forged.Bytes()
	alice.must(err)
	forged.Key = key
	unsigned, err := forged.Bytes()
	alice.must(err)
	before := bob.witnesses().Others[0]
	alice.writes("bob", witness.KindHead, unsigned, other, []byte("no letter"))
	alice.syncs()
	r := bob.syncs()
	said(t, r, "witness.key")
	if len(r.Aside) != 2 || !strings.Contains(r.Aside[0].Reason, "no signed head") {
		t.Errorf("aside is %+v", r.Aside)
	}
	if k := bob.witnesses().Others[0]; k.Entries != before.Entries || k.Doubt != "key" {
		t.Errorf("bob keeps %+v", k)
	}
}

// TestWitnessNeverProved: whoever altered alice's client sends heads of another branch and proves
// none; what bob himself answered, sent back, does not quiet him.
func TestWitnessNeverProved(t *testing.T) {
	alice, bob, clock := witnessed(t)
	first := bob.witnesses().Others[0]
	origin, private, answered := alice.logSigner()
	defer clear(private)
	_, err := alice.DropWitness(t.Context(), "bob") // her own client is silent
	alice.must(err)
	again, err := (&witness.Letter{Signed: answered}).Bytes()
	alice.must(err)
	for day := range 4 {
		clock.day(day + 1)
		body, err := (&witness.Letter{Signed: signedHead(t, private, origin, first.Entries+20+uint64(day))}).Bytes()
		alice.must(err)
		alice.writes("bob", witness.KindHead, body, again)
		alice.syncs()
		if r := bob.syncs(); day == witness.MaxUnproved-1 {
			said(t, r, "witness.unproved")
		} else {
			said(t, r)
		}
		k := bob.witnesses().Others[0]
		if k.Alarm != (day >= witness.MaxUnproved-1) || k.Doubt != "unproved" || k.Entries != first.Entries {
			t.Errorf("day %d: %+v", day, k)
		}
	}
	u, err := bob.Urgent(t.Context())
	bob.must(err)
	found, err := bob.Doctor(t.Context())
	bob.must(err)
	finds := slices.ContainsFunc(found, func(f Finding) bool { return f.Check == "witness" && f.About == "alice" && f.Severity == Serious })
	if len(u.Logs) != 1 || u.Logs[0].Own || !finds {
		t.Errorf("the banner says %+v, doctor %+v", u.Logs, found)
	}
}

// logSigner is what signs heads of the owner's log, and the head that a witness said last that
// it keeps.
func (m member) logSigner() (origin string, private ed25519.PrivateKey, answered witness.Signed) {
	m.t.Helper()
	m.must(m.view(m.t.Context(), func(tx *vault.Tx) (err error) {
		origin = logOrigin(tx.VaultID())
		all, err := witness.AllAppointed(tx)
		if err == nil {
			answered = all[0].Answer.Signed
			private, err = tx.LogKey()
		}
		return err
	}))
	return origin, private, answered
}

// TestWitnessBeforeFirst: a copy from before the first head has another key for its log. While
// it has fewer entries it is older, whatever signs; and bob is told of both that it may be, later.
func TestWitnessBeforeFirst(t *testing.T) {
	alice, bob, _ := witnessed(t)
	origin, _, answered := alice.logSigner()
	var before LogKept
	for want, size := range map[string]uint64{"older": answered.Head.Size - 1, "forked": answered.Head.Size, "key": answered.Head.Size + 1} {
		body, err := (&witness.Letter{Signed: forgedHead(t, origin, size)}).Bytes()
		alice.must(err)
		alice.writes("bob", witness.KindHead, body)
		alice.syncs()
		said(t, bob.syncs(), "witness."+want)
		seen, err := bob.Witnessed(t.Context(), "alice")
		bob.must(err)
		if before.Doubt != "" {
			if _, err := bob.AcceptWitnessed(t.Context(), before); Explain(err).Kind != Busy {
				t.Errorf("what came meanwhile is accepted: %v", err)
			}
		}
		before = seen
		if k := bob.witnesses().Others[0]; k != seen || k.Doubt != want || !k.NewKey || !k.Alarm || !strings.Contains(k.DoubtText(), "first head") {
			t.Errorf("bob keeps %+v: %s", k, k.DoubtText())
		}
	}
}

// TestWitnessLies: what a witness says counts for what the owner's own key has signed.
func TestWitnessLies(t *testing.T) {
	alice, bob, _ := witnessed(t)
	lie := forgedHead(t, "coffer-log/alice", 9999)
	body, err := lie.Answer()
	bob.must(err)
	lie.Key = strings.Replace(lie.Key, "coffer-log/alice", "coffer-log/other", 1)
	bad, err := lie.Answer()
	bob.must(err)
	bob.writes("alice", witness.KindKept, body, bad)
	bob.syncs()
	r := alice.syncs()
	said(t, r, "witness.unsure")
	if len(r.Aside) != 1 {
		t.Errorf("aside is %+v", r.Aside)
	}
	if w := alice.witnesses().Mine[0]; w.Stands != StandsOther {
		t.Errorf("alice believes %+v", w)
	}
	if u, err := alice.Urgent(t.Context()); err != nil || len(u.Logs) > 0 {
		t.Errorf("alice is told of %+v, %v", u.Logs, err)
	}
}

// TestWitnessEnds: who is dropped, or is no contact any more, gets nothing; an answer of theirs
// is nothing, and a head of theirs is put aside.
func TestWitnessEnds(t *testing.T) {
	alice, bob, clock := witnessed(t)
	kept := bob.witnesses().Others[0]
	_, err := alice.DropWitness(t.Context(), "bob")
	alice.must(err)
	clock.day(2)
	added(t, alice.App, "work/a", "herring-5")
	alice.syncs()
	said(t, bob.syncs())
	if now := bob.witnesses().Others[0]; now != kept {
		t.Errorf("bob got %+v", now)
	}
	_, err = bob.AddWitness(t.Context(), "alice", true)
	bob.must(err)
	_, err = alice.AddWitness(t.Context(), "bob", true)
	alice.must(err)
	_, err = alice.EndContact(t.Context(), "bob")
	alice.must(err)
	alice.syncs()
	if w := alice.witnesses().Mine[0]; w.Sent != 0 || w.SentText() != "nothing is sent: the contact is ended" {
		t.Errorf("after the end %+v", w)
	}
	alice.mayNot(t)
	if _, err := alice.AddWitness(t.Context(), "bob", true); Explain(err).Kind != Refused {
		t.Errorf("%v", err)
	}
	c, err := bob.Contact(t.Context(), "alice")
	bob.must(err)
	bob.mustUpdate(t, func(tx *vault.Tx) error {
		return errors.Join((&forgetting{tx: tx}).dropContact(&c.Contact), witness.Check(tx))
	})
	bob.must(bob.view(t.Context(), func(tx *vault.Tx) error {
		if n, err := tx.Count(vault.BoxZero, vault.Witness, vault.Core); n != 0 || err != nil {
			t.Errorf("%d records stay of somebody who is forgotten, %v", n, err)
		}
		return nil
	}))
}

// mayNot holds what is refused of witnesses.
func (m member) mayNot(t *testing.T) {
	t.Helper()
	for want, f := range map[Kind]func() error{
		NotFound: func() error { _, err := m.DropWitness(t.Context(), "carol"); return err },
		Refused:  func() error { _, err := m.AddWitness(t.Context(), "bob", false); return err },
	} {
		if err := f(); Explain(err).Kind != want {
			t.Errorf("%v", err)
		}
	}
	if _, err := m.Witnessed(t.Context(), "bob"); Explain(err).Kind != NotFound {
		t.Errorf("%v", err)
	}
}
