package seal

import (
	"fmt"
	"io"
	"time"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/secret"
	"coffer/vault/split"
)

// Terms are what all parties of a seal know: who they are, how it may be broken,
// and how its key was split. They never change.
type Terms struct {
	Policy hold.Policy
	Set    split.Set
}

// Draft is what the sender decides.
type Draft struct {
	To         contact.Public
	Custodians []contact.Public // each gets one share; the sender may be one of them
	Threshold  int
	Grace      time.Duration
	MaxVetoes  int
	ExtraWait  bool
	NotAfter   time.Time // zero: never
}

// Made is a new seal.
type Made struct {
	Terms
	// Recipient is that of the seal's own age identity: every file of this seal is
	// encrypted to it. The identity itself is nowhere but in the shares.
	Recipient string
	// Shares are those of the custodians, in their order. The caller wipes them.
	Shares []split.Share
}

const kind = "seal"

// New makes the terms of a seal and the shares of its key. What cannot be kept is
// refused by [hold.Policy.Check]. How the key is split draws from the operating
// system, all else from rand.
func New(rand io.Reader, from contact.Public, d Draft) (Made, error) {
	id, err := vault.NewID(rand)
	if err != nil {
		return Made{}, err
	}
	key, err := secret.NewKey(rand)
	if err != nil {
		return Made{}, err
	}
	defer key.Wipe()
	m := Made{}
	if m.Recipient, err = contact.OpeningRecipient(key); err != nil {
		return Made{}, err
	}
	about := split.Subject{Kind: kind, Owner: from.Fingerprint(), Of: id}
	if m.Set, m.Shares, err = split.Split(about, key, d.Threshold, len(d.Custodians)); err != nil {
		return Made{}, err
	}
	m.Policy = d.policy(id, from, m.Set)
	if err := m.Check(); err != nil {
		for _, s := range m.Shares {
			s.Wipe()
		}
		return Made{}, err
	}
	return m, nil
}

func (d Draft) policy(id vault.ID, from contact.Public, set split.Set) hold.Policy {
	p := hold.Policy{
		Version: 1, Kind: kind, Of: id, Shares: set.Hash(), Owner: matter.Party(from), Requester: matter.Party(d.To),
		Threshold: uint8(d.Threshold), Grace: int64(d.Grace / time.Second),
		MaxVetoes: uint16(min(max(d.MaxVetoes, 0), 1<<16-1)), ExtraWait: d.ExtraWait, NotAfter: int64(codec.Seconds(d.NotAfter)),
	}
	for _, c := range d.Custodians {
		p.Custodians = append(p.Custodians, matter.Party(c))
	}
	return p
}

// Check makes sure that policy and set of shares are of one seal. Each is checked
// by itself, too.
func (t Terms) Check() error {
	if err := t.Policy.Check(); err != nil {
		return err
	}
	if err := t.Set.Check(); err != nil {
		return err
	}
	about := split.Subject{Kind: kind, Owner: t.Policy.Owner.Fingerprint, Of: t.Policy.Of}
	switch {
	case t.Policy.Kind != kind || t.Set.Subject != about || t.Policy.Shares != t.Set.Hash():
		return fmt.Errorf("%w: policy and shares are of two matters", ErrTerms)
	case t.Policy.Decides || t.Policy.Terms != hold.Hash{}:
		return fmt.Errorf("%w: a ticket, or terms that nobody has", ErrTerms)
	case len(t.Policy.Watchers) > 0: // nobody has a mailbox to tell them
		return fmt.Errorf("%w: somebody who watches", ErrTerms)
	case t.Policy.Threshold != t.Set.Threshold || len(t.Policy.Custodians) != len(t.Set.Members):
		return fmt.Errorf("%w: not one share for each custodian", ErrTerms)
	}
	return nil
}
