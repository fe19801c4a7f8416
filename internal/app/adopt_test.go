package app

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"coffer/box/contact"
	"coffer/vault"
	"coffer/vault/secret"
)

// trio are alice, who will lose her password, and two others, all of whom know each other.
type trio struct {
	*rescue
	bob, carol member
	asked      *Asking // the ticket that is on its way
}

func newTrio(t *testing.T) *trio {
	t.Helper()
	w := &rescue{t: t, drop: t.TempDir(), clock: &moving{now: time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)}}
	w.alice = w.member("alice")
	x := &trio{rescue: w, bob: w.member("bob"), carol: w.member("carol")}
	w.trustees = []member{x.bob, x.carol}
	meets(t, w.alice, x.bob)
	meets(t, w.alice, x.carol)
	meets(t, x.bob, x.carol)
	added(t, x.bob.App, "home/bank", "hunter2")
	added(t, w.alice.App, "home/wifi", "herring-5")
	return x
}

// later lets some days go by, with a sync on each.
func (x *trio) later(days int) {
	for range days {
		x.clock.now = x.clock.now.Add(25 * time.Hour)
		x.round()
		x.round()
	}
}

// isReset resets alice's vault, and others go on meanwhile.
func (x *trio) isReset() {
	x.t.Helper()
	a := x.alice.App
	key, err := secret.NewKey(a.env.Rand)
	x.alice.must(err)
	both, err := secret.NewKey(a.env.Rand)
	x.alice.must(err)
	x.alice.must(a.update(x.t.Context(), "test", "", func(tx *vault.Tx) error { return tx.SetRecovery(both, key) }))
	x.alice.must(a.Close())
	next, err := Open(x.t.Context(), a.env)
	x.alice.must(err)
	x.t.Cleanup(func() { next.Close() })
	x.alice.must(next.Reset(x.t.Context(), key, secret.New("battery staple")))
	x.alice.App = next
	x.round()
}

// adopts brings back what there was.
func (x *trio) adopts() {
	x.t.Helper()
	done, err := x.alice.Adopt(x.t.Context(), secret.New("correct horse"))
	if err != nil || !done.People || done.Left != 0 || x.alice.HasFormer() {
		x.t.Fatalf("%+v, %v", done, err)
	}
	x.alice.sound()
	x.round()
}

func (x *trio) seals(from member, item, to string, custodian string) {
	x.t.Helper()
	_, err := from.NewSeals(x.t.Context(), SealOrder{
		Item: item, To: []string{to}, Custodians: []string{custodian}, Threshold: 1, Grace: 2 * 24 * time.Hour, MaxVetoes: 3, Unverified: true,
	})
	from.must(err)
	x.round()
	x.round()
}

// opensSeal has somebody break the one seal that is for them, and tells whether it opens.
func (x *trio) opensSeal(to member, meanwhile func()) bool {
	x.t.Helper()
	ref := ""
	all, err := to.Seals(x.t.Context())
	to.must(err)
	for _, s := range all {
		if slices.Contains(s.Roles, "recipient") {
			ref = "@" + s.ID.String()
		}
	}
	_, err = to.BreakSeal(x.t.Context(), ref, false)
	to.must(err)
	x.round()
	x.round()
	meanwhile()
	x.later(4)
	_, err = to.OpenSeal(x.t.Context(), ref, "opened")
	if err != nil && Explain(err).Kind != Refused {
		to.must(err)
	}
	return err == nil
}

// trusts makes two of them trustees of the third.
func (x *trio) trusts(owner member, two ...member) {
	x.t.Helper()
	o := Appointment{Names: []string{two[0].name, two[1].name}, Threshold: 2, Wait: 24 * time.Hour, Unverified: true}
	_, _, err := owner.SetTrustees(x.t.Context(), o, secret.New("correct horse"))
	owner.must(err)
	x.round()
	x.round()
	for _, m := range two {
		_, err := m.AcceptDeposit(x.t.Context(), owner.name)
		m.must(err)
	}
	x.round()
	x.round()
	x.pack = x.packedBy(owner)
}

