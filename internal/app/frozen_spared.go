package app

import (
	"context"

	"coffer/ticket/order"
)

// What a frozen vault still does for whoever has the master password: it carries
// mail, and shows and vetoes tickets. Without it, whoever can have a vault frozen
// takes the owner's veto away by it, and what trustees order later never arrives.
// Nothing of an item comes out of it.

// Spare makes the next [App.Unlock] leave a frozen vault open for [App.Sync] and
// its like, [App.Tickets], [App.Ticket], [App.Asked] and [App.VetoTicket]: every
// other use case that reads or writes is refused. It tells whether the vault is
// frozen, as far as that is known without a key; a session or a token opens
// nothing of it.
func (a *App) Spare(ctx context.Context) (frozen bool, err error) {
	a.sparing = true
	o, err := a.judge(ctx)
	return err == nil && o.state.Condition == order.Frozen, err
}

// IsSpared tells whether the vault is open although it is frozen.
func (a *App) IsSpared() bool { return a.sparing && a.frozen != nil }

// spared lets a use case read and write in a frozen vault, until the function
// that it returns is called.
func (a *App) spared() (end func()) {
	was := a.inside
	a.inside = true
	return func() { a.inside = was }
}

// barred is why nothing is read or written.
func (a *App) barred() error {
	if a.frozen == nil || a.inside {
		return nil
	}
	return a.errFrozen(a.frozen)
}
