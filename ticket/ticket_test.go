package ticket

import (
	"errors"
	"slices"
	"testing"

	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/split"
)

// recovered puts the shares together that came to a requester.
func recovered(t *testing.T, q *asker, papers ...split.Share) (ok bool, keys func(Keys) bool) {
	t.Helper()
	var shares []split.Share
	q.must(func(r *Requester) (err error) { shares, _ = r.Answers(); return nil })
	set := q.r.Asking.Notice.Set(q.r.Asking.Terms.Kind)
	shares = append(shares, papers...)
	if len(shares) < int(set.Threshold) {
		return false, nil
	}
	key, err := split.Combine(*set, shares[:set.Threshold])
	if err != nil {
		t.Fatal(err)
	}
	return true, func(k Keys) bool {
		want := k.Recover
		if q.r.Asking.Terms.Kind == Reset {
			want = k.Reset
		}
		return key.Equal(want)
	}
}

func TestRecovery(t *testing.T) {
	w := newStage(t, 1, "alice", "bob", "carol", "dave", "erin")
	keys := w.appoint(2, []string{"erin"}, "bob", "carol", "dave")
	w.all()
	w.accept("bob", "carol")
	w.all()
	standing := w.actors["alice"].trust().Owning.Deciders
	if standing[0].Answer != Accepted || standing[1].Answer != Accepted || standing[2].Answer != Offered {
		t.Fatalf("%+v", standing)
	}
	q := w.asks(w.actors["bob"].trust().Pack, Wish{Kind: Recover, Personal: "it is me"})
	w.all()
	id := q.r.Asking.ID
	for _, name := range []string{"alice", "erin"} {
		if st := w.actors[name].state(id); st.Requests[0].Stage != hold.Asked {
			t.Errorf("%s: %s", name, st.Requests[0].Stage)
		}
	}
	w.approve(q, "bob", "carol")
	w.all()
	if s := q.stage(); s != hold.Waiting {
		t.Fatal(s)
	}
	if ok, _ := recovered(t, q); ok {
		t.Fatal("before the wait")
	}
	w.pass(3*24*hour - 1)
	w.all()
	if ok, _ := recovered(t, q); ok {
		t.Fatal("before the end of the wait")
	}
	w.pass(2)
	w.all()
	if s := q.stage(); s != hold.Released {
		t.Fatal(s)
	}
	ok, are := recovered(t, q)
	if !ok || !are(keys) {
		t.Fatal("not the recovery key")
	}
}

func TestVeto(t *testing.T) {
	w := newStage(t, 2, "alice", "bob", "carol", "erin")
	w.appoint(2, []string{"erin"}, "bob", "carol")
	w.all()
	w.accept("bob", "carol")
	q := w.asks(w.actors["bob"].trust().Pack, Wish{Kind: Reset})
	w.all()
	w.approve(q, "bob", "carol")
	w.all()
	w.actors["erin"].must(func(k *Keeper) error { return k.Veto(q.r.Asking.ID, "this is not alice") })
	w.all()
	w.pass(10 * 24 * hour)
	w.all()
	if s := q.stage(); s != hold.Vetoed {
		t.Fatal(s)
	}
	if ok, _ := recovered(t, q); ok {
		t.Fatal("in spite of a veto")
	}
}

// TestPaper: a share on paper counts as one, by a signature of its own key.
func TestPaper(t *testing.T) {
	w := newStage(t, 3, "alice", "bob", "carol", "dave")
	keys := w.appoint(3, nil, "bob", "paper", "carol", "paper")
	w.all()
	w.accept("bob", "carol")
	var sheet split.Share
	w.actors["alice"].view(func(k *Keeper) (err error) {
		sheet, _, err = Paper(k.tx(), w.actors["alice"].trust().ID, 3)
		return err
	})
	q := w.asks(w.actors["carol"].trust().Pack, Wish{Kind: Recover})
	w.all()
	w.approve(q, "bob", "carol")
	w.all()
	w.pass(4 * 24 * hour)
	w.all()
	if s := q.stage(); s != hold.Waiting && s != hold.Decided {
		t.Fatal(s)
	}
	if ok, _ := recovered(t, q, sheet); ok {
		t.Fatal("two shares left against two that were ready")
	}
	q.must(func(r *Requester) error { return r.Prove(sheet) })
	w.all()
	if s := q.stage(); s != hold.Released {
		t.Fatal(s)
	}
	ok, are := recovered(t, q, sheet)
	if !ok || !are(keys) {
		t.Fatal("not the recovery key")
	}
}

