package ticket

import (
	"errors"
	"fmt"
	"time"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/secret"
	"coffer/vault/split"
)

// Appointment is what an owner decides about trustees.
type Appointment struct {
	Vault          vault.ID
	Deciders       []matter.Person // one without keys is a sheet of paper
	Watchers       []matter.Person
	Recover, Reset int // how many shares of each key open it
	Wait           time.Duration
	ExtraWait      bool
	Posts          []string
	// Questions are for each trustee's deposit, in the order of deciders, where the owner
	// consented: nil is none.
	Questions [][]Question
}

// Keys are the recovery keys of a trust: the first opens both tiers, the other one the
// companion tier. The caller puts them into slots and wipes them.
type Keys struct{ Recover, Reset secret.Key }

// Wipe overwrites both.
func (k Keys) Wipe() {
	k.Recover.Wipe()
	k.Reset.Wipe()
}

// Contacts are the channels to contacts over which parties are told of a trust;
// [ErrNoWay] where there is none.
type Contacts func(p matter.Person) (in post.Mailbox, err error)

// Appoint makes trustees of the owner's vault, tells each, and ends those that were
// there before. What cannot be is refused by [Notice.Check]. What it returns is without
// shares, as of [ReadTrust].
func (k *Keeper) Appoint(own contact.Own, a Appointment, contacts Contacts) (t *Trust, keys Keys, err error) {
	generation, err := k.supersede(contacts)
	if err != nil {
		return nil, keys, err
	}
	if keys.Recover, err = secret.NewKey(k.tx().Rand()); err != nil {
		return nil, keys, err
	}
	defer func() {
		if err != nil {
			keys.Wipe()
		}
	}()
	if keys.Reset, err = secret.NewKey(k.tx().Rand()); err != nil {
		return nil, keys, err
	}
	d, err := a.divide(k.Me.Public(), generation, keys)
	if err != nil {
		return nil, keys, err
	}
	defer d.wipe()
	t, err = k.found(own, a, generation, d)
	if err != nil {
		return nil, keys, err
	}
	defer t.wipe()
	ways, err := k.draw(t)
	if err != nil {
		return nil, keys, err
	}
	if err := k.tellAll(t, ways, d, a.Questions, contacts); err != nil {
		return nil, keys, err
	}
	return t, keys, t.save(k.tx())
}

// divided are both keys in shares.
type divided struct {
	recoverSet, resetSet split.Set
	recovers, resets     []split.Share
}

func (d *divided) wipe() {
	for _, s := range append(append([]split.Share(nil), d.recovers...), d.resets...) {
		s.Wipe()
	}
}

func (a *Appointment) divide(me contact.Public, generation uint64, keys Keys) (d divided, err error) {
	about := split.Subject{Owner: me.Fingerprint(), Of: a.Vault, Generation: generation}
	about.Kind = string(Recover)
	if d.recoverSet, d.recovers, err = split.Split(about, keys.Recover, a.Recover, len(a.Deciders)); err != nil {
		return d, err
	}
	about.Kind = string(Reset)
	if d.resetSet, d.resets, err = split.Split(about, keys.Reset, a.Reset, len(a.Deciders)); err != nil {
		d.wipe()
	}
	return d, err
}

// found makes the notice and the owner's record.
func (k *Keeper) found(own contact.Own, a Appointment, generation uint64, d divided) (t *Trust, err error) {
	n := Notice{
		Vault: a.Vault, Generation: generation, Recover: d.recoverSet, Reset: d.resetSet, Wait: int64(a.Wait / time.Second),
		ExtraWait: a.ExtraWait, Posts: a.Posts, Made: k.Desk.Now().Unix(),
	}
	names := Names{Owner: own.Card.Name()}
	o := &Owning{Deciders: make([]Standing, len(a.Deciders)), Inspect: a.Questions != nil}
	defer func() {
		if err != nil {
			o.wipe()
		}
	}()
	for i, p := range a.Deciders {
		decider := Decider{Keys: p.Keys}
		if !decider.OnPaper() {
			if decider.Desk, err = post.NewMailbox(k.tx().Rand()); err != nil {
				return nil, err
			}
		} else if err := o.keepPaper(i, d); err != nil {
			return nil, err
		}
		n.Deciders, names.Deciders = append(n.Deciders, decider), append(names.Deciders, p.Name)
	}
	for _, w := range a.Watchers {
		n.Watchers, names.Watchers = append(n.Watchers, w.Keys), append(names.Watchers, w.Name)
	}
	signed, err := NewNotice(k.Me, n)
	if err != nil {
		return nil, err
	}
	t = &Trust{ID: signed.ID(), Pack: Pack{Notice: signed, Names: names, Card: own.Card}, Since: k.Desk.Now(), Owning: o}
	return t, names.check(signed)
}

// keepPaper keeps the shares of a sheet, to be printed.
func (o *Owning) keepPaper(i int, d divided) error {
	recovers, err := d.recovers[i].Encode()
	if err != nil {
		return err
	}
	resets, err := d.resets[i].Encode()
	if err != nil {
		return err
	}
	o.Papers = append(o.Papers, PaperShares{Decider: uint8(i), Recover: recovers, Reset: resets})
	return nil
}

