package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"coffer/box"
	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/ticket"
	"coffer/vault"
	"coffer/vault/secret"
)

// SetTrustees makes trustees of the vault, for which the password is needed: it makes
// keys that open the vault for good, and no session is to do that. Where there are
// trustees already, their shares become worthless: the vault gets new keys, and exposed
// is what older copies still hold.
func (a *App) SetTrustees(ctx context.Context, o Appointment, password secret.Text) (info TrusteesInfo, exposed []box.Entry, err error) {
	if err := o.check(); err != nil {
		return info, nil, err
	}
	has, err := a.HasTrustees(ctx)
	if err != nil {
		return info, nil, err
	}
	if err := a.inspect(ctx, &o); err != nil {
		return info, nil, err
	}
	appoint := func(tx *vault.Tx) (err error) {
		info, err = a.appoint(tx, o)
		return err
	}
	if has {
		exposed, err = a.rekey(ctx, password, o.event("trustee.set"), appoint)
		return info, exposed, err
	}
	if err := a.CheckPassword(ctx, password); err != nil {
		return info, nil, err
	}
	if err := a.update(ctx, "trustee.set", o.text(), appoint); err != nil {
		return info, nil, err
	}
	a.renewTries(ctx)
	_, err = a.finishRewrite(ctx)
	return info, nil, leftovers(err)
}

func (o *Appointment) event(action string) vault.Event {
	return vault.Event{Action: action, Text: o.text()}
}

// text is what the log keeps of it.
func (o *Appointment) text() string {
	var words []string
	if o.Unverified {
		words = append(words, "unverified people were taken")
	}
	if o.Inspect {
		words = append(words, "trustees may ask about the vault")
	}
	return strings.Join(words, ", ")
}