// TestAppointKeepsNoShares: what is handed back of new trustees holds no share on paper;
// the vault does, until it is printed.
func TestAppointKeepsNoShares(t *testing.T) {
	w := newStage(t, 9, "alice", "bob")
	alice := w.actors["alice"]
	var trust *Trust
	alice.must(func(k *Keeper) error {
		a := Appointment{Vault: alice.v.ID(), Recover: 2, Reset: 2, Wait: 3 * 24 * hour,
			Deciders: []matter.Person{w.actors["bob"].person(), {Name: "a sheet"}}}
		made, keys, err := k.Appoint(alice.own, a, func(p matter.Person) (post.Mailbox, error) {
			return w.between[[2]string{"alice", p.Name}], nil
		})
		keys.Wipe()
		trust = made
		return err
	})
	for _, p := range trust.Owning.Papers {
		if len(p.Recover) == 0 || len(p.Reset) == 0 || !zero(p.Recover) || !zero(p.Reset) {
			t.Error("a share is left in memory")
		}
	}
	alice.view(func(k *Keeper) error {
		recovers, resets, err := Paper(k.tx(), trust.ID, 1)
		recovers.Wipe()
		resets.Wipe()
		return err
	})
}

func zero(b []byte) bool { return !slices.ContainsFunc(b, func(x byte) bool { return x != 0 }) }

// TestFiveWrongCodes closes a ticket for one trustee.
func TestFiveWrongCodes(t *testing.T) {
	w := newStage(t, 4, "alice", "bob", "carol", "dave")
	w.appoint(2, nil, "bob", "carol", "dave")
	w.all()
	w.accept("bob", "carol", "dave")
	q := w.asks(w.actors["carol"].trust().Pack, Wish{Kind: Recover})
	w.all()
	id := q.r.Asking.ID
	for i := range MaxCodes {
		w.actors["bob"].must(func(k *Keeper) error {
			ok, left, err := k.Confirm(id, "0000-0000-0000")
			if ok || left != MaxCodes-1-i {
				t.Errorf("%v, %d left", ok, left)
			}
			return err
		})
	}
	err := w.actors["bob"].try(func(k *Keeper) error {
		_, _, err := k.Confirm(id, q.r.Asking.Code(cheap))
		return err
	})
	if !errors.Is(err, ErrClosed) {
		t.Errorf("the sixth time: %v", err)
	}
	w.all()
	if c := q.state().Requests[0].Custodians[0]; !c.Denied {
		t.Errorf("%+v", c)
	}
}

// TestWrongCodeAfterTheRightOne: it is not called right, and not counted.
func TestWrongCodeAfterTheRightOne(t *testing.T) {
	w := newStage(t, 4, "alice", "bob", "carol")
	w.appoint(2, nil, "bob", "carol")
	w.all()
	w.accept("bob", "carol")
	q := w.asks(w.actors["carol"].trust().Pack, Wish{Kind: Recover})
	w.all()
	bob, id, code := w.actors["bob"], q.r.Asking.ID, q.r.Asking.Code(cheap)
	confirm := func(code string) (ok bool, err error) {
		err = bob.try(func(k *Keeper) (err error) {
			ok, _, err = k.Confirm(id, code)
			return err
		})
		return ok, err
	}
	for i, typed := range []string{code, "0000-0000-0000", "1111-1111-1111", "0000-0000-0000", "", "0000-0000-0000", "1111-1111-1111", code} {
		ok, err := confirm(typed)
		switch {
		case typed == code && (!ok || err != nil):
			t.Errorf("%d: the right one: %v, %v", i, ok, err)
		case typed != code && (ok || !errors.Is(err, ErrOtherCode)):
			t.Errorf("%d: a wrong one: %v, %v", i, ok, err)
		}
	}
	bob.must(func(k *Keeper) error { return k.Approve(id) })
}

