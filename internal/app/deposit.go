package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"coffer/box/hold"
	"coffer/internal/host"
	"coffer/ticket"
	"coffer/vault"
)

// DepositInfo is what there is to say of shares that the owner of the vault holds for
// somebody, or of tickets that they may veto.
type DepositInfo struct {
	ID         ID
	Owner      string
	Vault      ID
	Generation uint64
	Role       string // trustee, or veto
	State      string // offered, accepted, refused, returned or ended
	Since      time.Time
	Threshold  int // of the shares open everything
	Reset      int // of the shares set a new password over what is not secret
	Shares     int
	Wait       time.Duration
	ExtraWait  bool
	Others     []string // the other trustees
	Veto       []string // who may veto besides the owner
	// Questions are what a trustee's client asks whoever opens a ticket, since the owner
	// consented; none where they did not, or the shares are gone.
	Questions []DepositQuestion
}

// DepositQuestion is one of them: a word for programs, and words for people.
type DepositQuestion struct{ Topic, About string }

// Deposits lists what the owner holds for others.
func (a *App) Deposits(ctx context.Context) (all []DepositInfo, err error) {
	err = a.viewTrusts(ctx, func(d *trustDesk) error {
		some, err := d.deposits()
		for i := range some {
			all = append(all, d.deposit(&some[i]))
		}
		return err
	})
	return all, err
}

// Deposit shows one.
func (a *App) Deposit(ctx context.Context, ref string) (info DepositInfo, err error) {
	err = a.lookTrusts(ctx, errNoDeposit(ref), func(d *trustDesk) error {
		t, err := d.findDeposit(ref)
		if err == nil {
			info = d.deposit(t)
		}
		return err
	})
	return info, err
}

func errNoDeposit(ref string) error {
	return Fail(NotFound, "coffer deposit ls shows what there is", "deposit %q not found", host.Safe(ref))
}

// deposits are the trusts of others.
func (d *trustDesk) deposits() (some []ticket.Trust, err error) {
	all, err := ticket.Trusts(d.tx)
	for _, t := range all {
		if t.Owning == nil {
			some = append(some, t)
		}
	}
	return some, err
}

func (d *trustDesk) deposit(t *ticket.Trust) DepositInfo {
	n := t.Notice
	info := DepositInfo{
		ID: t.ID, Owner: d.call(&t.Pack, hold.Fingerprint(n.Owner.Fingerprint())), Vault: n.Vault, Generation: n.Generation,
		Role: "veto", State: "watching", Since: t.Since, Threshold: int(n.Recover.Threshold), Reset: int(n.Reset.Threshold), Shares: len(n.Deciders),
		Wait: time.Duration(n.Wait) * time.Second, ExtraWait: n.ExtraWait,
	}
	if t.Holding != nil {
		info.Role, info.State = "trustee", t.Holding.Answer.String()
		for _, q := range t.Holding.Questions {
			info.Questions = append(info.Questions, DepositQuestion{q.Topic.String(), q.Topic.About()})
		}
	}
	if t.Over != 0 {
		info.State = "ended"
	}
	for i := range n.Deciders {
		if name := d.decider(t, i); name != "you" {
			info.Others = append(info.Others, name)
		}
	}
	for _, w := range n.Watchers {
		info.Veto = append(info.Veto, d.call(&t.Pack, hold.Fingerprint(w.Fingerprint())))
	}
	return info
}

// findDeposit finds the deposit that a person means: by its @ID, or by its owner. One that
// ended, or is not likely to be meant, is meant only where there is no other.
func (d *trustDesk) findDeposit(ref string, likely ...func(*ticket.Trust) bool) (*ticket.Trust, error) {
	all, err := d.deposits()
	if err != nil {
		return nil, err
	}
	owner := func(t *ticket.Trust) string { return d.call(&t.Pack, hold.Fingerprint(t.Notice.Owner.Fingerprint())) }
	var owners []string
	for i := range all {
		owners = append(owners, owner(&all[i]))
	}
	is, missing := func(t *ticket.Trust) bool { return owner(t) == ref }, meant(ref, owners, errNoDeposit(ref))
	id := func(t *ticket.Trust) vault.ID { return t.ID }
	for _, some := range append(likely, stands) {
		fit := slices.DeleteFunc(slices.Clone(all), func(t ticket.Trust) bool { return !some(&t) })
		if t, err := meantOne(fit, ref, is, id, missing); err == nil || Explain(err).Kind != NotFound {
			return t, err
		}
	}
	return meantOne(all, ref, is, id, missing)
}