// appoint makes trustees within a transaction that writes.
func (a *App) appoint(tx *vault.Tx, o Appointment) (info TrusteesInfo, err error) {
	err = a.onTrusts(tx, func(d *trustDesk) error {
		m := &meeting{tx: d.tx, own: d.own}
		if err := m.introduce(); err != nil {
			return err
		}
		d.own = m.own
		wanted := ticket.Appointment{Vault: a.v.ID(), Recover: o.Threshold, Reset: o.ResetThreshold, Wait: o.Wait, ExtraWait: o.ExtraWait,
			Questions: o.questions}
		if o.Inspect && len(o.questions) != len(o.Names) {
			return Fail(Refused, "try again", "other trustees were named meanwhile")
		}
		if wanted.Deciders, err = d.deciders(&o); err != nil {
			return err
		}
		if wanted.Watchers, err = d.watchers(&o); err != nil {
			return err
		}
		if wanted.Posts, err = readPosts(tx); err != nil {
			return err
		}
		t, keys, err := d.k.Appoint(d.own, wanted, d.channel)
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
// dropped, trustees or veto holders; nobody is dropped with no names.
func (a *App) RenewTrustees(ctx context.Context, drop []string, password secret.Text) (info TrusteesInfo, exposed []box.Entry, err error) {
	action := "trustee.renew"
	if len(drop) > 0 {
		action = "trustee.drop"
	}
	if err := a.CheckRenewal(ctx, drop); err != nil {
		return info, nil, err
	}
	var asked Appointment
	err = a.viewTrusts(ctx, func(d *trustDesk) (err error) {
		asked, err = d.appointmentAgain(drop)
		return err
	})
	if err == nil {
		err = a.inspect(ctx, &asked)
	}
	if err != nil {
		return info, nil, err
	}
	exposed, err = a.rekey(ctx, password, vault.Event{Action: action}, func(tx *vault.Tx) error {
		var o Appointment
		err := a.onTrusts(tx, func(d *trustDesk) (err error) {
			o, err = d.appointmentAgain(drop)
			return err
		})
		if err != nil {
			return err
		}
		o.questions = asked.questions
		info, err = a.appoint(tx, o)
		return err
	})
	return info, exposed, err
}

// CheckRenewal refuses early what [App.RenewTrustees] would refuse in the end.
func (a *App) CheckRenewal(ctx context.Context, drop []string) error {
	if err := a.mustHaveTrustees(ctx); err != nil {
		return err
	}
	return a.viewTrusts(ctx, func(d *trustDesk) error {
		o, err := d.appointmentAgain(drop)
		if err != nil {
			return err
		}
		for _, name := range append(append([]string(nil), o.Names...), o.Veto...) {
			if _, err := d.trusted(name, "trustee", true); err != nil {
				e := *Explain(err)
				e.Hint = "coffer trustee drop NAME goes on without them, as coffer trustee ls calls them"
				return &e
			}
		}
		return nil
	})
}

func (a *App) mustHaveTrustees(ctx context.Context) error {
	has, err := a.HasTrustees(ctx)
	if err == nil && !has {
		err = errNoTrustees()
	}
	return err
}

// appointmentAgain is the one that made the trustees that there are, without some people.
func (d *trustDesk) appointmentAgain(drop []string) (o Appointment, err error) {
	t, err := d.owned()
	if err != nil {
		return o, err
	}
	n := t.Notice
	o = Appointment{
		Threshold: int(n.Recover.Threshold), ResetThreshold: int(n.Reset.Threshold), Wait: time.Duration(n.Wait) * time.Second,
		ExtraWait: n.ExtraWait, Unverified: true, PaperOnly: true, Inspect: t.Owning.Inspect,
	}
	left, drop := leaving(drop), slices.Clone(drop)
	for i := range n.Deciders {
		name, paper := d.decider(t, i), n.Deciders[i].OnPaper()
		o.PaperOnly = o.PaperOnly && paper
		switch {
		case left.goes(name):
		case t.Owning.Deciders[i].Answer > ticket.Accepted: // they do not want to
			drop = append(drop, name)
		case paper:
			o.Papers = append(o.Papers, name)
		default:
			o.Names = append(o.Names, d.contactOf(n.Deciders[i].Keys, name))
		}
	}
	for i, w := range n.Watchers {
		if name := d.call(&t.Pack, hold.Fingerprint(w.Fingerprint())); !left.goes(name) {
			o.Veto = append(o.Veto, d.contactOf(n.Watchers[i], name))
		}
	}
	for name, gone := range left {
		if !gone {
			return o, errNoTrustee(name)
		}
	}
	return o, o.checkAgain(drop)
}

// leavers are people who are to be left out, and whether they were found.
type leavers map[string]bool

func leaving(names []string) leavers {
	l := leavers{}
	for _, name := range names {
		l[name] = false
	}
	return l
}

func (l leavers) goes(name string) bool {
	if _, leaves := l[name]; !leaves {
		return false
	}
	l[name] = true
	return true
}

// checkAgain is [Appointment.check] for those who are left.
func (o *Appointment) checkAgain(drop []string) error {
	const hint = "coffer trustee drop --all ends it, coffer trustee set --threshold K NAME... chooses anew"
	n := len(o.Names) + len(o.Papers)
	if len(drop) > 0 && n < max(o.Threshold, o.ResetThreshold) {
		return Fail(Refused, hint, "%s would be left, and %s needed", Counted(n, "share", "shares"), Counted(max(o.Threshold, o.ResetThreshold), "is", "are"))
	}
	err := o.check()
	if len(drop) > 0 && err != nil {
		return Fail(Refused, hint, "%s", Explain(err).What)
	}
	return err
}

// contactOf is a word by which somebody of a trust is found among the contacts.
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
	if err := a.mustHaveTrustees(ctx); err != nil {
		return nil, err
	}
	return a.rekey(ctx, password, vault.Event{Action: "trustee.drop"}, func(tx *vault.Tx) error {
		return a.onTrusts(tx, func(d *trustDesk) error {
			t, err := d.owned()
			if err != nil {
				return err
			}
			if err := d.k.End(t.ID, d.channel); err != nil {
				return err
			}
			if err := tx.DropRecovery(); err != nil {
				return err
			}
			return tx.PutClear(recoveryNotice, nil)
		})
	})
}

// CheckTrustees refuses early what [App.SetTrustees] would refuse in the end.
func (a *App) CheckTrustees(ctx context.Context, o Appointment) error {
	if err := o.check(); err != nil {
		return err
	}
	return a.viewTrusts(ctx, func(d *trustDesk) error {
		if _, err := d.deciders(&o); err != nil {
			return err
		}
		_, err := d.watchers(&o)
		return err
	})
}
