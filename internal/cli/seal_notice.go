package cli

import "coffer/internal/app"

// tellBreaking is the banner: whoever breaks a seal of the owner's is named at
// every unlock until it is decided.
func (c *cli) tellBreaking(pending []app.SealInfo) {
	for _, i := range pending {
		c.tell("%s breaks the seal of %s: coffer seal show %s; coffer seal veto or allow decides",
			quoted(i.Recipient), quoted(i.Title), "@"+i.ID.Short())
	}
}
