package main

import "coffer/internal/app"

// sealNotices are what a person is told of seals: see [cli.tellMatter].
func sealNotices() map[string]string {
	return map[string]string{
		"seal.offered":   "WHO sealed something for you: THIS; coffer seal show THIS says more, coffer seal break THIS asks for it",
		"seal.deposit":   "WHO made you a custodian of THIS; coffer sync does what that takes",
		"seal.asked":     "WHO breaks the seal THIS; if it is yours, coffer seal veto THIS stops it, and coffer seal allow THIS ends the wait",
		"seal.seen":      "WHO has told the sender of THIS; the wait runs",
		"seal.again":     "WHO waits once more with THIS: the sender was not reached, or mail is missing",
		"seal.allowed":   "WHO allows THIS to be opened at once",
		"seal.vetoed":    "WHO stopped the request for THIS",
		"seal.lifted":    "WHO lifted the seal THIS: it opens without waiting",
		"seal.updated":   "WHO sealed a newer version of THIS",
		"seal.withdrawn": "WHO withdrew the seal THIS",
		"seal.reopened":  "WHO reopened the seal THIS: it can be asked for again",
		"seal.ready":     "WHO is ready to give the share of THIS",
		"seal.released":  "WHO gave the share of THIS; coffer seal open THIS BOX opens it once enough did",
		"seal.gone":      "WHO has destroyed the share of THIS",
	}
}

// tellBreaking is the banner: whoever breaks a seal of the owner's is named at
// every unlock until it is decided.
func (c *cli) tellBreaking(pending []app.SealInfo) {
	for _, i := range pending {
		c.tell("%s breaks the seal of %s: coffer seal show %s; coffer seal veto or allow decides",
			quoted(i.Recipient), quoted(i.Title), "@"+i.ID.String()[:8])
	}
}