// TestFormerSharesOutliveNewOnes: who becomes somebody else after a reset, and a custodian
// again, loses nothing that the former vault still opens, until that is given up.
func TestFormerSharesOutliveNewOnes(t *testing.T) {
	x := newTrio(t)
	x.seals(x.bob, "home/bank", "carol", "alice")
	held, err := x.alice.Held(t.Context())
	if err != nil || len(held) != 1 {
		t.Fatalf("%d held, %v", len(held), err)
	}
	x.isReset()
	again := member{x.alice.App, t, "anew", x.drop}
	again.must(again.SetOwner(t.Context(), Owner{Name: "anew"}))
	meets(t, again, x.bob)
	meets(t, again, x.carol)
	x.seals(x.bob, "home/bank", "carol", "anew")
	if now, err := again.Held(t.Context()); err != nil || len(now) != 1 || now[0].ID == held[0].ID {
		t.Fatalf("%+v, %v", now, err)
	}
	again.sound()
	share := func() (got []byte, err error) {
		env := again.env
		env.Folders.Data, env.Folders.State = filepath.Join(t.TempDir(), "data"), t.TempDir()
		again.must(os.CopyFS(env.Folders.Data, os.DirFS(again.env.Folders.Data)))
		again.must(os.Chmod(env.Folders.Data, 0o700))
		again.must(os.Rename(filepath.Join(env.Folders.Data, vault.FormerName), filepath.Join(env.Folders.Data, vault.FileName)))
		a, err := Open(t.Context(), env)
		again.must(err)
		defer a.Close()
		again.must(a.Unlock(t.Context(), secret.New("correct horse")))
		err = a.view(t.Context(), func(tx *vault.Tx) (err error) {
			got, err = (&heldShares{tx: tx}).Get(held[0].ID)
			return err
		})
		return got, err
	}
	if got, err := share(); err != nil || len(got) == 0 {
		t.Errorf("the former share: %d bytes, %v", len(got), err)
	}
	former, err := os.ReadFile(filepath.Join(again.env.Folders.Data, vault.FormerName))
	again.must(err)
	again.must(again.DropFormer(t.Context()))
	again.must(os.WriteFile(filepath.Join(again.env.Folders.Data, vault.FormerName), former, 0o600))
	if _, err := share(); err == nil {
		t.Error("what was given up is still there")
	}
	if now, err := again.Held(t.Context()); err != nil || len(now) != 1 {
		t.Errorf("%+v, %v", now, err)
	}
	again.sound()
}

