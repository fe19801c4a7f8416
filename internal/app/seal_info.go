package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"coffer/box/hold"
	"coffer/box/seal"
)

// SealInfo is a seal as one of its parties sees it.
type SealInfo struct {
	ID                   ID
	Roles                []string // sender, recipient, custodian
	Title                string
	Label                string
	Path                 string // of the item, for the sender, while it is there
	Sender, Recipient    string
	Custodians           []SealCustodian
	Threshold, MaxVetoes int
	Grace                time.Duration
	ExtraWait            bool
	NotAfter, Since      time.Time
	Version              uint64
	Sentence             string // where it stands
	Protection           string // who withholds what, and what that protects against
	Over                 bool   // withdrawn
	Closed, Spent        bool
	Lifted               bool
	Requests             []SealRequest
	May                  []string
	Auto                 bool
	OnDelete             string // break or withdraw, for the sender
	Opened               time.Time
	RecipientTold        bool // the sender knows that the recipient has it
	Twins                int  // for the sender of a new one: seals of the same item for the same person that run besides
}

// SealCustodian is whoever withholds a share.
type SealCustodian struct {
	Name string
	Self bool // the owner of this vault
	Told bool // the sender knows that they have it
	Gone bool // they have destroyed it
}

// SealRequest is one try to break a seal.
type SealRequest struct {
	ID         string
	Stage      string
	Sentence   string
	Live, Late bool
	Pending    bool // it may lead to a release, and the sender has not ended its wait
	Vetoes     []Veto
	Custodians []Progress
}

// Seals lists the seals that the owner is a party of, the oldest first.
func (a *App) Seals(ctx context.Context) (all []SealInfo, err error) {
	err = a.viewSeals(ctx, func(d *sealDesk) error {
		matters, err := seal.Matters(d.tx)
		if err == nil {
			all, err = d.infos(matters)
		}
		return err
	})
	return all, err
}

// Standing leaves out the seals that were withdrawn.
func Standing(all []SealInfo) []SealInfo {
	return slices.DeleteFunc(slices.Clone(all), func(i SealInfo) bool { return i.Over })
}

// Seal finds one.
func (a *App) Seal(ctx context.Context, ref string) (info SealInfo, err error) {
	found := false
	err = a.viewSeals(ctx, func(d *sealDesk) error {
		found = true
		m, err := d.find(ref, hold.Owner|hold.Requester|hold.Custodian)
		if err == nil {
			info, err = d.info(m)
		}
		return err
	})
	if err == nil && !found {
		err = errNoSeal(ref)
	}
	return info, err
}

// info says what there is to say.
func (d *sealDesk) info(m *seal.Matter) (SealInfo, error) {
	st, err := d.k.State(m)
	if err != nil {
		return SealInfo{}, err
	}
	told, err := d.k.Told(m)
	if err != nil {
		return SealInfo{}, err
	}
	p := m.Policy
	info := SealInfo{
		ID: m.ID, Roles: sealRoles(st.Roles), Title: d.title(m), Label: m.Label, Path: d.path(m),
		Sender: d.call(m, p.Owner.Fingerprint), Recipient: d.call(m, p.Requester.Fingerprint),
		Threshold: int(p.Threshold), MaxVetoes: int(p.MaxVetoes), Grace: time.Duration(p.Grace) * time.Second,
		ExtraWait: p.ExtraWait, NotAfter: unix(p.NotAfter), Since: m.Since, Version: st.Version, Sentence: st.Sentence(), Over: st.Withdrawn,
		Closed: st.Closed, Spent: st.Spent, Lifted: len(st.Lifts) > 0,
		RecipientTold: slices.Contains(told, p.Requester.Fingerprint),
	}
	for _, c := range p.Custodians {
		info.Custodians = append(info.Custodians, SealCustodian{
			Name: d.call(m, c.Fingerprint), Self: c.Fingerprint == d.me(),
			Told: c.Fingerprint == p.Owner.Fingerprint || slices.Contains(told, c.Fingerprint),
			Gone: slices.Contains(st.Gone, c.Fingerprint),
		})
	}
	for _, r := range st.Requests {
		info.Requests = append(info.Requests, d.request(m, r))
	}
	info.May = mayWords(st.May)
	d.parts(&info, m)
	info.Protection = protection(info, p.Owner == p.Custodians[0] && len(p.Custodians) == 1)
	return info, nil
}

// parts adds what only the sender or the recipient knows.
func (d *sealDesk) parts(info *SealInfo, m *seal.Matter) {
	if s := m.Sending; s != nil {
		info.Auto, info.OnDelete = s.Auto, purgeWord(s.Purge)
	}
	if r := m.Receiving; r != nil {
		info.Opened = unix(r.Opened)
	}
}

func (d *sealDesk) request(m *seal.Matter, r hold.RequestView) SealRequest {
	call := func(who hold.Fingerprint) string { return d.call(m, who) }
	return SealRequest{ID: requestID(r.ID).String(), Stage: string(r.Stage), Sentence: r.Stage.Sentence(), Live: r.Stage.Live(), Late: r.Late,
		Pending: r.Stage.Live() && !r.Allowed, Vetoes: vetoes(&r, call), Custodians: progress(&r, call)}
}

func purgeWord(p seal.Purge) string {
	if p == seal.PurgeWithdraws {
		return "withdraw"
	}
	return "break"
}

// protection says in one sentence who withholds what, and what that protects
// against.
func protection(i SealInfo, selfAlone bool) string {
	if i.Over {
		return "nothing is withheld any more: the custodians destroy their shares, and without them nobody can open it"
	}
	if selfAlone {
		who := i.Sender + "'s"
		if i.Sender == "you" {
			who = "your"
		}
		return fmt.Sprintf("the key lies with %s own client alone: it opens only while that client still syncs, and is nothing for an emergency", who)
	}
	var names []string
	for _, c := range i.Custodians {
		names = append(names, c.Name)
	}
	wait, veto := FormatSpan(i.Grace)+" after a request", i.Sender+" vetoes"
	if i.Sender == "you" {
		veto = "you veto"
	}
	switch n := len(names); {
	case n == 1 && names[0] == "you":
		return fmt.Sprintf("you withhold the key, and your client releases it %s, unless %s; it cannot read what is sealed, and it protects as long as you keep the rules", wait, veto)
	case n == 1:
		return fmt.Sprintf("%s withholds the key and releases it %s, unless %s; %[1]s cannot read what is sealed, and it protects as long as %[1]s keeps the rules", names[0], wait, veto)
	}
	return fmt.Sprintf("%s each withhold one share of the key, and any %d of them release it %s, unless %s; none of them can read what is sealed, and it protects as long as fewer than %[2]d of them break the rules",
		strings.Join(names, ", "), i.Threshold, wait, veto)
}

// Breaking lists the seals of the owner that somebody breaks, or broke in their
// silence: until the owner vetoes, allows or withdraws.
func (a *App) Breaking(ctx context.Context) (pending []SealInfo, err error) {
	all, err := a.Seals(ctx)
	for _, i := range all {
		if slices.Contains(i.Roles, "sender") && slices.ContainsFunc(i.Requests, func(r SealRequest) bool { return r.Pending }) {
			pending = append(pending, i)
		}
	}
	return pending, err
}
