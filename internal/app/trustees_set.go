package app

import (
	"context"
	"time"

	"coffer/box"
	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/internal/host"
	"coffer/ticket"
	"coffer/vault"
	"coffer/vault/secret"
)

// recoveryNotice is the entry in clear by which whoever has the vault file knows whom
// to ask.
const recoveryNotice = vault.ClearRecovery

// SetTrustees makes trustees of the vault. Where there are some already, their shares
// become worthless: the vault gets new keys, for which the password is needed, and
// exposed is what older copies still hold.
func (a *App) SetTrustees(ctx context.Context, o TrusteeOrder, password secret.Text) (info TrusteesInfo, exposed []box.Entry, err error) {
	if err := o.check(); err != nil {
		return info, nil, err
	}
	has, err := a.HasTrustees(ctx)
	if err != nil {
		return info, nil, err
	}
	appoint := func(tx *vault.Tx) (err error) {
		info, err = a.appoint(tx, o)
		return err
	}
	if has {
		exposed, err = a.rekey(ctx, password, vault.Event{Action: "trustee.set"}, appoint)
		return info, exposed, err
	}
	if err := a.update(ctx, "trustee.set", "", appoint); err != nil {
		return info, nil, err
	}
	return info, nil, a.afterKeys(ctx, a.clean(ctx), nil)
}

// appoint makes trustees within a transaction that writes.
func (a *App) appoint(tx *vault.Tx, o TrusteeOrder) (info TrusteesInfo, err error) {
	err = a.onTrusts(tx, func(d *trustDesk) error {
		m := &meeting{tx: d.tx, own: d.own}
		if err := m.introduce(); err != nil {
			return err
		}
		d.own = m.own
		order := ticket.Appointment{Vault: a.v.ID(), Recover: o.Threshold, Reset: o.ResetThreshold, Wait: o.Wait, ExtraWait: o.ExtraWait}
		if order.Deciders, err = d.deciders(&o); err != nil {
			return err
		}
		if order.Watchers, err = d.watchers(&o); err != nil {
			return err
		}
		if order.Posts, err = readPosts(tx); err != nil {
			return err
		}
		t, keys, err := d.k.Appoint(d.own, order, d.channel)
		if err != nil {
			return err
		}
		defer keys.Wipe()
		if err := tx.SetRecovery(keys.Recover, keys.Reset); err != nil {
			return err
		}
		if err := tx.PutClear(recoveryNotice, t.Notice.Bytes()); err != nil {
			return err
		}
		info, err = d.info(t)
		return err
	})
	return info, err
}

// RenewTrustees gives the same people new shares under new keys, but for those that are
// dropped; nobody is dropped with no names.
func (a *App) RenewTrustees(ctx context.Context, drop []string, password secret.Text) (info TrusteesInfo, exposed []box.Entry, err error) {
	exposed, err = a.rekey(ctx, password, vault.Event{Action: "trustee.renew"}, func(tx *vault.Tx) error {
		var o TrusteeOrder
		err := a.onTrusts(tx, func(d *trustDesk) (err error) {
			o, err = d.orderAgain(drop)
			return err
		})
		if err == nil {
			err = o.check()
		}
		if err == nil {
			info, err = a.appoint(tx, o)
		}
		return err
	})
	return info, exposed, err
}

// orderAgain is the order that made the trustees that there are, without some of them.
func (d *trustDesk) orderAgain(drop []string) (o TrusteeOrder, err error) {
	t, err := d.owned()
	if err != nil {
		return o, err
	}
	n := t.Notice
	o = TrusteeOrder{
		Threshold: int(n.Recover.Threshold), ResetThreshold: int(n.Reset.Threshold), Wait: time.Duration(n.Wait) * time.Second,
		ExtraWait: n.ExtraWait, Unverified: true, PaperOnly: true,
	}
	left := map[string]bool{}
	for _, name := range drop {
		left[name] = true
	}
	for i := range n.Deciders {
		name := d.decider(t, i)
		switch paper := n.Deciders[i].OnPaper(); {
		case left[name]:
			delete(left, name)
		case paper:
			o.Papers = append(o.Papers, name)
		default:
			o.Names, o.PaperOnly = append(o.Names, d.reference(t, i)), false
		}
	}
	for name := range left {
		return o, Fail(NotFound, "coffer trustee ls shows them", "trustee %q not found", host.Safe(name))
	}
	for _, w := range n.Watchers {
		o.Veto = append(o.Veto, d.contactOf(w, d.call(&t.Pack, hold.Fingerprint(w.Fingerprint()))))
	}
	return o, nil
}

// reference is a word by which the contact of a trustee is found.
func (d *trustDesk) reference(t *ticket.Trust, i int) string {
	return d.contactOf(t.Notice.Deciders[i].Keys, d.decider(t, i))
}

func (d *trustDesk) contactOf(keys contact.Public, name string) string {
	all, _ := contact.List(d.tx)
	for i := range all {
		if all[i].Card.Public().Equal(keys) {
			return "@" + all[i].ID.String()
		}
	}
	return name
}

// EndTrustees takes the shares of all trustees their worth, and makes no others.
func (a *App) EndTrustees(ctx context.Context, password secret.Text) (exposed []box.Entry, err error) {
	return a.rekey(ctx, password, vault.Event{Action: "trustee.drop"}, func(tx *vault.Tx) error {
		return a.onTrusts(tx, func(d *trustDesk) error {
			t, err := d.owned()
			if err != nil {
				return err
			}
			if err := d.k.End(t.ID); err != nil {
				return err
			}
			if err := tx.DropRecovery(); err != nil {
				return err
			}
			return tx.PutClear(recoveryNotice, nil)
		})
	})
}
