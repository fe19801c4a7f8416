package recovery

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
)

// The chapters of the list, in this order.
const (
	urgent = iota
	trustees
	deposits
	tickets
)

var titles = []string{urgent: "waits for you", trustees: "your trustees", deposits: "held for others", tickets: "tickets"}

// empty stands where a chapter has nothing.
var empty = []string{
	trustees: "nobody: a lost master password cannot be replaced; a chooses some",
	deposits: "nothing",
	tickets:  "none; o asks the trustees of a vault yourself",
}

func may(t *app.TicketInfo, deed string) bool { return slices.Contains(t.May, deed) }

// waits tells that a decision about a ticket is wanted here, or that shares are out.
func waits(t *app.TicketInfo) bool {
	return t.Out || t.Live && (may(t, "confirm") || may(t, "approve") || may(t, "veto"))
}

// ref names what a row is about, where it has a page of its own.
func (r row) ref() string {
	switch {
	case r.ticket != nil:
		return "@" + r.ticket.ID.String()
	case r.deposit != nil:
		return "@" + r.deposit.ID.String()
	}
	return ""
}

// key says what a row is about.
func (r row) key() string {
	switch {
	case r.trustee != nil:
		return "trustee " + r.trustee.Name
	case r.veto != nil:
		return "veto " + r.veto.Name
	}
	return r.ref()
}

// open opens that page; nil where there is none.
func (r row) open(d *screen.Desk) tea.Cmd {
	switch {
	case r.ticket != nil:
		return screen.Send(screen.Open{Screen: newTicket(d, *r.ticket)})
	case r.deposit != nil:
		return screen.Send(screen.Open{Screen: newDeposit(d, *r.deposit)})
	}
	return nil
}

// line draws a row: who, what, and where it stands.
func (r row) line(now time.Time, cells int) string {
	switch {
	case r.ticket != nil:
		return columns(vaultOf(r.ticket.Owner), asks(r.ticket, cells), state(r.ticket, now), cells)
	case r.deposit != nil:
		return columns(r.deposit.Owner, holds(r.deposit), depositState(r.deposit), cells)
	case r.trustee != nil:
		return columns(r.trustee.Name, "", app.TrusteeText(*r.trustee), cells)
	}
	return columns(r.veto.Name, "", app.VetoText(*r.veto), cells)
}

// columns lays three texts out; without the middle one the last takes its room.
func columns(who, what, state string, cells int) string {
	left := min(20, cells/4)
	if what == "" {
		return look.Fit(who, left) + "  " + look.Fit(state, cells-left-2)
	}
	right := min(cells/2, max(30, look.Width(state)))
	return look.Fit(who, left) + "  " + look.Fit(what, cells-left-right-4) + "  " + look.Fit(state, right)
}

// asks says what a ticket is for: in words where there is room, else in one.
func asks(t *app.TicketInfo, cells int) string {
	if cells < 110 {
		return "ticket: " + t.Kind
	}
	return t.Asks
}

func vaultOf(owner string) string {
	if owner == "you" {
		return "your vault"
	}
	return owner
}

func holds(d *app.DepositInfo) string {
	switch {
	case d.Role == "veto":
		return "you may veto"
	case d.State == "offered":
		return "asks you to be a trustee"
	}
	return "you are a trustee"
}

func depositState(d *app.DepositInfo) string {
	switch {
	case d.State == "offered":
		return "keep it or refuse"
	case d.State == "watching":
		return "since " + app.LocalTime(d.Since)
	}
	return d.State
}

// state says in a few words what is to be done about a ticket, or where it stands, with
// the time that is left.
func state(t *app.TicketInfo, now time.Time) string {
	until := t.Until()
	switch {
	case t.Live && may(t, "confirm"):
		return "call, and type the code"
	case t.Live && may(t, "approve"):
		return "approve or deny" + left(until, now)
	case t.Out:
		return "shares may be out"
	case t.Live && may(t, "veto") && until.After(now):
		return "veto" + left(until, now)
	case t.Live && may(t, "veto"):
		return "veto, or let it be"
	case t.Live:
		return map[string]string{"asked": "asked", "waiting": "the wait runs", "decided": "the wait is over", "released": "released"}[t.Stage] + left(until, now)
	}
	return map[string]string{"vetoed": "stopped by a veto", "refused": "refused", "cancelled": "ended", "withdrawn": "ended"}[t.Stage]
}

func left(until, now time.Time) string {
	if !until.After(now) {
		return ""
	}
	return ": " + look.Left(until.Sub(now)) + " left"
}