// stands tells whether a trust has not ended.
func stands(t *ticket.Trust) bool { return t.Over == 0 }

// answerable tells which deposits an answer is likely to be for: accepting and refusing are
// for what was offered, returning is for what was accepted; none is for a veto.
func answerable(a ticket.Answer) []func(*ticket.Trust) bool {
	to := ticket.Offered
	if a == ticket.Returned {
		to = ticket.Accepted
	}
	return []func(*ticket.Trust) bool{
		func(t *ticket.Trust) bool { return stands(t) && t.Holding != nil && t.Holding.Answer == to },
		func(t *ticket.Trust) bool { return stands(t) && t.Holding != nil },
	}
}

// AcceptDeposit keeps the shares of somebody; RefuseDeposit and ReturnDeposit destroy
// them, which cannot be taken back.
func (a *App) AcceptDeposit(ctx context.Context, ref string) (DepositInfo, error) {
	return a.answerDeposit(ctx, "deposit.accept", ref, ticket.Accepted, "")
}

// RefuseDeposit is for a deposit that was not accepted yet.
func (a *App) RefuseDeposit(ctx context.Context, ref, reason string) (DepositInfo, error) {
	return a.answerDeposit(ctx, "deposit.refuse", ref, ticket.Refused, reason)
}

// ReturnDeposit is for one that was.
func (a *App) ReturnDeposit(ctx context.Context, ref, reason string) (DepositInfo, error) {
	return a.answerDeposit(ctx, "deposit.return", ref, ticket.Returned, reason)
}

func (a *App) answerDeposit(ctx context.Context, action, ref string, answer ticket.Answer, reason string) (info DepositInfo, err error) {
	if err := checkReason(reason); err != nil {
		return info, err
	}
	err = a.changeTrusts(ctx, action, ref, func(d *trustDesk) error {
		t, err := d.findDeposit(ref, answerable(answer)...)
		if err != nil {
			return err
		}
		if t.Holding == nil {
			return Fail(Refused, "coffer ticket ls shows what you may veto", "you hold no share of the vault of %q, and may only veto",
				host.Safe(d.call(&t.Pack, hold.Fingerprint(t.Notice.Owner.Fingerprint()))))
		}
		if err := d.k.Answer(t.ID, answer, reason); errors.Is(err, ticket.ErrState) {
			return Fail(Refused, "coffer deposit ls shows how they stand", "the shares for %q are not here any more: %s",
				host.Safe(d.call(&t.Pack, hold.Fingerprint(t.Notice.Owner.Fingerprint()))), d.deposit(t).State)
		} else if err != nil {
			return err
		}
		again, err := ticket.ReadTrust(d.tx, t.ID)
		info = d.deposit(&again)
		return err
	})
	if err == nil && answer != ticket.Accepted {
		_, err = a.finishRewrite(ctx)
		err = leftovers(err)
	}
	return info, err
}

// PackOf is what somebody needs who asks the trustees of a vault: that of a deposit,
// or of the owner's own trustees where ref is empty. It says which program wrote it.
func (a *App) PackOf(ctx context.Context, ref string, by Program) (pack []byte, info DepositInfo, err error) {
	find, missing := (*trustDesk).owned, errNoTrustees()
	if ref != "" {
		find, missing = func(d *trustDesk) (*ticket.Trust, error) { return d.findDeposit(ref) }, errNoDeposit(ref)
	}
	err = a.lookTrusts(ctx, missing, func(d *trustDesk) error {
		t, err := find(d)
		if err != nil {
			return err
		}
		if (RecoverySource{t.Pack}).PaperOnly() {
			return Fail(Refused, "sheets, which coffer trustee paper writes, and a copy of the vault file are all that it takes",
				"every share of this vault is on paper: there is nobody to ask")
		}
		info = d.deposit(t)
		t.About = packAbout(t.Names.Owner, by)
		pack, err = t.Pack.Bytes()
		return err
	})
	return pack, info, err
}
