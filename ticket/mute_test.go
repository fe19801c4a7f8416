package ticket

import (
	"testing"

	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/vault"
	"coffer/vault/secret"
	"coffer/vault/split"
)

// TestDeskOfSomebodyElse: mallory, a contact, makes bob and carol trustees of hers with
// desks that are the mailboxes into which alice writes. They take none of it, and hear
// alice's veto.
func TestDeskOfSomebodyElse(t *testing.T) {
	w, _ := ready(t, 900, 2, nil, []string{"bob", "carol"}, "mallory", "dave")
	q := w.asks(w.pack(), Wish{Kind: Recover})
	w.all()
	w.approve(q, "bob", "carol")
	w.all()
	for _, victim := range []string{"bob", "carol"} {
		w.desk("mallory", victim, "alice")
		if all := w.actors[victim].trusts(); len(all) != 1 {
			t.Errorf("%s holds a deposit whose desk is alice's mailbox", victim)
		}
	}
	w.actors["alice"].must(func(k *Keeper) error { return k.Veto(q.r.Asking.ID, "no, I am here") })
	w.all()
	w.pass(4 * 24 * hour)
	w.all()
	if s := q.stage(); s != hold.Vetoed {
		t.Errorf("the veto was not heard: %s", s)
	}
}

// desk sends a deposit whose desk is the mailbox in which its trustee hears from
// somebody else.
func (w *stage) desk(from, to, other string) {
	w.t.Helper()
	m, victim := w.actors[from], w.actors[to]
	way, _ := matter.FindWay(victim.trust().Ways, w.actors[other].id())
	a := Appointment{Vault: vault.ID{7}, Recover: 2, Reset: 2, Wait: 3 * 24 * hour,
		Deciders: []matter.Person{victim.person(), w.actors["dave"].person()}}
	var d divided
	var trust *Trust
	var ways map[hold.Fingerprint][]matter.Way
	m.must(func(k *Keeper) (err error) {
		keys := Keys{}
		if keys.Recover, err = secret.NewKey(k.tx().Rand()); err == nil {
			keys.Reset, err = secret.NewKey(k.tx().Rand())
		}
		if err == nil {
			d, err = a.divide(k.Me.Public(), 1, keys)
		}
		if err == nil {
			trust, err = k.found(m.own, a, 1, d)
		}
		if err != nil {
			return err
		}
		n := *trust.Notice
		n.Deciders[0].Desk = way.In
		if trust.Notice, err = NewNotice(k.Me, n); err != nil {
			return err
		}
		trust.ID = trust.Notice.ID()
		ways, err = k.draw(trust)
		return err
	})
	dep := wireDeposit{Version: bodyVersion, Pack: trust.wire(), Ways: ways[victim.id()]}
	dep.Recover, _ = d.recovers[0].Encode()
	dep.Reset, _ = d.resets[0].Encode()
	w.tells(from, to, KindDeposit, w.body(dep))
	victim.sync()
}

// trusts are all that somebody has part in.
func (a *actor) trusts() (all []Trust) {
	a.t.Helper()
	a.view(func(k *Keeper) (err error) { all, err = Trusts(k.tx()); return err })
	return all
}

// TestSheetSilencesNobody: a sheet that is shown after a veto ends no sync of whoever
// vetoed: nobody can answer a sheet.
func TestSheetSilencesNobody(t *testing.T) {
	w, _ := ready(t, 940, 2, []string{"bob"}, []string{"bob", "carol", "paper"})
	q := w.asks(w.pack(), Wish{Kind: Recover})
	w.all()
	w.approve(q, "carol")
	w.all()
	var sheet split.Share
	alice := w.actors["alice"]
	id := alice.trust().ID
	alice.view(func(k *Keeper) (err error) { sheet, _, err = Paper(k.tx(), id, 2); return err })
	w.actors["bob"].must(func(k *Keeper) error { return k.Veto(q.r.Asking.ID, "no") })
	q.must(func(r *Requester) error { return r.Prove(sheet) })
	q.sync()
	w.all() // which fails where somebody's sync does
	w.pass(4 * 24 * hour)
	w.all()
	if s := q.stage(); s != hold.Vetoed {
		t.Errorf("the veto did not leave: %s", s)
	}
}