// TestUnconfirmedVanish: after three days with those who decide.
func TestUnconfirmedVanish(t *testing.T) {
	w := newStage(t, 5, "alice", "bob", "carol")
	w.appoint(2, nil, "bob", "carol")
	w.all()
	w.accept("bob", "carol")
	q := w.asks(w.actors["carol"].trust().Pack, Wish{Kind: Recover, Personal: "it is me"})
	w.all()
	w.approve(q, "bob")
	w.pass(3*24*hour + hour)
	w.all()
	known := func(name string) (there bool) {
		w.actors[name].view(func(k *Keeper) error {
			all, err := Tickets(k.tx())
			there = slices.ContainsFunc(all, func(x Ticket) bool { return x.ID == q.r.Asking.ID })
			return err
		})
		return there
	}
	if !known("bob") || known("carol") {
		t.Errorf("bob: %v, carol: %v", known("bob"), known("carol"))
	}
}

// TestDrill: trustees prove that their shares are there.
func TestDrill(t *testing.T) {
	w := newStage(t, 6, "alice", "bob", "carol", "dave")
	w.appoint(2, nil, "bob", "carol", "dave", "paper")
	w.all()
	w.accept("bob", "carol")
	w.all()
	alice := w.actors["alice"]
	id := alice.trust().ID
	alice.must(func(k *Keeper) error {
		n, err := k.Drill(id)
		if n != 3 {
			t.Errorf("%d were asked", n)
		}
		return err
	})
	w.all()
	var proved []bool
	for _, s := range alice.trust().Owning.Deciders {
		proved = append(proved, s.Confirmed > 0)
	}
	if !slices.Equal(proved, []bool{true, true, false, false}) {
		t.Errorf("%v", proved)
	}
}

// TestNewGeneration: who held shares of an older one has none, and an old ticket
// finds nobody.
func TestNewGeneration(t *testing.T) {
	w := newStage(t, 7, "alice", "bob", "carol", "dave")
	w.appoint(2, nil, "bob", "carol")
	w.all()
	w.accept("bob", "carol")
	old := w.actors["bob"].trust().Pack
	w.pass(hour)
	w.appoint(2, nil, "bob", "dave")
	w.all()
	if g := w.actors["bob"].trust().Notice.Generation; g != 2 {
		t.Fatalf("generation %d", g)
	}
	for _, name := range []string{"bob", "carol"} {
		w.actors[name].view(func(k *Keeper) error {
			all, err := Trusts(k.tx())
			if all[0].Over == 0 || len(all[0].Holding.Recover) > 0 {
				t.Errorf("%s still holds the old share", name)
			}
			return err
		})
	}
	q := w.asks(old, Wish{Kind: Recover})
	w.all()
	w.actors["bob"].view(func(k *Keeper) error {
		if _, err := ReadTicket(k.tx(), q.r.Asking.ID); !errors.Is(err, ErrNotFound) {
			t.Errorf("a ticket of an old generation: %v", err)
		}
		return nil
	})
}

func TestCode(t *testing.T) {
	code := Code(nil, hold.Hash{1, 2, 3})
	if len(code) != 14 || code[4] != '-' || code[9] != '-' {
		t.Errorf("%q", code)
	}
	if cleanCode(" "+code[:4]+code[5:9]+" "+code[10:]) != cleanCode(code) {
		t.Error("groups matter")
	}
	if cleanCode("oOiIlL-u") != "001111U" {
		t.Error(cleanCode("oOiIlL-u"))
	}
	if Code(cheap, hold.Hash{1}) == Code(cheap, hold.Hash{2}) {
		t.Error("two tickets, one code")
	}
	_ = vault.Floor
}
