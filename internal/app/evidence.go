package app

import (
	"context"
	"strings"

	"coffer/box/contact"
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

// Proved is what evidence proves of a ticket: keys. What people are called in it is the
// word of whoever wrote it, which nobody signed.
type Proved struct {
	TicketInfo
	Signers []Signer
}

// Signer is one party of a ticket.
type Signer struct {
	Role   string
	Called string // by whoever wrote the evidence
	// Fingerprint is that of the keys by which the party's words were verified.
	Fingerprint contact.Fingerprint
}

// ReadEvidence verifies evidence that somebody wrote, without anybody's vault, and says
// what it proves. What was left out of it does not show.
func ReadEvidence(data []byte) (Proved, error) {
	e, err := ticket.ParseEvidence(data)
	if err != nil {
		return Proved{}, &Error{Kind: Damaged, Err: err, What: "this proves nothing: " + oneLine(err),
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
	return Proved{TicketInfo: info, Signers: signers(e)}, nil
}

// signers are the parties of a ticket who have keys, each in all roles.
func signers(e *ticket.Evidence) (all []Signer) {
	for _, p := range e.People() {
		who := p.Keys.Fingerprint()
		role := strings.Join(ticketRoles(e.Policy.Roles(hold.Fingerprint(who))), " and ")
		all = append(all, Signer{Role: role, Called: p.Name, Fingerprint: who})
	}
	return append(all, Signer{Role: "requester", Fingerprint: e.Requester.Fingerprint()})
}
