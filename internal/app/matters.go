package app

import (
	"slices"
	"time"

	"coffer/box/hold"
)

// What seals and tickets have in common is said in one way.

// calls is what the owner of a vault, or of a ticket file, calls a party.
type calls func(hold.Fingerprint) string

// Veto is who stopped a request, and why.
type Veto struct{ By, Reason string }

// Progress is how far a custodian is with a request, or a trustee with a ticket. Times
// are those of its own clock.
type Progress struct {
	Name             string
	Seen             bool // the wait runs
	Again            bool
	Approved, Denied bool   // of a ticket
	Reason           string // of the denial
	Ready, Given     bool
	At, Due          time.Time
	// Fault is why what they gave is not genuine, as the requester of a ticket knows it.
	Fault string
}

// GaveFault says of a trustee that what they gave is not genuine, and why.
func GaveFault(why string) string { return "gave what does not count: " + why }

func vetoes(r *hold.RequestView, call calls) (all []Veto) {
	for _, v := range r.Vetoes {
		all = append(all, Veto{call(v.By), v.Reason})
	}
	return all
}

func progress(r *hold.RequestView, call calls) (all []Progress) {
	for _, c := range r.Custodians {
		p := Progress{Name: call(c.Who), Seen: c.Seen, Again: c.Again, Approved: c.Approved, Denied: c.Denied, Reason: c.Reason,
			Ready: c.Ready != hold.Hash{}, Given: len(c.Shares) > 0}
		if c.Due != 0 {
			p.At, p.Due = unix(c.At), unix(c.Due)
		}
		all = append(all, p)
	}
	return all
}

// mayWords are what somebody may do, each once: one may be done to several requests.
func mayWords(may []hold.Act) (words []string) {
	for _, act := range may {
		if word := string(act.Deed); !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}

// sealRoles and ticketRoles name the same roles, each in the words of its noun.
func sealRoles(r hold.Role) []string {
	return roleWords(r, "sender", "recipient", "custodian")
}

func ticketRoles(r hold.Role) []string {
	return roleWords(r, "owner", "requester", "trustee", "veto")
}

func roleWords(r hold.Role, words ...string) (some []string) {
	for i, role := range []hold.Role{hold.Owner, hold.Requester, hold.Custodian, hold.Watcher}[:len(words)] {
		if r.Is(role) {
			some = append(some, words[i])
		}
	}
	return some
}

// requestID names a request for people.
func requestID(h hold.Hash) ID { return ID(h[:16]) }

// unix is a time of which 0 is none.
func unix(seconds int64) time.Time {
	if seconds == 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}
