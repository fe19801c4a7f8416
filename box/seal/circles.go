package seal

import (
	"fmt"
	"slices"
	"strings"

	"coffer/vault"
)

// Circles are all circles of a vault, those in the trash included. Its methods
// are pure, and end also where circles hold each other in a ring, which no method
// makes.
type Circles []Circle

// Get returns the circle of an id, from the trash or not; nil when there is none.
func (all Circles) Get(id vault.ID) *Circle {
	for i := range all {
		if all[i].ID == id {
			return &all[i]
		}
	}
	return nil
}

// Named returns the circle in use of a name; nil when there is none.
func (all Circles) Named(name string) *Circle {
	for i := range all {
		if all[i].Name == name && all[i].Removed.IsZero() {
			return &all[i]
		}
	}
	return nil
}

// InUse returns those that are not in the trash, by name.
func (all Circles) InUse() Circles {
	some := slices.DeleteFunc(slices.Clone(all), func(c Circle) bool { return !c.Removed.IsZero() })
	slices.SortFunc(some, func(a, b Circle) int { return strings.Compare(a.Name, b.Name) })
	return some
}

// Removed returns those in the trash, by name, the earliest removal first.
func (all Circles) Removed() Circles {
	some := slices.DeleteFunc(slices.Clone(all), func(c Circle) bool { return c.Removed.IsZero() })
	slices.SortFunc(some, func(a, b Circle) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		return a.Removed.Compare(b.Removed)
	})
	return some
}

// Reach returns the contacts that a circle stands for, itself and by way of the
// circles in it: each once, rising. Nobody is reached by way of a circle in the
// trash.
func (all Circles) Reach(id vault.ID) []vault.ID {
	var found []vault.ID
	all.walk(id, func(c *Circle) bool {
		if c.Removed.IsZero() {
			found = append(found, c.Contacts...)
		}
		return c.Removed.IsZero()
	})
	slices.SortFunc(found, compareIDs)
	return slices.Compact(found)
}

// Reaches tells whether a circle stands for a contact.
func (all Circles) Reaches(id, person vault.ID) bool {
	_, found := slices.BinarySearchFunc(all.Reach(id), person, compareIDs)
	return found
}

// Through returns the members of a circle by way of which it reaches a contact.
func (all Circles) Through(id, person vault.ID) (found []vault.ID) {
	c := all.Get(id)
	if c == nil {
		return nil
	}
	for _, inner := range c.Circles {
		if all.Reaches(inner, person) {
			found = append(found, inner)
		}
	}
	return found
}

// Path returns a shortest way down from one circle to another, both included;
// nil when there is none. It leads through the trash, too, from where circles
// come back.
func (all Circles) Path(from, to vault.ID) []vault.ID {
	found := false
	above := all.walk(from, func(c *Circle) bool {
		found = found || c.ID == to
		return !found
	})
	if !found {
		return nil
	}
	return wayTo(to, above)
}

// walk visits a circle and all below it, each once, the nearer before the
// farther. Below one for which visit is false it does not go on. It returns from
// where it came to each.
func (all Circles) walk(from vault.ID, visit func(*Circle) bool) (above map[vault.ID]vault.ID) {
	byID := make(map[vault.ID]*Circle, len(all))
	for i := range all {
		byID[all[i].ID] = &all[i]
	}
	above = map[vault.ID]vault.ID{from: {}}
	for queue := []vault.ID{from}; len(queue) > 0; queue = queue[1:] {
		c := byID[queue[0]]
		if c == nil || !visit(c) {
			continue
		}
		for _, inner := range c.Circles {
			if _, seen := above[inner]; !seen {
				above[inner] = c.ID
				queue = append(queue, inner)
			}
		}
	}
	return above
}

// wayTo goes up from a circle to where the walk began.
func wayTo(id vault.ID, above map[vault.ID]vault.ID) (way []vault.ID) {
	for ; !id.IsZero(); id = above[id] {
		way = append(way, id)
	}
	slices.Reverse(way)
	return way
}

// With returns a circle with more members; who is there stays. [CycleError] when
// it would come to hold itself, [ErrFull] for more than [MaxMembers].
func (all Circles) With(c *Circle, more []Member) (Circle, error) {
	n := c.clone()
	for _, m := range more {
		if m.Circle {
			if path := all.Path(m.ID, c.ID); path != nil {
				return *c, &CycleError{all.names(append([]vault.ID{c.ID}, path...))}
			}
		}
		n.add(m)
	}
	if len(n.Contacts)+len(n.Circles) > MaxMembers {
		return *c, fmt.Errorf("%w: a circle has at most %d members", ErrFull, MaxMembers)
	}
	return n, nil
}

// Without returns a circle without some members. [NotInError] when one of them is
// not in the circle itself.
func (all Circles) Without(c *Circle, fewer []Member) (Circle, error) {
	n := c.clone()
	for _, m := range fewer {
		if !c.Has(m) {
			return *c, &NotInError{Circle: c.Name, Member: m.Name, Through: all.names(all.Through(c.ID, m.ID))}
		}
		n.drop(m)
	}
	return n, nil
}

func (all Circles) names(ids []vault.ID) (names []string) {
	for _, id := range ids {
		if c := all.Get(id); c != nil {
			names = append(names, c.Name)
		}
	}
	return names
}

// ring returns circles of which each holds the next, and the last is the first;
// nil when there are none.
func (all Circles) ring() []vault.ID {
	r := ringSearch{all: all, done: make(map[vault.ID]bool)}
	for i := range all {
		if ring := r.down(all[i].ID); ring != nil {
			return ring
		}
	}
	return nil
}

// ringSearch goes down every way once.
type ringSearch struct {
	all  Circles
	way  []vault.ID
	done map[vault.ID]bool
}

func (r *ringSearch) down(id vault.ID) []vault.ID {
	if at := slices.Index(r.way, id); at >= 0 {
		return append(slices.Clone(r.way[at:]), id)
	}
	c := r.all.Get(id)
	if c == nil || r.done[id] {
		return nil
	}
	r.way = append(r.way, id)
	for _, inner := range c.Circles {
		if ring := r.down(inner); ring != nil {
			return ring
		}
	}
	r.way, r.done[id] = r.way[:len(r.way)-1], true
	return nil
}
