package app

import (
	"context"
	"errors"
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
	Papers     int             // shares on paper that were shown
	May        []string
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
	found := false
	err = a.viewTrusts(ctx, func(d *trustDesk) error {
		t, err := d.findTicket(ref)
		if err != nil {
			return err
		}
		found = true
		info, err = d.ticket(t)
		return err
	})
	if err == nil && !found {
		err = errNoTicket(ref)
	}
	return info, err
}

// Asked lists the tickets that go on and wait for the owner of this vault: about it, to
// be decided, or to be stopped. Each is a banner.
func (a *App) Asked(ctx context.Context) (some []TicketInfo, err error) {
	all, err := a.Tickets(ctx)
	for _, t := range all {
		decides := slices.Contains(t.May, string(hold.MayConfirm)) || slices.Contains(t.May, string(hold.MayApprove))
		if t.Live && (decides || slices.Contains(t.May, string(hold.MayVeto))) {
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
	if t, err := meantOne(live, ref, is, id, errNoTicket(ref)); err == nil || Explain(err).Kind != NotFound {
		return t, err
	}
	return meantOne(all, ref, is, id, errNoTicket(ref))
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
	info := TicketInfo{
		Kind: string(terms.Kind), Asks: terms.Kind.Sentence(), Owner: call(hold.Fingerprint(n.Owner.Fingerprint())), Vault: n.Vault,
		Generation: n.Generation, Made: time.Unix(terms.Number, 0).UTC(), Email: terms.Email,
		Threshold: int(n.Set(terms.Kind).Threshold), Wait: time.Duration(n.Wait) * time.Second, Sentence: ticketWords(st.Sentence()),
	}
	if terms.Replaces != (hold.Hash{}) {
		info.Replaces = requestID(terms.Replaces)
	}
	for _, r := range st.Requests {
		info.Stage, info.Sentence, info.Live, info.Late = string(r.Stage), ticketWords(r.Stage.Sentence()), r.Stage.Live(), r.Late
		info.Vetoes, info.Trustees = vetoes(&r, call), progress(&r, call)
		for _, s := range r.Papers {
			if s.Ready != (hold.Hash{}) {
				info.Papers++
			}
		}
	}
	info.May = mayWords(st.May)
	return info
}

// ticketWords calls custodians what they are in tickets.
func ticketWords(sentence string) string { return strings.ReplaceAll(sentence, "custodian", "trustee") }

// decideTicket finds a ticket and does something with it.
func (a *App) decideTicket(ctx context.Context, action, ref string, do func(d *trustDesk, t *ticket.Ticket) error) (info TicketInfo, err error) {
	return a.changeTicket(ctx, action, func(d *trustDesk) (*ticket.Ticket, error) { return d.findTicket(ref) }, do)
}

func (a *App) changeTicket(ctx context.Context, action string, find func(*trustDesk) (*ticket.Ticket, error),
	do func(*trustDesk, *ticket.Ticket) error) (info TicketInfo, err error) {
	err = a.changeTrusts(ctx, action, "", func(d *trustDesk) error {
		t, err := find(d)
		if err != nil {
			return err
		}
		if err := do(d, t); err != nil {
			return ofTicket(err, "coffer ticket show @"+t.ID.String()[:8]+" says where it stands")
		}
		again, err := ticket.ReadTicket(d.tx, t.ID)
		if err == nil {
			info, err = d.ticket(&again)
		}
		return err
	})
	return info, err
}

// findByCode finds the ticket of which this is the code, where the word for it fits
// several: strangers open tickets, too.
func (d *trustDesk) findByCode(ref, code string) (*ticket.Ticket, error) {
	t, err := d.findTicket(ref)
	if err == nil || Explain(err).Kind != Ambiguous {
		return t, err
	}
	all, lerr := ticket.Tickets(d.tx)
	if lerr != nil {
		return nil, lerr
	}
	for i := range all {
		if all[i].Deciding != nil && all[i].Deciding.Confirmed == 0 && d.k.Fits(&all[i], code) {
			return &all[i], nil
		}
	}
	return nil, Fail(Ambiguous, "let whoever asks read out the @ID that coffer ticket show shows them, and name the ticket by it",
		"several tickets are open, and this is the code of none")
}

// ConfirmTicket types the code that the requester told the owner of this vault, who is
// a trustee. A wrong one is counted, and the error says how many are left.
func (a *App) ConfirmTicket(ctx context.Context, ref, code string) (info TicketInfo, err error) {
	ok, left := false, 0
	info, err = a.changeTicket(ctx, "ticket.confirm", func(d *trustDesk) (*ticket.Ticket, error) {
		return d.findByCode(ref, code)
	}, func(d *trustDesk, t *ticket.Ticket) (err error) {
		ok, left, err = d.k.Confirm(t.ID, code)
		return explainTicket(d, t, "confirm", err)
	})
	switch {
	case errors.Is(err, ticket.ErrClosed):
		return info, Fail(Refused, "whoever asks can open another ticket", "five wrong codes have closed this ticket here")
	case errors.Is(err, ticket.ErrState):
		return info, Fail(Refused, "coffer deposit accept keeps the shares; only a trustee who did confirms", "there is nothing for you to confirm here")
	case err != nil || ok:
		return info, err
	case left == 0:
		return info, Fail(Password, "it is denied here now; whoever asks can open another ticket", "that is not the code of this ticket, the fifth time")
	}
	return info, Fail(Password, "ask again, by voice, the person whom you know", "that is not the code of this ticket; %d more and it is closed here", left)
}

// ApproveTicket is a trustee's word that the request is genuine.
func (a *App) ApproveTicket(ctx context.Context, ref string) (TicketInfo, error) {
	return a.decideTicket(ctx, "ticket.approve", ref, func(d *trustDesk, t *ticket.Ticket) error {
		return explainTicket(d, t, "approve", d.k.Approve(t.ID))
	})
}

// DenyTicket is a trustee's word that it is not, for ever.
func (a *App) DenyTicket(ctx context.Context, ref, reason string) (TicketInfo, error) {
	if err := checkReason(reason); err != nil {
		return TicketInfo{}, err
	}
	return a.decideTicket(ctx, "ticket.deny", ref, func(d *trustDesk, t *ticket.Ticket) error {
		return explainTicket(d, t, "deny", d.k.Deny(t.ID, reason))
	})
}

// VetoTicket stops a ticket: the owner may, and whoever may veto.
func (a *App) VetoTicket(ctx context.Context, ref, reason string) (TicketInfo, error) {
	if err := checkReason(reason); err != nil {
		return TicketInfo{}, err
	}
	defer a.spared()()
	return a.decideTicket(ctx, "ticket.veto", ref, func(d *trustDesk, t *ticket.Ticket) error {
		return explainTicket(d, t, "veto", d.k.Veto(t.ID, reason))
	})
}

// ofTicket says of a ticket what the rules that tickets share with seals do not permit.
func ofTicket(err error, where string) error {
	switch {
	case errors.Is(err, hold.ErrNotNow):
		return &Error{Kind: Refused, What: "the state of this ticket does not permit that now", Hint: where, Err: err}
	case errors.Is(err, hold.ErrFull):
		return &Error{Kind: Refused, What: "more has been said about this ticket than can be kept", Hint: "whoever asks can open another one", Err: err}
	}
	return err
}

// explainTicket says why something may not be said now.
func explainTicket(d *trustDesk, t *ticket.Ticket, what string, err error) error {
	if errors.Is(err, ticket.ErrState) && what == "approve" && t.Deciding != nil {
		return Fail(Refused, "coffer deposit ls shows what you hold", "you hold no share for this ticket any more")
	}
	if !errors.Is(err, hold.ErrNotNow) && !(errors.Is(err, ticket.ErrState) && what == "approve") {
		return err
	}
	info, ierr := d.ticket(t)
	if ierr != nil {
		return err
	}
	which, roles := "@"+t.ID.String()[:8], t.Policy.Roles(d.me())
	decides, vetoes := roles.Is(hold.Custodian), roles.Is(hold.Owner|hold.Watcher)
	switch {
	case !info.Live:
	case what == "veto" && !vetoes:
		return Fail(Refused, "coffer ticket deny "+which+" gives nothing for it", "only the owner and whoever was given a veto stop a ticket, and you are a trustee")
	case what != "veto" && !decides:
		return Fail(Refused, "coffer ticket veto "+which+" stops it", "only trustees approve or deny, and you are none")
	case what == "approve" && !info.Confirmed:
		return Fail(Refused, "coffer ticket confirm "+which+" CODE, with the code that whoever asks tells you by voice", "the ticket is not confirmed")
	case what == "approve":
		return Fail(Refused, "coffer ticket show "+which+" says where it stands", "you have said your word on this ticket already")
	}
	return Fail(Refused, "coffer ticket show "+which+" says where it stands", "nothing can be done for this ticket any more: %s", info.Sentence)
}