// TestAdoptsEachKind looks at each kind of thing that lay under core, and whether it
// works after it came back.
func TestAdoptsEachKind(t *testing.T) {
	ctx := t.Context()
	for what, kind := range map[string]struct {
		before, after func(x *trio)
	}{
		"contacts": {func(x *trio) {
			_, err := x.alice.EndContact(ctx, "carol")
			x.alice.must(err)
			x.round()
		}, func(x *trio) {
			x.alice.stands("bob", contact.Connected)
			x.alice.stands("carol", contact.Ended)
		}},
		"a blocked contact": {func(x *trio) {
			_, err := x.alice.BlockContact(ctx, "carol")
			x.alice.must(err)
			x.round()
		}, func(x *trio) { x.alice.stands("carol", contact.Blocked) }},
		"a circle": {func(x *trio) { x.alice.must(x.alice.NewCircle(ctx, "family", []string{"bob", "carol"})) }, func(x *trio) {
			c, err := x.alice.Circle(ctx, "family")
			if err != nil || len(c.People) != 2 {
				x.t.Errorf("%+v, %v", c, err)
			}
			names, err := x.alice.CircleNames(ctx)
			if err != nil || !slices.Equal(names, []string{"family"}) {
				x.t.Errorf("%q, %v", names, err)
			}
		}},
		"mail that was not sent": {func(x *trio) {
			_, err := x.alice.Share(ctx, ShareOptions{Item: "home/wifi", To: []string{"bob"}})
			x.alice.must(err)
		}, func(x *trio) {
			if in, err := x.bob.Inbox(ctx, false); err != nil || len(in) != 1 || in[0].Title != "wifi" {
				x.t.Errorf("%+v, %v", in, err)
			}
		}},
		"mail that came meanwhile": {func(x *trio) {}, func(x *trio) {
			if in, err := x.alice.Inbox(ctx, false); err != nil || len(in) != 1 || in[0].Title != "bank" {
				x.t.Errorf("%+v, %v", in, err)
			}
		}},
		"the inbox": {func(x *trio) {
			_, err := x.bob.Share(ctx, ShareOptions{Item: "home/bank", To: []string{"alice"}})
			x.bob.must(err)
			x.round()
		}, func(x *trio) {
			if _, err := x.alice.TakeInbox(ctx, "bank", "from", false); err != nil {
				x.t.Fatal(err)
			}
			fieldIs(x.t.(*testing.T), x.alice.App, "from/bank", "password", "hunter2")
		}},
		"a share that follows": {func(x *trio) {
			_, err := x.alice.Share(ctx, ShareOptions{Item: "home/wifi", To: []string{"bob"}, Auto: true})
			x.alice.must(err)
			x.round()
			_, err = x.bob.TakeInbox(ctx, "wifi", "from", false)
			x.bob.must(err)
		}, func(x *trio) {
			_, err := x.alice.Edit(ctx, "home/wifi", Change{Secret: &SecretValue{Value: secret.New("halibut-3")}})
			x.alice.must(err)
			x.round()
			x.round()
			_, err = x.bob.TakeInbox(ctx, "wifi", "", false)
			x.bob.must(err)
			fieldIs(x.t.(*testing.T), x.bob.App, "from/wifi", "password", "halibut-3")
		}},
		"a seal that was sent": {func(x *trio) { x.seals(x.alice, "home/wifi", "bob", "carol") }, func(x *trio) {
			if x.opensSeal(x.bob, func() {
				_, err := x.alice.VetoSeal(ctx, "home/wifi", "", "no")
				x.alice.must(err)
			}) {
				x.t.Error("the veto of its sender is not heard")
			}
		}},
		"a seal whose key one withholds oneself": {func(x *trio) { x.seals(x.alice, "home/wifi", "bob", Self) }, func(x *trio) {
			if !x.opensSeal(x.bob, func() {}) {
				x.t.Error("it never opens")
			}
		}},
		"the share of a seal of others": {func(x *trio) { x.seals(x.bob, "home/bank", "carol", "alice") }, func(x *trio) {
			if held, err := x.alice.Held(ctx); err != nil || len(held) != 1 {
				x.t.Errorf("%d, %v", len(held), err)
			}
			if !x.opensSeal(x.carol, func() {}) {
				x.t.Error("its custodian does not release it any more")
			}
		}},
		"a seal that was received": {func(x *trio) { x.seals(x.bob, "home/bank", "alice", "carol") }, func(x *trio) {
			if !x.opensSeal(x.alice, func() {}) {
				x.t.Error("it does not open any more")
			}
		}},
		"a deposit": {func(x *trio) { x.trusts(x.bob, x.alice, x.carol) }, func(x *trio) {
			d, err := x.alice.Deposit(ctx, "bob")
			if err != nil || d.State != "accepted" {
				x.t.Errorf("%+v, %v", d, err)
			}
			q := x.asks("recover")
			x.released(q, x.alice, x.carol)
		}},
		"the word on a ticket": {func(x *trio) {
			x.trusts(x.bob, x.alice, x.carol)
			q := x.asks("recover")
			x.approve(q, x.alice, x.carol)
			x.round()
			x.carries(q)
			x.asked = q
		}, func(x *trio) {
			x.later(2)
			x.carries(x.asked)
			x.round()
			x.carries(x.asked)
			if got := x.stage(x.asked); got != "released" {
				x.t.Errorf("the ticket is %s", got)
			}
		}},
		"one's own trustees": {func(x *trio) { x.trusts(x.alice, x.bob, x.carol) }, func(x *trio) {
			if has, err := x.alice.HasTrustees(ctx); has || err != nil {
				x.t.Errorf("they open something: %v", err)
			}
			x.round()
			if d, err := x.bob.Deposit(ctx, "alice"); err != nil || d.State != "ended" {
				x.t.Errorf("bob believes that it is %+v, %v", d, err)
			}
		}},
	} {
		t.Run(what, func(t *testing.T) {
			x := newTrio(t)
			kind.before(x)
			x.isReset()
			if what == "mail that came meanwhile" {
				_, err := x.bob.Share(ctx, ShareOptions{Item: "home/bank", To: []string{"alice"}})
				x.bob.must(err)
				x.round()
			}
			x.adopts()
			kind.after(x)
			x.alice.sound()
		})
	}
}
