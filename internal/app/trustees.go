package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"coffer/box/hold"
	"coffer/box/post"
	"coffer/ticket"
	"coffer/vault"
)

// HasTrustees tells whether somebody holds shares of this vault: then changing that
// gives the vault new keys.
func (a *App) HasTrustees(ctx context.Context) (has bool, err error) {
	err = a.viewTrusts(ctx, func(d *trustDesk) error {
		_, err := ticket.Owned(d.tx)
		if has = err == nil; errors.Is(err, ticket.ErrNotFound) {
			err = nil
		}
		return err
	})
	return has, err
}

// owned is the trust of the owner's vault.
func (d *trustDesk) owned() (*ticket.Trust, error) {
	t, err := ticket.Owned(d.tx)
	if errors.Is(err, ticket.ErrNotFound) {
		return nil, errNoTrustees()
	}
	return &t, err
}

// decider is what a trustee, or whoever has a sheet, is called.
func (d *trustDesk) decider(t *ticket.Trust, i int) string {
	if dc := &t.Notice.Deciders[i]; !dc.OnPaper() {
		return d.call(&t.Pack, hold.Fingerprint(dc.Keys.Fingerprint()))
	}
	return t.Names.Deciders[i]
}

// Drill asks every trustee to prove that the shares are still there, and tells how many
// were asked.
func (a *App) Drill(ctx context.Context) (asked int, err error) {
	err = a.changeTrusts(ctx, "trustee.drill", "", func(d *trustDesk) error {
		t, err := d.owned()
		if err != nil {
			return err
		}
		if asked, err = d.k.Drill(t.ID); err == nil && asked == 0 {
			err = Fail(Refused, "ask by voice who has a sheet; coffer trustee set names others", "there is no trustee to ask: the shares are on paper, or were refused")
		}
		return err
	})
	return asked, err
}

// TrusteesInfo is what there is to say of the trustees of a vault.
type TrusteesInfo struct {
	ID             ID
	Generation     uint64
	Made           time.Time
	Threshold      int
	ResetThreshold int
	Wait           time.Duration
	ExtraWait      bool
	Trustees       []TrusteeInfo
	Veto           []TrusteeVeto
	Posts          []string
	Inspect        bool      // trustees may ask whoever opens a ticket
	Drilled        time.Time // when proofs were last asked for
}

// OnPaper tells that every share is on paper: then nobody has a client that could wait,
// tell, stop or prove anything.
func (i TrusteesInfo) OnPaper() bool {
	return !slices.ContainsFunc(i.Trustees, func(t TrusteeInfo) bool { return !t.Paper })
}

// TrusteeInfo is one of them.
type TrusteeInfo struct {
	Name  string
	Paper bool
	// State is a word: paper, or what the trustee said.
	State     string
	At        time.Time // of that
	Reason    string
	Confirmed time.Time // when they last proved that the shares are there
	Told      bool      // their client has the deposit
}

// TrusteeVeto is somebody who may veto besides the owner.
type TrusteeVeto struct {
	Name string
	Told bool // their client knows of it
}

// Trustees says who holds shares of this vault.
func (a *App) Trustees(ctx context.Context) (info TrusteesInfo, err error) {
	err = a.lookTrusts(ctx, errNoTrustees(), func(d *trustDesk) error {
		t, err := d.owned()
		if err == nil {
			info, err = d.info(t)
		}
		return err
	})
	return info, err
}

func (d *trustDesk) info(t *ticket.Trust) (info TrusteesInfo, err error) {
	n := t.Notice
	info = TrusteesInfo{
		ID: t.ID, Generation: n.Generation, Made: time.Unix(n.Made, 0).UTC(), Threshold: int(n.Recover.Threshold),
		ResetThreshold: int(n.Reset.Threshold), Wait: time.Duration(n.Wait) * time.Second, ExtraWait: n.ExtraWait, Posts: n.Posts,
		Drilled: unix(t.Owning.Asked), Inspect: t.Owning.Inspect,
	}
	for i := range n.Deciders {
		s := t.Owning.Deciders[i]
		one := TrusteeInfo{Name: d.decider(t, i), Paper: n.Deciders[i].OnPaper(), State: s.Answer.String(), At: unix(s.At),
			Reason: s.Reason, Confirmed: unix(s.Confirmed)}
		if one.Paper {
			one.State = "paper"
		} else if one.Told, err = d.told(t, hold.Fingerprint(n.Deciders[i].Keys.Fingerprint())); err != nil {
			return info, err
		}
		info.Trustees = append(info.Trustees, one)
	}
	for _, w := range n.Watchers {
		who := hold.Fingerprint(w.Fingerprint())
		told, err := d.told(t, who)
		if err != nil {
			return info, err
		}
		info.Veto = append(info.Veto, TrusteeVeto{Name: d.call(&t.Pack, who), Told: told})
	}
	return info, nil
}

// told tells whether somebody's client has acknowledged what they were sent.
func (d *trustDesk) told(t *ticket.Trust, who hold.Fingerprint) (bool, error) {
	for _, to := range t.Owning.Told {
		if to.To != who {
			continue
		}
		ch, err := d.k.Desk.Channel(post.Mailbox(to.Of))
		if errors.Is(err, vault.ErrNotFound) {
			return false, nil
		}
		return err == nil && ch.Sent.Acked >= to.Seq, err
	}
	return false, nil
}
