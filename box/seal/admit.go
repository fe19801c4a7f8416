package seal

import (
	"errors"
	"fmt"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/vault"
)

// TakeOffer takes in what tells the owner that something is sealed for them: see
// [post.Handler]. The caller has made sure that the sender may write to them.
func (k *Keeper) TakeOffer(l post.Received) error {
	o, err := parseOffer(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	m := Matter{ID: MatterID(o.Policy), Introduced: o.Introduced, Since: k.Desk.Now(), Label: o.Label,
		Receiving: &Receiving{Files: []File{o.File}}}
	fresh, err := k.admit(&m, l, hold.Requester)
	if err == nil && fresh {
		k.tell(News{Matter: &m, Kind: KindOffer, By: m.Policy.Owner.Fingerprint})
	}
	return err
}

// TakeDeposit takes in a share to keep: see [Keeper.TakeOffer].
func (k *Keeper) TakeDeposit(l post.Received) error {
	d, err := parseDeposit(l.Body)
	defer clear(d.Share)
	if err == nil {
		err = d.isFor(k.me())
	}
	if err != nil {
		return post.Refuse(err)
	}
	m := Matter{ID: MatterID(d.Policy), Introduced: d.Introduced, Since: k.Desk.Now(), Label: d.Label}
	fresh, err := k.admit(&m, l, hold.Custodian)
	if err != nil || !fresh {
		return err
	}
	if err := k.keep(m.ID, d.Share); err != nil {
		return err
	}
	c, err := readCourse(k.tx(), &m)
	if err != nil {
		return err
	}
	c.Here, c.Changed = k.credited(), true // its acknowledgement says so
	if err := course(k.tx(), m.ID, m.Policy).Save(c); err != nil {
		return err
	}
	k.tell(News{Matter: &m, Kind: KindDeposit, By: m.Policy.Owner.Fingerprint})
	return nil
}

// keep puts a share where shares are. What cannot be kept stays in the post, and is
// in the way of nothing else.
func (k *Keeper) keep(id vault.ID, share []byte) error {
	err := k.Shares.Put(id, share)
	var damaged *vault.DamagedError
	if errors.Is(err, ErrFull) || errors.As(err, &damaged) {
		return post.Later(err)
	}
	return err
}

// admit takes a seal in that its sender told of, with its channels; not fresh
// when it is here already.
func (k *Keeper) admit(m *Matter, l post.Received, as hold.Role) (fresh bool, err error) {
	p := m.Policy
	switch {
	case p.Owner.Fingerprint != hold.Fingerprint(l.Sender):
		return false, post.Refuse(fmt.Errorf("%w: the sender is not who sealed it", ErrTerms))
	case p.Roles(k.me()) != as:
		return false, post.Refuse(fmt.Errorf("%w: it concerns somebody else", ErrTerms))
	}
	if err := m.checkWays(k.me()); err != nil {
		return false, post.Refuse(err)
	}
	if there, err := k.tx().Has(vault.BoxZero, vault.Seals, matterKey(m.ID), vault.Core); there || err != nil {
		return false, err
	}
	if err := k.room(p.Owner.Fingerprint); err != nil {
		return false, post.Refuse(err)
	}
	if err := k.openWays(m); err != nil {
		return false, err
	}
	return true, m.save(k.tx())
}

// room makes sure that one sender does not fill the vault.
func (k *Keeper) room(owner hold.Fingerprint) error { return k.roomFor(owner, MaxMatters) }

func (k *Keeper) roomFor(owner hold.Fingerprint, most int) error {
	if n, err := k.tx().Count(vault.BoxZero, vault.Seals, vault.Core); err != nil || n < most {
		return err // most vaults never come so far that all of them must be read
	}
	all, err := Matters(k.tx())
	if err != nil {
		return err
	}
	n := 0
	for i := range all {
		if all[i].Policy.Owner.Fingerprint == owner {
			n++
		}
	}
	if n >= most {
		return fmt.Errorf("%w: more than %d seals of one sender", ErrFull, most)
	}
	return nil
}

// openWays opens the channels of a seal.
func (k *Keeper) openWays(m *Matter) error {
	own, err := contact.ReadOwn(k.tx())
	if err != nil {
		return err
	}
	own.Wipe()
	err = matter.OpenWays(k.Desk, m.ID, m.Ways, m.People, append([]post.Mailbox{post.Mailbox(own.Mailbox)}, k.Taken...)...)
	if errors.Is(err, matter.ErrPeople) {
		return post.Refuse(termsError(err))
	}
	return err
}
