package seal

import (
	"errors"
	"fmt"

	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/vault/split"
)

// Person is one party of a seal, as its sender introduces it to the others.
type Person = matter.Person

// Way is the pair of mailboxes between whoever keeps it and another party.
type Way = matter.Way

// Introduced is what every party of a seal is told by its sender.
type Introduced struct {
	Terms
	People []Person // the sender, the recipient, and the custodians who are neither
	Ways   []Way    // to those that this party talks to, in the order of People
}

// wireIntroduced is how it travels, and how it is kept.
type wireIntroduced struct {
	_      struct{} `cbor:",toarray"`
	Policy []byte
	Set    []byte
	People []Person
	Ways   []Way
}

func (in Introduced) wire() (w wireIntroduced, err error) {
	if w.Policy, err = in.Policy.Encode(); err != nil {
		return w, err
	}
	w.Set, err = in.Set.Encode()
	w.People, w.Ways = in.People, in.Ways
	return w, err
}

// received reads what somebody sent and makes sure that everything in it is of one
// seal.
func (w wireIntroduced) received() (in Introduced, err error) {
	if in, err = w.introduced(); err != nil {
		return in, err
	}
	return in, in.checkPeople()
}

// introduced reads what [Introduced.wire] wrote. The keys of people, which cost more
// to look at than all else, were looked at before they were kept.
func (w wireIntroduced) introduced() (in Introduced, err error) {
	if in.Policy, err = hold.ParsePolicy(w.Policy); err != nil {
		return in, err
	}
	if in.Set, err = split.ParseSet(w.Set); err != nil {
		return in, err
	}
	in.People, in.Ways = w.People, w.Ways
	return in, in.Check()
}

// checkPeople makes sure that the people are those of the policy, with their keys.
func (in Introduced) checkPeople() error {
	return termsError(matter.CheckPeople(in.People, parties(in.Policy)))
}

// checkWays makes sure that the ways are those that somebody needs.
func (in Introduced) checkWays(me hold.Fingerprint) error {
	return termsError(matter.CheckWays(in.Ways, in.peers(me)))
}

// termsError makes an [ErrTerms] of what does not fit the policy of a seal.
func termsError(err error) error {
	if errors.Is(err, matter.ErrPeople) {
		return fmt.Errorf("%w: %w", ErrTerms, err)
	}
	return err
}

// peers are those that somebody of the seal talks to: sender and recipient with
// everybody, custodians with those two.
func (in Introduced) peers(me hold.Fingerprint) (who []hold.Fingerprint) {
	mine := in.Policy.Roles(me)
	for _, p := range in.People {
		other := hold.Fingerprint(p.Keys.Fingerprint())
		if other != me && (mine | in.Policy.Roles(other)).Is(hold.Owner|hold.Requester) {
			who = append(who, other)
		}
	}
	return who
}

// Person returns a party; nil for a stranger.
func (in *Introduced) Person(who hold.Fingerprint) *Person { return matter.Find(in.People, who) }

// way returns the mailboxes between this party and another one.
func (in *Introduced) way(to hold.Fingerprint) (Way, bool) { return matter.FindWay(in.Ways, to) }

// parties lists those of a policy, each once.
func parties(p hold.Policy) []hold.Party {
	all := []hold.Party{p.Owner, p.Requester}
	for _, c := range p.Custodians {
		if c != p.Owner {
			all = append(all, c)
		}
	}
	return all
}
