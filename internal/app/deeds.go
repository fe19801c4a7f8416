package app

import (
	"context"
	"slices"
)

// Deed is how far this client is with what it does by itself for others: as a custodian of
// a seal, or as a trustee who has decided.
type Deed struct {
	ID      ID     // of the seal, or of the ticket
	Request string // of the seal
	Text    string // as a sentence
}

// Deeds are those of all requests that somebody made. Each sync may bring one further.
func (a *App) Deeds(ctx context.Context) (all []Deed, err error) {
	held, err := a.Held(ctx)
	if err != nil {
		return nil, err
	}
	for i := range held {
		s := &held[i]
		for _, r := range s.Requests {
			if p := ownProgress(r.Custodians); p != nil {
				all = append(all, Deed{s.ID, r.ID, "your client, as a custodian of what " + s.Sender + " sealed for " + s.Recipient + ", " + CustodianProgress(*p, r.Live)})
			}
		}
	}
	tickets, err := a.Tickets(ctx)
	for i := range tickets {
		t := &tickets[i]
		if p := ownProgress(t.Trustees); p != nil && (p.Ready || p.Given) {
			all = append(all, Deed{ID: t.ID, Text: "your client, as a trustee of " + t.Owner + ", " + CustodianProgress(*p, t.Live)})
		}
	}
	return all, err
}

// ownProgress is that of the owner of this vault, where their client has done something.
func ownProgress(all []Progress) *Progress {
	i := slices.IndexFunc(all, func(p Progress) bool { return p.Name == "you" && (p.Seen || p.Ready || p.Given) })
	if i < 0 {
		return nil
	}
	return &all[i]
}
