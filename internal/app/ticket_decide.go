package app

import (
	"context"
	"errors"

	"coffer/box/hold"
	"coffer/ticket"
)

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
			return ofTicket(err, "coffer ticket show @"+t.ID.Short()+" says where it stands")
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
	ok, left, which := false, 0, ""
	info, err = a.changeTicket(ctx, "ticket.confirm", func(d *trustDesk) (*ticket.Ticket, error) {
		return d.findByCode(ref, code)
	}, func(d *trustDesk, t *ticket.Ticket) (err error) {
		which = "@" + t.ID.Short()
		ok, left, err = d.k.Confirm(t.ID, code)
		return explainTicket(d, t, "confirm", err)
	})
	switch {
	case errors.Is(err, ticket.ErrClosed):
		return info, Fail(Refused, "whoever asks can open another ticket", "five wrong codes have closed this ticket here")
	case errors.Is(err, ticket.ErrOtherCode):
		return info, Fail(Password, "it is mistyped, or whoever tells it does not hold this ticket; in doubt coffer ticket deny "+which+" gives nothing for it",
			"that is not the code of this ticket, which was confirmed with the right one before")
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
	which, roles := "@"+t.ID.Short(), t.Policy.Roles(d.me())
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
