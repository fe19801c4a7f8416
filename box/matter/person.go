package matter

import (
	"fmt"
	"slices"

	"coffer/box/contact"
	"coffer/box/hold"
)

// Person is one party of a matter, as whoever made it introduces it to the others.
type Person struct {
	_    struct{} `cbor:",toarray"`
	Keys contact.Public
	Name string // as they are called there
}

// Fingerprint names the person in package hold.
func (p *Person) Fingerprint() hold.Fingerprint { return hold.Fingerprint(p.Keys.Fingerprint()) }

// Party is somebody as a policy names them.
func Party(p contact.Public) hold.Party {
	return hold.Party{Fingerprint: hold.Fingerprint(p.Fingerprint()), Key: [32]byte(p.Signing)}
}

// CheckPeople makes sure that people who came from outside are some parties, in their
// order, with their keys and names that can be. The error is an [ErrPeople], or one
// of package contact about keys.
func CheckPeople(people []Person, parties []hold.Party) error {
	if len(people) != len(parties) {
		return fmt.Errorf("%w: not the people of its policy", ErrPeople)
	}
	for i, p := range people {
		if err := p.Keys.Check(); err != nil {
			return err
		}
		if Party(p.Keys) != parties[i] {
			return fmt.Errorf("%w: not the people of its policy", ErrPeople)
		}
		if name, err := contact.CleanName(p.Name); err != nil || name != p.Name {
			return fmt.Errorf("%w: a name that cannot be", ErrPeople)
		}
	}
	return nil
}

// Find returns the person of a fingerprint; nil for a stranger.
func Find(people []Person, who hold.Fingerprint) *Person {
	i := slices.IndexFunc(people, func(p Person) bool { return p.Fingerprint() == who })
	if i < 0 {
		return nil
	}
	return &people[i]
}
