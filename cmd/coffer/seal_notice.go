package main

import (
	"strings"

	"coffer/internal/app"
)

// sealNotices are what a person is told of seals: who did it, and by what the seal
// is named.
func sealNotices() map[string]string {
	return map[string]string{
		"seal.offered":   "WHO sealed something for you: SEAL; coffer seal show SEAL says more, coffer seal break SEAL asks for it",
		"seal.deposit":   "WHO made you a custodian of SEAL; coffer sync does what that takes",
		"seal.asked":     "WHO breaks the seal SEAL; if it is yours, coffer seal veto SEAL stops it, and coffer seal allow SEAL ends the wait",
		"seal.seen":      "WHO has told the sender of SEAL; the wait runs",
		"seal.again":     "WHO waits once more with SEAL: the sender was not reached, or mail is missing",
		"seal.allowed":   "WHO allows SEAL to be opened at once",
		"seal.vetoed":    "WHO stopped the request for SEAL",
		"seal.lifted":    "WHO lifted the seal SEAL: it opens without waiting",
		"seal.updated":   "WHO sealed a newer version of SEAL",
		"seal.withdrawn": "WHO withdrew the seal SEAL",
		"seal.reopened":  "WHO reopened the seal SEAL: it can be asked for again",
		"seal.ready":     "WHO is ready to give the share of SEAL",
		"seal.released":  "WHO gave the share of SEAL; coffer seal open SEAL BOX opens it once enough did",
		"seal.gone":      "WHO has destroyed the share of SEAL",
	}
}

func (c *cli) tellSealNotice(n app.Notice, who string) {
	text, ok := sealNotices()[n.Kind]
	if !ok {
		return
	}
	short := n.Seal
	if len(short) > 9 {
		short = short[:9]
	}
	format := strings.NewReplacer("WHO", "%[1]s", "SEAL", "%[2]s").Replace(text)
	if n.Message != "" {
		format += ": %[3]s"
	}
	c.tell(format, who, short, quoted(n.Message))
}

// tellBreaking is the banner: whoever breaks a seal of the owner's is named at
// every unlock until it is decided.
func (c *cli) tellBreaking(pending []app.SealInfo) {
	for _, i := range pending {
		c.tell("%s breaks the seal of %s: coffer seal show %s; coffer seal veto or allow decides",
			quoted(i.Recipient), quoted(i.Title), "@"+i.ID.String()[:8])
	}
}
