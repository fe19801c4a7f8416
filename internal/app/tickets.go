package app

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"coffer/box/hold"
	"coffer/internal/host"
	"coffer/ticket"
	"coffer/vault"
)

// TicketInfo is what there is to say of a ticket.
type TicketInfo struct {
	ID         ID
	Kind       string
	Asks       string // in words
	Owner      string // whose vault it is about
	Vault      ID
	Generation uint64
	Roles      []string // owner, trustee, veto
	Made       time.Time
	Since      time.Time // when it came
	Replaces   ID        // of the ticket that it is to stand for, as its requester says
	Email      string    // the new address
	Personal   string    // what the requester says about themselves
	Stage      string
	Sentence   string
	Live       bool
	Late       bool
	Confirmed  bool // by the owner of this vault
	CodesLeft  int
	Threshold  int
	Wait       time.Duration
	Vetoes     []Veto
	Trustees   []Progress
	Inspection *InspectionInfo // what a trustee asked; nil: nothing
	Papers     []string        // whose shares on paper were shown
	// Out tells the owner that whoever asked may have enough shares, which still open copies
	// of the vault: until there are new ones.
	Out bool
	May []string
}

// Tickets lists the tickets that the owner of the vault has part in.
func (a *App) Tickets(ctx context.Context) (all []TicketInfo, err error) {
	defer a.spared()()
	err = a.viewTrusts(ctx, func(d *trustDesk) error {
		some, err := ticket.Tickets(d.tx)
		if err != nil {
			return err
		}
		for i := range some {
			info, err := d.ticket(&some[i])
			if err != nil {
				return err
			}
			all = append(all, info)
		}
		return nil
	})
	return all, err
}

// Ticket shows one.
func (a *App) Ticket(ctx context.Context, ref string) (info TicketInfo, err error) {
	defer a.spared()()
	err = a.lookTrusts(ctx, errNoTicket(ref), func(d *trustDesk) error {
		t, err := d.findTicket(ref)
		if err == nil {
			info, err = d.ticket(t)
		}
		return err
	})
	return info, err
}

// Asked lists the tickets that go on and wait for the owner of this vault: about it, to
// be decided, or to be stopped; and those that left shares of it with somebody. Each is a
// banner.
func (a *App) Asked(ctx context.Context) (some []TicketInfo, err error) {
	all, err := a.Tickets(ctx)
	for _, t := range all {
		decides := slices.Contains(t.May, string(hold.MayConfirm)) || slices.Contains(t.May, string(hold.MayApprove))
		if t.Out || t.Live && (decides || slices.Contains(t.May, string(hold.MayVeto))) {
			some = append(some, t)
		}
	}
	return some, err
}

func errNoTicket(ref string) error {
	if ref == "" {
		return Fail(NotFound, "coffer ticket show --ticket FILE shows one of your own", "there is no ticket here")
	}
	return Fail(NotFound, "coffer ticket ls shows what there is", "ticket %q not found", host.Safe(ref))
}

// findTicket finds the ticket that a person means: by its @ID, or by whose vault it is
// about; with no word, the only one. One for which nothing can be done any more is meant only
// where there is no other.
func (d *trustDesk) findTicket(ref string) (*ticket.Ticket, error) {
	all, err := ticket.Tickets(d.tx)
	if err != nil {
		return nil, err
	}
	owners := map[vault.ID]string{}
	var live []ticket.Ticket
	for i := range all {
		t, err := ticket.ReadTrust(d.tx, all[i].Trust)
		if err != nil {
			return nil, err
		}
		owners[all[i].ID] = d.call(&t.Pack, hold.Fingerprint(t.Notice.Owner.Fingerprint()))
		st, err := d.k.State(&all[i])
		if err != nil {
			return nil, err
		}
		if len(st.May) > 0 {
			live = append(live, all[i])
		}
	}
	is := func(t *ticket.Ticket) bool { return ref == "" || owners[t.ID] == ref }
	id := func(t *ticket.Ticket) vault.ID { return t.ID }
	missing := meant(ref, slices.Sorted(maps.Values(owners)), errNoTicket(ref))
	if t, err := meantOne(live, ref, is, id, missing); err == nil || Explain(err).Kind != NotFound {
		return t, err
	}
	return meantOne(all, ref, is, id, missing)
}

func (d *trustDesk) ticket(t *ticket.Ticket) (info TicketInfo, err error) {
	trust, err := ticket.ReadTrust(d.tx, t.Trust)
	if err != nil {
		return info, err
	}
	st, err := d.k.State(t)
	if err != nil {
		return info, err
	}
	info = ticketInfo(&trust.Pack, t.Terms, st, func(who hold.Fingerprint) string { return d.call(&trust.Pack, who) })
	info.ID, info.Since, info.Personal, info.Roles = t.ID, t.Since, t.Personal, ticketRoles(st.Roles)
	info.Out = trust.SharesOut(t, st.View)
	if t.Deciding != nil {
		info.hideOthers()
		info.Inspection = inspectionInfo(t.Deciding)
		info.Confirmed, info.CodesLeft = t.Deciding.Confirmed > 0, ticket.MaxCodes-int(t.Deciding.Wrong)
	}
	return info, nil
}

// hideOthers leaves out trustees of whom nothing is known here: trustees do not talk to
// each other, and hear of the others by way of the requester alone.
func (t *TicketInfo) hideOthers() {
	t.Trustees = slices.DeleteFunc(t.Trustees, func(p Progress) bool {
		return p.Name != "you" && !p.Seen && !p.Ready && !p.Denied && !p.Approved
	})
}

// ticketInfo is what all parties say of a ticket in one way.
func ticketInfo(p *ticket.Pack, terms ticket.Terms, st hold.State, call calls) TicketInfo {
	n := p.Notice
	wait := time.Duration(n.Wait) * time.Second
	info := TicketInfo{
		Kind: string(terms.Kind), Asks: terms.Kind.Sentence(InDays(terms.Kind.Lasts(wait))), Owner: call(hold.Fingerprint(n.Owner.Fingerprint())), Vault: n.Vault,
		Generation: n.Generation, Made: time.Unix(terms.Number, 0).UTC(), Email: terms.Email,
		Threshold: int(n.Set(terms.Kind).Threshold), Wait: wait, Sentence: ticketWords(st.Sentence()),
	}
	if terms.Replaces != (hold.Hash{}) {
		info.Replaces = requestID(terms.Replaces)
	}
	for _, r := range st.Requests {
		info.Stage, info.Sentence, info.Live, info.Late = string(r.Stage), ticketWords(r.Stage.Sentence()), r.Stage.Live(), r.Late
		info.Vetoes, info.Trustees = vetoes(&r, call), progress(&r, call)
		if text := denialSentence(info.Trustees); text != "" && r.Stage == hold.Asked {
			info.Sentence = text
		}
		for _, s := range r.Papers {
			if s.Ready != (hold.Hash{}) {
				name, _ := p.Sheet(s.Which)
				info.Papers = append(info.Papers, name)
			}
		}
	}
	info.May = mayWords(st.May)
	return info
}

// denialSentence is where a ticket stands that somebody has denied, and for which no other
// trustee waits yet.
func denialSentence(all []Progress) string {
	var names []string
	for _, t := range all {
		switch {
		case t.Denied && t.Name == "you":
			return "the request is made, and you have denied it"
		case t.Denied:
			names = append(names, t.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "the request is made, denied by " + strings.Join(names, ", ") + ", and no other trustee has answered yet"
}

// ticketWords calls custodians what they are in tickets.
func ticketWords(sentence string) string { return strings.ReplaceAll(sentence, "custodian", "trustee") }
