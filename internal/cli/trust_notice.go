package cli

import (
	"slices"

	"coffer/internal/app"
)

// trustNotices are what a person is told of trustees and tickets: see [cli.tellNotice].
func trustNotices() map[string]string {
	return map[string]string{
		"trust.deposit":  "WHO asks you to hold a share of the key to their vault: THIS; coffer deposit accept THIS keeps it, coffer deposit refuse THIS does not",
		"trust.watch":    "WHO lets you veto who asks for their vault: THIS",
		"trust.unwatch":  "WHO has other people for this now: the veto that you had is over: THIS",
		"trust.end":      "WHO has other trustees now: what you held is destroyed: THIS",
		"trust.accepted": "WHO accepted to be your trustee",
		"trust.refused":  "WHO does not want to be your trustee; coffer trustee drop NAME makes do without, coffer trustee set names others",
		"trust.returned": "WHO gave their share back; coffer trustee set names others",
		"trust.proof":    "WHO proved that your shares are there",

		"ticket.order":     "your trustees have ordered something of this vault, says WHO; coffer status shows it",
		"ticket.asked":     "a ticket was opened, says WHO: THIS; coffer ticket show THIS says for what, coffer ticket veto THIS stops it",
		"ticket.deciding":  "somebody asks you, as a trustee: THIS; coffer ticket show THIS says who and for what, and what to do",
		"ticket.confirmed": "WHO typed the code of the ticket THIS; the wait runs",
		"ticket.approved":  "WHO approved the ticket THIS",
		"ticket.denied":    "WHO denied the ticket THIS",
		"ticket.ready":     "WHO is ready to give what the ticket THIS asks for",
		"ticket.paper":     "the share on paper of WHO was shown for the ticket THIS: with it one trustee less is needed",
		"ticket.vetoed":    "WHO stopped the ticket THIS",
		"ticket.withdrawn": "WHO ended the ticket THIS",
		"ticket.again":     "WHO waits once more with the ticket THIS: the owner was not reached, or mail is missing",
		"ticket.questions": "WHO asks you something for the ticket THIS; coffer ticket answer --ticket FILE answers, once",
		"ticket.answers":   "whoever opened the ticket THIS answered your questions; coffer ticket show THIS says how many fit",
		"ticket.released":  "WHO gave what the ticket THIS asks for; coffer ticket redeem --ticket FILE carries it out once enough did",
	}
}

// tellAsked is the banner of tickets: those about the owner's vault, and those that
// wait for them.
func (c *cli) tellAsked(asked []app.TicketInfo) {
	for _, t := range asked {
		which := "@" + t.ID.String()[:8]
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
		text = "coffer ticket veto @" + t.ID.String()[:8] + " stops what has not left, and " + text
	}
	return "unless you know who asks and want it, " + text
}
