package hold

import (
	"fmt"
	"slices"
)

// Set is the verified events of one matter that a party holds. What they say
// does not depend on the order in which they were added, nor on how often.
type Set struct {
	policy   Policy
	matter   Hash
	events   map[Hash]Verified
	sorted   []Verified // by id
	byAuthor map[Fingerprint]int
}

// NewSet begins with no event.
func NewSet(p Policy) (*Set, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	return &Set{policy: p, matter: p.Matter(), events: map[Hash]Verified{}, byAuthor: map[Fingerprint]int{}}, nil
}

// Policy returns what was agreed.
func (s *Set) Policy() Policy { return s.policy }

// Add takes an event in; a second time changes nothing. Who sends more than
// anybody needs is not heard any further, and crowds out nobody else.
func (s *Set) Add(v Verified) error {
	if v.event == nil {
		return fmt.Errorf("%w: empty", ErrEvent)
	}
	matter, author := v.event.About()
	if !holds(guardMatter, matter == s.matter) {
		return ErrMatter
	}
	if _, there := s.events[v.id]; there {
		return nil
	}
	if s.byAuthor[author] >= most(v.event) {
		return ErrFull
	}
	s.events[v.id] = v
	at, _ := slices.BinarySearchFunc(s.sorted, v.id, func(e Verified, id Hash) int { return compareHashes(e.id, id) })
	s.sorted = slices.Insert(s.sorted, at, v)
	s.byAuthor[author]++
	return nil
}

// Get returns one event.
func (s *Set) Get(id Hash) (Verified, bool) {
	v, ok := s.events[id]
	return v, ok
}

// Events returns all of them, in the order of their ids.
func (s *Set) Events() []Verified {
	return slices.Clone(s.sorted)
}

// most bounds how many events of its author a set holds. Requests are few, so
// that nobody is made to say more about them than the others keep.
func most(e Event) int {
	if e.authors() == Requester {
		return maxRequests
	}
	return maxByAuthor
}
