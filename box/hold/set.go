package hold

import (
	"fmt"
	"slices"
)

// Set is the verified events of one matter that a party holds. What they say
// does not depend on the order in which they were added, nor on how often.
type Set struct {
	policy Policy
	matter Hash
	events map[Hash]Verified
	sorted []Verified // by id
	count  map[voice]int
}

// voice is one author saying one kind of thing.
type voice struct {
	author Fingerprint
	kind   Kind
}

// NewSet begins with no event.
func NewSet(p Policy) (*Set, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	return &Set{policy: p, matter: p.Matter(), events: map[Hash]Verified{}, count: map[voice]int{}}, nil
}

// Policy returns what was agreed.
func (s *Set) Policy() Policy { return s.policy }

// Add takes an event in; a second time changes nothing. Who says one kind of
// thing more often than anybody needs is not heard any further, and crowds out
// nobody else. Of updates only the newest stays.
func (s *Set) Add(v Verified) error {
	if v.event == nil {
		return fmt.Errorf("%w: empty", ErrEvent)
	}
	matter, author := v.event.About()
	if !holds(guardMatter, matter == s.matter) {
		return ErrMatter
	}
	if _, there := s.events[v.id]; there || s.outdated(v.event) {
		return nil
	}
	by := voice{author, v.event.Kind()}
	if s.count[by] >= s.most(by.kind) {
		return ErrFull
	}
	s.count[by]++
	s.events[v.id] = v
	at, _ := slices.BinarySearchFunc(s.sorted, v.id, func(e Verified, id Hash) int { return compareHashes(e.id, id) })
	s.sorted = slices.Insert(s.sorted, at, v)
	return nil
}

// outdated drops updates that are older than this one, and reports whether this
// one is older than another.
func (s *Set) outdated(e Event) bool {
	update, ok := e.(*Update)
	if !ok {
		return false
	}
	older := false
	s.sorted = slices.DeleteFunc(s.sorted, func(v Verified) bool {
		other, ok := v.event.(*Update)
		if !ok || other.Version == update.Version {
			return false
		}
		if other.Version > update.Version {
			older = true
			return false
		}
		delete(s.events, v.id)
		s.count[voice{other.Author, KindUpdate}]--
		return true
	})
	return older
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

// most bounds how often one author may say one kind of thing. Requests are few,
// so that nobody is made to say more about them than the others keep; where
// custodians decide, there is one.
func (s *Set) most(k Kind) int {
	switch {
	case k == KindRequest && s.policy.Decides && !holds(guardOne, false):
		return 1
	case k == KindRequest:
		return maxRequests
	}
	return maxSaid
}
