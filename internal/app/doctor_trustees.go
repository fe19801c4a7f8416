package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"coffer/box/contact"
	"coffer/ticket"
	"coffer/vault"
)

// What of trustees is too old, or takes too long.
const (
	drillEvery  = 90 * day
	answerAfter = 7 * day
)

// trustCheckup is what the checks look at of the owner's trustees, and of deposits.
type trustCheckup struct {
	there   bool
	info    TrusteesInfo
	clients []trustClient
	slots   bool // their keys open the vault
	offered []DepositInfo
	out     []TicketInfo // which left shares with somebody
}

// trustClient is a trustee with a client, or somebody who may veto.
type trustClient struct {
	TrusteeInfo
	veto bool
	key  contact.Fingerprint
}

func (c *trustClient) role() string {
	if c.veto {
		return "may veto tickets about your vault"
	}
	return "is your trustee"
}

func (a *App) gatherTrusts(ctx context.Context, c *checkup) error {
	slots, err := a.v.Slots(ctx)
	if err != nil {
		return err
	}
	c.trust.slots = slices.ContainsFunc(slots, func(s vault.Slot) bool { return s.Kind == vault.RecoverySlot && s.Core })
	return a.viewTrusts(ctx, c.trust.gather)
}

func (c *trustCheckup) gather(d *trustDesk) error {
	some, err := d.deposits()
	if err != nil {
		return err
	}
	for i := range some {
		if info := d.deposit(&some[i]); info.State == ticket.Offered.String() {
			c.offered = append(c.offered, info)
		}
	}
	t, err := ticket.Owned(d.tx)
	if errors.Is(err, ticket.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if c.info, err = d.info(&t); err != nil {
		return err
	}
	c.there = true
	if err := c.gatherOut(d); err != nil {
		return err
	}
	for i, who := range c.info.Trustees {
		if !who.Paper {
			c.clients = append(c.clients, trustClient{TrusteeInfo: who, key: t.Notice.Deciders[i].Keys.Fingerprint()})
		}
	}
	for i, w := range t.Notice.Watchers {
		v := c.info.Veto[i]
		c.clients = append(c.clients, trustClient{TrusteeInfo: TrusteeInfo{Name: v.Name, Told: v.Told}, veto: true, key: w.Fingerprint()})
	}
	return nil
}

func (c *trustCheckup) gatherOut(d *trustDesk) error {
	all, err := ticket.Tickets(d.tx)
	if err != nil {
		return err
	}
	for i := range all {
		info, err := d.ticket(&all[i])
		if err != nil {
			return err
		}
		if info.Out {
			c.out = append(c.out, info)
		}
	}
	return nil
}

// ready counts the shares on paper, and of those who accepted; proved those on paper,
// and of those who proved lately that they have them.
func (c *trustCheckup) ready(now time.Time) (ready, proved int) {
	for _, t := range c.info.Trustees {
		accepted := t.State == ticket.Accepted.String()
		if t.Paper || accepted {
			ready++
		}
		if t.Paper || accepted && !t.Confirmed.IsZero() && now.Sub(t.Confirmed) < drillEvery {
			proved++
		}
	}
	return ready, proved
}

// checkTrustees finds that too few could help.
func checkTrustees(c *checkup) (found []Finding) {
	t := &c.trust
	if !t.there {
		return nil
	}
	if !t.slots {
		found = append(found, Finding{"recovery-slot", Serious, "", "what your trustees hold opens nothing: the keyslot for it was removed", "coffer trustee renew makes another one"})
	}
	need := max(t.info.Threshold, t.info.ResetThreshold)
	ready, proved := t.ready(c.now)
	switch age := c.now.Sub(t.info.Drilled); {
	case ready < need:
		found = append(found, Finding{"trustees", Serious, "", Counted(ready, "share is on paper or was accepted", "shares are on paper or were accepted") + ", and " + Counted(need, "is", "are") + " needed: your trustees cannot help",
			"coffer trustee ls shows who has not said yes: ask them, or coffer trustee set names others"})
	case proved >= need && age < drillEvery || len(t.clients) == 0:
	case age >= drillEvery:
		what := "your trustees never proved that they have their shares"
		if !t.info.Drilled.IsZero() {
			what = "your trustees were asked 90 days ago or more to prove that they have their shares"
		}
		found = append(found, Finding{"drill", Notable, "", what, "coffer trustee drill, then coffer sync; coffer trustee ls shows who answered"})
	case age >= answerAfter:
		found = append(found, Finding{"unproved", Serious, "", Counted(proved, "share is", "shares are") + " on paper or proved to be there, and " + Counted(need, "is", "are") + " needed",
			"coffer trustee ls shows who did not answer the drill: ask them whether their coffer syncs"})
	}
	if t.slots && !slices.Equal(t.info.Posts, c.posts) {
		told := strings.Join(t.info.Posts, ", ")
		if told == "" {
			told = "none"
		}
		found = append(found, Finding{"trustee-post", Notable, "", "whoever asks your trustees is told of another post than yours: " + told,
			"coffer trustee renew tells of the post that you have now"})
	}
	return found
}

// checkSharesOut finds tickets that somebody may have got enough shares by. A veto, a cancel
// or a redeem of a copy takes them nothing of their worth.
func checkSharesOut(c *checkup) (found []Finding) {
	for _, t := range c.trust.out {
		which := "@" + t.ID.Short()
		opens, they := "opens everything", "they stay"
		if t.Threshold == 1 {
			they = "it stays"
		}
		if ticket.Kind(t.Kind) == ticket.Reset {
			opens = "sets a new password over what is not secret"
		}
		found = append(found, Finding{"shares-out", Serious, "", fmt.Sprintf("whoever opened the ticket %s may have %s, as many as the key needs that %s, and %s good", which, Counted(t.Threshold, "share", "shares"), opens, they),
			"coffer ticket show " + which + " says who asked; coffer trustee renew makes those shares worthless for every copy made from then on"})
	}
	return found
}

// checkTrustClients finds trustees and veto holders who are not there when it matters.
func checkTrustClients(c *checkup) (found []Finding) {
	t := &c.trust
	for i := range t.clients {
		who := &t.clients[i]
		add := func(check string, s Severity, what, next string) {
			found = append(found, Finding{check, s, who.Name, what, next})
		}
		drop := "coffer trustee drop " + NameWord(who.Name) + " gives the others new shares"
		k := c.contact(who.key)
		switch {
		case k == nil || !k.State().Open():
			state := "removed"
			if k != nil {
				state = k.State().String()
			}
			add("trustee-contact", Serious, who.role()+", and no contact of yours any more: "+state, drop)
			continue
		case k.State() != contact.Verified && !k.Standing.Compared:
			add("unverified", Notable, who.role()+", and is not verified: somebody else could stand in their place",
				"coffer contact verify "+NameWord(k.Name)+" compares the safety number")
		}
		late := c.now.Sub(t.info.Made) >= answerAfter
		switch {
		case who.State == ticket.Refused.String() || who.State == ticket.Returned.String():
			add("trustee-gone", Notable, "holds no share of yours: it was "+who.State, drop+", coffer trustee set names others")
		case !who.Told && late:
			add("untold", Serious, fmt.Sprintf("has not confirmed what they were sent about generation %d of your trustees", t.info.Generation),
				"ask them over another way whether their coffer syncs")
		case who.State == ticket.Offered.String() && late:
			add("unanswered", Notable, "has not said whether they are your trustee", "ask them to say coffer deposit accept")
		case c.silent(who.key, t.info.Made) >= silentAfter:
			add("trustee-silent", Serious, who.role()+", and nothing was heard of them for 30 days", "ask them whether their coffer still syncs")
		}
	}
	return found
}

// checkDeposits finds what the owner has not answered.
func checkDeposits(c *checkup) (found []Finding) {
	for _, d := range c.trust.offered {
		found = append(found, Finding{"deposit", Notable, d.Owner, "asks you to hold a share of the key to their vault, and waits for an answer",
			"coffer deposit accept @" + d.ID.Short() + " or coffer deposit refuse @" + d.ID.Short()})
	}
	return found
}
