package seal

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"coffer/box/contact"
	"coffer/vault"
)

// ReadCircles reads all circles, those in the trash included.
func ReadCircles(tx *vault.Tx) (Circles, error) {
	keys, err := tx.Keys(vault.BoxZero, vault.Circles, vault.Core)
	if err != nil {
		return nil, err
	}
	all := make(Circles, 0, len(keys))
	for _, key := range keys {
		r, err := tx.Get(vault.BoxZero, vault.Circles, key, vault.Core)
		if err != nil {
			return nil, err
		}
		c, err := decodeCircle(key.ID, r.Plain)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// FindCircle returns the circle in use of a name, or of @ and an id or its
// beginning.
func FindCircle(all Circles, name string) (Circle, error) {
	c, err := all.find(name)
	if err == nil && c == nil {
		err = &contact.NotFoundError{What: "circle " + quote(name)}
	}
	if err != nil {
		return Circle{}, err
	}
	return *c, nil
}

// find returns nil when there is none.
func (all Circles) find(name string) (*Circle, error) {
	if strings.HasPrefix(name, "@") {
		some := all.InUse()
		ids := make([]vault.ID, len(some))
		for i := range some {
			ids[i] = some[i].ID
		}
		at, err := contact.ByID(name, ids)
		if err != nil || at < 0 {
			return nil, err
		}
		return &some[at], nil
	}
	clean, err := contact.CleanName(name)
	if err != nil {
		return nil, nil
	}
	return all.Named(clean), nil
}

// FindMember says whom a name means: a contact or a circle. A name that both have
// means neither, since anybody can ask to be a contact under the name of a
// circle: [AmbiguousError]. @ and an id always means one, its beginning if nobody else has it.
func FindMember(tx *vault.Tx, all Circles, name string) (Member, error) {
	c, err := all.find(name)
	if err != nil {
		return Member{}, err
	}
	person, err := contact.Find(tx, name)
	switch {
	case err == nil && c != nil:
		return Member{}, &AmbiguousError{Name: person.Name, Contact: person.ID, Circle: c.ID}
	case err == nil:
		return Member{ID: person.ID, Name: person.Name}, nil
	case !errors.Is(err, contact.ErrNotFound):
		return Member{}, err
	case c != nil:
		return Member{ID: c.ID, Name: c.Name, Circle: true}, nil
	}
	return Member{}, &contact.NotFoundError{What: "contact or circle " + quote(name)}
}

// NewCircle makes an empty circle. [ErrExists] when a circle or a contact has the
// name, [ErrFull] when there are [MaxCircles].
func NewCircle(tx *vault.Tx, name string) (Circle, error) {
	all, err := ReadCircles(tx)
	if err != nil {
		return Circle{}, err
	}
	if len(all) >= MaxCircles {
		return Circle{}, fmt.Errorf("%w: a vault has at most %d circles", ErrFull, MaxCircles)
	}
	c := Circle{}
	if c.ID, err = tx.NewID(); err != nil {
		return c, err
	}
	return c, c.call(tx, all, name)
}

// RenameCircle gives a circle another name. Errors are those of [NewCircle].
func RenameCircle(tx *vault.Tx, c *Circle, name string) error {
	all, err := ReadCircles(tx)
	if err != nil {
		return err
	}
	return c.call(tx, all, name)
}

// call gives a circle a name that no other circle and no contact has, and writes
// it.
func (c *Circle) call(tx *vault.Tx, all Circles, name string) error {
	name, err := contact.CleanName(name)
	if err != nil {
		return err
	}
	if other := all.Named(name); other != nil && other.ID != c.ID {
		return &contact.ExistsError{What: "circle " + quote(name)}
	}
	people, err := contact.Names(tx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(people, func(n contact.Named) bool { return n.Name == name }) {
		return &contact.ExistsError{What: "contact " + quote(name)}
	}
	c.Name = name
	return c.save(tx, all)
}

// AddMembers puts contacts and circles into a circle, and returns those that were
// not there. Errors are those of [Circles.With].
func AddMembers(tx *vault.Tx, c *Circle, more []Member) (added []Member, err error) {
	all, err := ReadCircles(tx)
	if err != nil {
		return nil, err
	}
	n, err := all.With(c, more)
	if err != nil {
		return nil, err
	}
	for _, m := range more {
		if !c.Has(m) && !slices.Contains(added, m) {
			added = append(added, m)
		}
	}
	*c = n
	return added, c.save(tx, all)
}

// DropMembers takes contacts and circles out of a circle. Errors are those of
// [Circles.Without].
func DropMembers(tx *vault.Tx, c *Circle, fewer []Member) error {
	all, err := ReadCircles(tx)
	if err != nil {
		return err
	}
	if *c, err = all.Without(c, fewer); err != nil {
		return err
	}
	return c.save(tx, all)
}

// save writes a circle, and the names of all where they are others now.
func (c *Circle) save(tx *vault.Tx, all Circles) error {
	plain, err := c.encode()
	if err != nil {
		return err
	}
	if _, err := tx.Put(vault.BoxZero, vault.Circles, vault.Key{ID: c.ID}, vault.Core, plain); err != nil {
		return err
	}
	names, err := CircleNames(tx)
	if err != nil {
		return err
	}
	next := namesOf(append(all.without(c.ID), *c))
	if slices.Equal(names, next) {
		return nil
	}
	return putNames(tx, next)
}

func (all Circles) without(id vault.ID) Circles {
	return slices.DeleteFunc(slices.Clone(all), func(c Circle) bool { return c.ID == id })
}

// Check makes sure that the list of names and the circles say the same, that no
// two in use have one name, and that none holds itself. It is part of a
// verification.
func Check(tx *vault.Tx) error {
	all, err := ReadCircles(tx)
	if err != nil {
		return err
	}
	names, err := CircleNames(tx)
	if err != nil {
		return err
	}
	if !slices.Equal(names, namesOf(all)) {
		return malformed("the names of circles are not those of the circles", nil)
	}
	for i, name := range names {
		if i > 0 && name == names[i-1] {
			return malformed("two circles have one name", nil)
		}
	}
	if ring := all.ring(); ring != nil {
		return malformed("circles", &CycleError{all.names(ring)})
	}
	return nil
}
