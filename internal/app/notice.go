package app

import (
	"cmp"
	"strings"
)

// NoticePattern is what a person is told of a notice, before names stand in it: WHO is the
// contact, NAME the same as a command takes it, THIS the @ID of the matter, SAID what they
// say, WHAT a text of ours. Up to the first semicolon it says what happened, after it what to do.
func NoticePattern(n Notice) string {
	pattern := cmp.Or(contactNotices()[n.Kind], sealNotices()[n.Kind], recoveryNotices()[n.Kind], witnessNotices()[n.Kind])
	if n.Message == "" {
		return strings.ReplaceAll(pattern, ": SAID", "")
	}
	if pattern != "" && n.matter() != "" {
		pattern += ": SAID"
	}
	return pattern
}

// matter is the @ID of the seal, the trust or the ticket that a notice is about; empty for
// one of a contact.
func (n *Notice) matter() string { return cmp.Or(n.Seal, n.Trust, n.Ticket) }

// NoticeMatter is that @ID as a person reads it.
func NoticeMatter(n Notice) string { return n.matter()[:min(len(n.matter()), 9)] }

// NoticeText says what happened, for a screen, which has its own ways to go on.
func NoticeText(n Notice) string {
	what, _, _ := strings.Cut(NoticePattern(n), "; ")
	return strings.NewReplacer("WHO", Quoted(n.Contact), "THIS", NoticeMatter(n), ": SAID", "", "WHAT", n.Message).Replace(what)
}

func contactNotices() map[string]string {
	return map[string]string{
		"asks":          "WHO asks to connect: SAID; coffer contact accept NAME or coffer contact refuse NAME answers",
		"connected":     "you and WHO are connected; coffer contact verify NAME makes sure who it is",
		"refused":       "WHO refused your request",
		"ended":         "WHO broke off with you",
		"card":          "WHO says of themselves now: SAID; what you call them stays",
		"share.new":     "WHO shared an item with you; coffer inbox shows it",
		"share.updated": "WHO sent a newer version of an item; coffer inbox shows it",
		"share.stopped": "WHO sends no newer version of an item any more; coffer inbox shows which",
		"share.held":    "warning: an item that you share was changed without its core key, and is not sent before you confirm it; coffer verify names it",
		"verify.live":   "WHO wants to compare six words with you; coffer sync on both sides, then coffer contact verify NAME --live",
		"verify.words":  "there are six words to compare with WHO: coffer contact verify NAME --live shows them",
		"verify.failed": "warning: the live introduction with WHO went wrong; begin it again, and if it fails again compare the safety number",
		"contact.recovered": "warning: WHO has a vault that was recovered with trustees: make sure who you talk with; " +
			"coffer contact show NAME has the safety number",
	}
}

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

func recoveryNotices() map[string]string {
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

// ClockGapText says what an open gap of the clock means and what to do.
const ClockGapText = "a gap of more than a week between two runs of this machine counts as one week for waits; if date and time are right, coffer sync --confirm-clock counts the rest"

// ComparedText says what came of a comparison of safety numbers.
func ComparedText(c Contact, same bool) string {
	state := c.State().String()
	switch {
	case !same:
		return "recorded that the number is not the same; " + Quoted(c.Name) + " is " + state + ": exchange cards again, over another way"
	case c.State().Open():
		return Quoted(c.Name) + " is verified"
	}
	return "recorded that the number is the same; " + Quoted(c.Name) + " is verified as soon as the two of you are connected"
}

// HeardText says what came of a comparison of six words.
func HeardText(c Contact, same bool) string {
	if !same {
		return "recorded that the words are not the same: somebody may stand between you; exchange cards again, over another way"
	}
	return Quoted(c.Name) + " is verified"
}

// LooksLike warns of a contact, or a card, that uses what belongs to others; it is empty
// where there are none.
func LooksLike(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "looks like " + QuotedList(names) + ", with other keys"
}