// draw draws the mailboxes of a trust and opens the owner's.
func (k *Keeper) draw(t *Trust) (map[hold.Fingerprint][]matter.Way, error) {
	people := t.People()
	var who []hold.Fingerprint
	for i := range people {
		who = append(who, people[i].Fingerprint())
	}
	all, err := matter.DrawWays(k.tx().Rand(), who, t.peers)
	if err != nil {
		return nil, err
	}
	t.Ways = all[k.me()]
	return all, matter.OpenWays(k.Desk, t.ID, t.Ways, people)
}

// tellAll sends trustees their deposits and tells those who watch.
func (k *Keeper) tellAll(t *Trust, ways map[hold.Fingerprint][]matter.Way, d divided, questions [][]Question, contacts Contacts) error {
	for _, p := range t.People()[1:] {
		who := p.Fingerprint()
		i := t.Notice.Index(who)
		if i < 0 {
			body, err := codec.Marshal(wireWatch{Version: bodyVersion, Pack: t.wire(), Ways: ways[who]})
			if err == nil {
				err = k.introduce(t, p, KindWatch, body, contacts)
			}
			if err != nil {
				return err
			}
			continue
		}
		w := wireDeposit{Version: bodyVersion, Pack: t.wire(), Ways: ways[who]}
		if i < len(questions) {
			w.Questions = questions[i]
		}
		if err := k.entrust(t, p, w, d.recovers[i], d.resets[i], contacts); err != nil {
			return err
		}
	}
	return nil
}

// entrust sends a trustee their deposit.
func (k *Keeper) entrust(t *Trust, p matter.Person, w wireDeposit, recovers, resets split.Share, contacts Contacts) error {
	var err error
	if w.Recover, err = recovers.Encode(); err != nil {
		return err
	}
	defer vault.Wipe(w.Recover)
	if w.Reset, err = resets.Encode(); err != nil {
		return err
	}
	defer vault.Wipe(w.Reset)
	body, err := codec.Marshal(w)
	if err != nil {
		return err
	}
	defer vault.Wipe(body)
	return k.introduce(t, p, KindDeposit, body, contacts)
}

func (k *Keeper) introduce(t *Trust, p matter.Person, kind string, body []byte, contacts Contacts) error {
	at, err := contacts(p)
	if err != nil {
		return err
	}
	slot, err := post.Send(k.Desk, k.Me, at, post.Letter{Kind: kind, Body: body})
	if err == nil {
		t.Owning.Told = append(t.Owning.Told, Delivery{To: p.Fingerprint(), Of: slot.Of, Seq: slot.Seq})
	}
	return err
}

// supersede ends the trusts of the owner that stand, and returns the next generation.
func (k *Keeper) supersede(contacts Contacts) (generation uint64, err error) {
	all, err := Trusts(k.tx())
	if err != nil {
		return 0, err
	}
	for i := range all {
		if all[i].Owning == nil {
			continue
		}
		generation = max(generation, all[i].Notice.Generation)
		if all[i].Over == 0 {
			if err := k.End(all[i].ID, contacts); err != nil {
				return 0, err
			}
		}
	}
	return generation + 1, nil
}

// End ends a trust of the owner: everybody is told, and trustees destroy their shares.
// Only new recovery keys make the old shares worthless. Who watches and cannot be written
// to any more is not told.
func (k *Keeper) End(id vault.ID, contacts Contacts) error {
	t, err := readTrust(k.tx(), id)
	if err != nil {
		return err
	}
	defer t.wipe()
	if t.Owning == nil || t.Over != 0 {
		return fmt.Errorf("%w: no trustees of this vault", ErrState)
	}
	body, err := codec.Marshal(wireEnd{Version: bodyVersion, Notice: t.Notice.Hash()})
	if err != nil {
		return err
	}
	for _, w := range t.Ways {
		if _, err := post.Send(k.Desk, k.Me, w.In, post.Letter{Kind: KindEnd, Body: body}); err != nil {
			return err
		}
	}
	if err := k.unwatch(&t, body, contacts); err != nil {
		return err
	}
	t.Over, t.Owning.Papers = max(1, k.credited()), nil
	return t.save(k.tx())
}

// unwatch tells those who watch and are no trustees that a trust ended: they talk to
// trustees alone over its mailboxes, and so hear of it as they heard of the trust.
func (k *Keeper) unwatch(t *Trust, body []byte, contacts Contacts) error {
	for _, p := range t.People()[1:] {
		if t.Notice.Index(p.Fingerprint()) >= 0 {
			continue
		}
		at, err := contacts(p)
		if err == nil {
			_, err = post.Send(k.Desk, k.Me, at, post.Letter{Kind: KindUnwatch, Body: body})
		}
		if err != nil && !errors.Is(err, ErrNoWay) && !errors.Is(err, post.ErrClosed) {
			return err
		}
	}
	return nil
}
