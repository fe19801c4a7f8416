package cli

import (
	"slices"

	"coffer/internal/app"
)

// tellAsked is the banner of tickets: those about the owner's vault, and those that
// wait for them.
func (c *cli) tellAsked(asked []app.TicketInfo) {
	for _, t := range asked {
		which := "@" + t.ID.Short()
		switch {
		case t.Out:
			c.tell("%s: %s", askedText(t), c.inVault(outText(t)))
		case t.Owner == "you":
			c.tell("%s: coffer ticket show %s says who asks; coffer ticket veto %s stops it", askedText(t), which, which)
		default:
			c.tell("%s: coffer ticket show %s says what to do", askedText(t), which)
		}
	}
}

// askedText says in short what a ticket is about.
func askedText(t app.TicketInfo) string {
	if t.Out {
		return "whoever asked your trustees " + t.Asks + " may have enough shares"
	}
	if t.Owner == "you" {
		return "somebody asks your trustees " + t.Asks
	}
	return "somebody asks, of the vault of " + quoted(t.Owner) + ", " + t.Asks
}

// outText is what an owner does about shares that may be out.
func outText(t app.TicketInfo) string {
	text := "coffer trustee renew makes those shares worthless for every copy made from then on"
	if slices.Contains(t.May, "veto") {
		text = "coffer ticket veto @" + t.ID.Short() + " stops what has not left, and " + text
	}
	return "unless you know who asks and want it, " + text
}
