package app

import (
	"context"

	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/ticket"
)

// Evidence is the course of a ticket as a file that proves itself: what everybody
// signed, without what the requester said about themselves. The ticket is found as in
// [App.Ticket].
func (a *App) Evidence(ctx context.Context, ref string) (data []byte, info TicketInfo, err error) {
	err = a.lookTrusts(ctx, errNoTicket(ref), func(d *trustDesk) error {
		t, err := d.findTicket(ref)
		if err != nil {
			return err
		}
		if info, err = d.ticket(t); err != nil {
			return err
		}
		data, err = d.k.Evidence(t.ID)
		return err
	})
	return data, info, err
}

// Evidence is that of one's own ticket.
func (q *Asking) Evidence() ([]byte, error) {
	return (&ticket.Requester{Me: q.me, Asking: q.asking}).Evidence()
}

// ReadEvidence verifies evidence that somebody wrote, without anybody's vault, and says
// what it proves. What was left out of it does not show.
func ReadEvidence(data []byte) (TicketInfo, error) {
	e, err := ticket.ParseEvidence(data)
	if err != nil {
		return TicketInfo{}, &Error{Kind: Damaged, Err: err, What: "this proves nothing: " + oneLine(err),
			Hint: "ask whoever wrote it with coffer ticket export for the file once more"}
	}
	call := func(who hold.Fingerprint) string {
		if p := matter.Find(e.People(), who); p != nil {
			return p.Name
		}
		return "the requester"
	}
	info := ticketInfo(&e.Pack, e.Terms, hold.State{View: e.View}, call)
	info.ID = e.ID
	return info, nil
}
