package seal

import (
	"fmt"
	"slices"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/post"
	"coffer/vault/split"
)

// Person is one party of a seal, as its sender introduces it to the others.
type Person struct {
	_    struct{} `cbor:",toarray"`
	Keys contact.Public
	Name string // as the sender calls them
}

// Way is the pair of mailboxes between whoever keeps it and another party: those
// of this seal, since not all of its parties are contacts of each other, and since
// the seal outlives that they are.
type Way struct {
	_       struct{} `cbor:",toarray"`
	Peer    hold.Fingerprint
	In, Out post.Mailbox
}

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
	parties := parties(in.Policy)
	if len(in.People) != len(parties) {
		return fmt.Errorf("%w: not the people of its policy", ErrTerms)
	}
	for i, p := range in.People {
		if err := p.Keys.Check(); err != nil {
			return err
		}
		if party(p.Keys) != parties[i] {
			return fmt.Errorf("%w: not the people of its policy", ErrTerms)
		}
		if name, err := contact.CleanName(p.Name); err != nil || name != p.Name {
			return fmt.Errorf("%w: a name that cannot be", ErrTerms)
		}
	}
	return nil
}

// checkWays makes sure that the ways are those that somebody needs, and that no
// mailbox stands for two of them.
func (in Introduced) checkWays(me hold.Fingerprint) error {
	peers, seen := in.peers(me), map[post.Mailbox]bool{{}: true}
	if len(in.Ways) != len(peers) {
		return fmt.Errorf("%w: not the mailboxes that it needs", ErrTerms)
	}
	for i, w := range in.Ways {
		if w.Peer != peers[i] || seen[w.In] || seen[w.Out] || w.In == w.Out {
			return fmt.Errorf("%w: not the mailboxes that it needs", ErrTerms)
		}
		seen[w.In], seen[w.Out] = true, true
	}
	return nil
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
func (in *Introduced) Person(who hold.Fingerprint) *Person {
	i := slices.IndexFunc(in.People, func(p Person) bool { return hold.Fingerprint(p.Keys.Fingerprint()) == who })
	if i < 0 {
		return nil
	}
	return &in.People[i]
}

// way returns the mailboxes between this party and another one.
func (in *Introduced) way(to hold.Fingerprint) (Way, bool) {
	i := slices.IndexFunc(in.Ways, func(w Way) bool { return w.Peer == to })
	if i < 0 {
		return Way{}, false
	}
	return in.Ways[i], true
}

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
