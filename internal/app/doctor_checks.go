package app

import (
	"fmt"
	"slices"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/post"
)

func checkOlder(c *checkup) []Finding {
	if !c.older {
		return nil
	}
	return []Finding{{"older", Serious, "", "this file is not the newest one that this machine saw; nothing is written to it",
		"look for the newer file, or coffer verify --accept goes on with this one"}}
}

func checkClock(c *checkup) []Finding {
	if !c.gap {
		return nil
	}
	return []Finding{{"clock", Notable, "", "a gap of more than a week between two runs of this machine counts as one week, so that waits take longer",
		"if date and time are right, coffer sync --confirm-clock"}}
}

func checkOwner(c *checkup) []Finding {
	if c.name != "" {
		return nil
	}
	return []Finding{{"owner", Notable, "", "the vault does not know your name, so nobody can be given your card", "coffer vault edit --name NAME"}}
}

func checkPost(c *checkup) []Finding {
	if len(c.posts) > 0 || !slices.ContainsFunc(c.contacts, func(k Contact) bool { return k.State().Open() }) {
		return nil
	}
	return []Finding{{"post", Serious, "", "you have contacts and no post: nothing comes or goes but by hand, and you learn of a broken seal too late",
		"coffer post set ADDRESS"}}
}

func checkAside(c *checkup) []Finding {
	if c.aside == 0 {
		return nil
	}
	return []Finding{{"aside", Notable, "", fmt.Sprintf("envelopes that could not be read and were put aside: %d", c.aside),
		"coffer sync lists them with their reasons, coffer sync --again tries them once more"}}
}

// checkChannels finds what came in with gaps, and a vault that was set back.
func checkChannels(c *checkup) (found []Finding) {
	for i := range c.channels {
		ch := &c.channels[i]
		who := c.peer(ch)
		if ch.Closed {
			continue
		}
		if ch.Sent.Broken {
			found = append(found, Finding{"set-back", Serious, who, "they have other envelopes from you than this vault sent: it was set back, or there are two of it",
				"use one vault alone; ask them whether what you sent is there"})
		}
		if ch.Taken.Broken != 0 {
			found = append(found, Finding{"chain", Serious, who, "what comes from them does not follow what came before: their vault was set back, or something is held back",
				"ask them over another way what they sent"})
		}
		if n := len(ch.Taken.Missing()); n > 0 {
			found = append(found, Finding{"missing", Notable, who, fmt.Sprintf("envelopes of theirs that did not come: %d", n),
				"coffer sync asks for them again; a second post, or files by hand, go round one that loses something"})
		}
	}
	return found
}

// peer names the other side of a channel.
func (c *checkup) peer(ch *post.Channel) string {
	if k := c.contact(ch.Peer.Fingerprint()); k != nil {
		return k.Name
	}
	return "somebody in a seal, or among trustees"
}

// checkWaiting finds contacts who have long not taken what was sent to them. Who
// was sent nothing may be silent, and so is an emergency kit until it is used.
func checkWaiting(c *checkup) (found []Finding) {
	for i := range c.contacts {
		k := &c.contacts[i]
		if !k.State().Open() || c.silent(k.Fingerprint(), k.Since) < silentAfter {
			continue
		}
		waits := 0
		for _, ch := range c.channels {
			if ch.Peer.Fingerprint() == k.Fingerprint() && !ch.Unused() {
				waits += c.waiting[ch.In]
			}
		}
		if waits > 0 {
			found = append(found, Finding{"silent", Notable, k.Name, fmt.Sprintf("nothing was heard of them for 30 days, and what they were sent waits: %d", waits),
				"ask them over another way whether their coffer syncs"})
		}
	}
	return found
}

// checkSeals finds seals of the owner that nobody can open in an emergency.
func checkSeals(c *checkup) (found []Finding) {
	for _, s := range c.seals {
		if s.Sending == nil {
			continue
		}
		left := 0
		for _, k := range s.info.Custodians {
			if !k.Gone {
				left++
			}
		}
		switch {
		case left < s.info.Threshold:
			found = append(found, Finding{"shares", Serious, sealName(&s.info), Counted(left, "share is", "shares are") + " left and " + Counted(s.info.Threshold, "is", "are") + " needed: it can never be opened",
				"coffer seal withdraw it, and seal it anew"})
		case len(s.info.Custodians) == 1 && s.info.Custodians[0].Self:
			found = append(found, Finding{"self", Notable, sealName(&s.info), "you alone withhold its key: it opens only while your client syncs, and not in an emergency",
				"seal it anew with custodians who are somebody else"})
		}
	}
	return found
}

// checkTold finds parties of a seal who did not confirm that they have it.
func checkTold(c *checkup) (found []Finding) {
	for _, s := range c.seals {
		if s.Sending == nil || c.now.Sub(s.info.Since) < 7*day {
			continue
		}
		if !s.info.RecipientTold {
			found = append(found, Finding{"untold", Serious, s.info.Recipient, "has not confirmed to have " + sealName(&s.info), "ask them over another way whether their coffer syncs"})
		}
		for _, k := range s.info.Custodians {
			if !k.Told && !k.Gone {
				found = append(found, Finding{"untold", Serious, k.Name, "has not confirmed to have their share of " + sealName(&s.info), "ask them over another way whether their coffer syncs"})
			}
		}
	}
	return found
}

// checkCustodians finds those whom the owner's seals count on and who are silent.
func checkCustodians(c *checkup) (found []Finding) {
	said := map[hold.Fingerprint]bool{}
	for _, s := range c.seals {
		if s.Sending == nil {
			continue
		}
		for i, p := range s.Policy.Custodians {
			k := s.info.Custodians[i]
			if k.Self || k.Gone || said[p.Fingerprint] || c.silent(contact.Fingerprint(p.Fingerprint), s.info.Since) < silentAfter {
				continue
			}
			said[p.Fingerprint] = true
			found = append(found, Finding{"custodian", Serious, k.Name, "withholds the key of your seals, and nothing was heard of them for 30 days",
				"ask them whether their coffer still syncs; else seal anew with somebody else"})
		}
	}
	return found
}

// checkParties finds parties of seals whose safety number was not compared.
func checkParties(c *checkup) (found []Finding) {
	said := map[contact.Fingerprint]bool{}
	for _, s := range c.seals {
		for i := range s.People {
			f := s.People[i].Keys.Fingerprint()
			k := c.contact(f)
			if k == nil || said[f] || k.State() == contact.Verified || k.Standing.Compared {
				continue
			}
			said[f] = true
			found = append(found, Finding{"unverified", Notable, k.Name, "has a part in a seal, and is not verified: somebody else could stand in their place",
				"coffer contact verify " + NameWord(k.Name) + " compares the safety number"})
		}
	}
	return found
}

// sealName names a seal of the owner's.
func sealName(i *SealInfo) string {
	return fmt.Sprintf("%q for %s (@%s)", i.Title, i.Recipient, i.ID)
}
