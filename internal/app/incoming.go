package app

import (
	"context"
	"slices"
	"time"

	"coffer/box/contact"
)

// Incoming is something that came from others, or that others do to what is the
// owner's: the inbox, and besides it all that waits for a decision.
type Incoming struct {
	Kind  string // share, seal, contact, break, ticket or deposit
	ID    ID
	From  string // what the owner calls them; of a ticket: whose vault it is about
	Title string
	State string
	Time  time.Time
	// Waits tells that it is for the owner to decide, or to take.
	Waits bool
	// Due is when it goes on without the owner; zero where nobody knows.
	Due time.Time
	// Doubtful is as of [InboxEntry].
	Doubtful bool
}

// Coming lists all of it, the newest first; what was dropped from the inbox only with
// all.
func (a *App) Coming(ctx context.Context, all bool) (found []Incoming, err error) {
	for _, source := range []func(context.Context, bool) ([]Incoming, error){a.comingInbox, a.comingContacts, a.comingUrgent, a.comingDeposits} {
		some, err := source(ctx, all)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	slices.SortStableFunc(found, func(a, b Incoming) int { return b.Time.Compare(a.Time) })
	return found, nil
}

func (a *App) comingInbox(ctx context.Context, all bool) (found []Incoming, err error) {
	entries, err := a.Inbox(ctx, all)
	for i := range entries {
		e := &entries[i]
		found = append(found, Incoming{Kind: e.Kind, ID: e.ID, From: e.From, Title: e.Title, State: e.State, Time: e.Time,
			Waits: e.Fresh(), Doubtful: e.Doubtful})
	}
	return found, err
}

func (a *App) comingContacts(ctx context.Context, _ bool) (found []Incoming, err error) {
	contacts, err := a.Contacts(ctx)
	for i := range contacts {
		if c := &contacts[i]; c.State() == contact.RequestedIn {
			found = append(found, Incoming{Kind: "contact", ID: c.ID, From: c.Name, Title: c.Said, State: "asks", Time: c.Since, Waits: true})
		}
	}
	return found, err
}

// comingUrgent are breaks of the owner's seals, and tickets.
func (a *App) comingUrgent(ctx context.Context, _ bool) (found []Incoming, err error) {
	u, err := a.Urgent(ctx)
	for i := range u.Breaking {
		s := &u.Breaking[i]
		one := Incoming{Kind: "break", ID: s.ID, From: s.Recipient, Title: s.Title, State: "breaks", Time: s.Since, Waits: true, Due: s.Due()}
		for _, r := range s.Requests {
			for _, p := range r.Custodians {
				if p.At.After(one.Time) {
					one.Time = p.At
				}
			}
		}
		found = append(found, one)
	}
	for i := range u.Asked {
		t := &u.Asked[i]
		found = append(found, Incoming{Kind: "ticket", ID: t.ID, From: t.Owner, Title: t.Asks, State: t.Stage, Time: t.Since, Waits: true, Due: t.Until()})
	}
	return found, err
}

func (a *App) comingDeposits(ctx context.Context, _ bool) (found []Incoming, err error) {
	deposits, err := a.Deposits(ctx)
	for i := range deposits {
		if d := &deposits[i]; d.State == "offered" {
			found = append(found, Incoming{Kind: "deposit", ID: d.ID, From: d.Owner, Title: d.Role, State: d.State, Time: d.Since, Waits: true})
		}
	}
	return found, err
}

// Due is when the custodians release a seal that somebody breaks, if nobody does
// anything: by their clocks, of the request that is furthest. It is zero where too few
// of them have said so yet.
func (i *SealInfo) Due() (due time.Time) {
	for _, r := range i.Requests {
		if !r.Pending {
			continue
		}
		if at := i.Until(r); !at.IsZero() && (due.IsZero() || at.Before(due)) {
			due = at
		}
	}
	return due
}

// Glance is what a status line says of the people around a vault.
type Glance struct {
	Pending int // what waits for the owner
	Posts   int
	Deeds   []Deed
}

// Glance looks for it.
func (a *App) Glance(ctx context.Context) (g Glance, err error) {
	posts, err := a.Posts(ctx)
	if err != nil {
		return g, err
	}
	g.Posts = len(posts)
	all, err := a.Coming(ctx, false)
	for i := range all {
		if all[i].Waits {
			g.Pending++
		}
	}
	if err == nil {
		g.Deeds, err = a.Deeds(ctx)
	}
	return g, err
}
