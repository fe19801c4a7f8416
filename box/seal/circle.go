package seal

import (
	"bytes"
	"slices"
	"time"

	"coffer/box/contact"
	"coffer/vault"
	"coffer/vault/codec"
)

// Circle is a distribution list: a named set of contacts and of other circles.
type Circle struct {
	ID       vault.ID
	Name     string     // unique among the circles in use
	Contacts []vault.ID // rising, each once
	Circles  []vault.ID // rising, each once
	Removed  time.Time  // zero: in use
	Due      time.Time  // when a removed one goes for good
}

// Member is what can be in a circle: a contact, or another circle.
type Member struct {
	ID     vault.ID
	Name   string
	Circle bool
}

// Has tells whether it is in the circle itself, not merely by way of another one.
func (c *Circle) Has(m Member) bool {
	_, found := slices.BinarySearchFunc(*c.list(m), m.ID, compareIDs)
	return found
}

// add puts somebody in; nothing happens to who is there.
func (c *Circle) add(m Member) {
	list := c.list(m)
	if at, found := slices.BinarySearchFunc(*list, m.ID, compareIDs); !found {
		*list = slices.Insert(*list, at, m.ID)
	}
}

// drop takes somebody out.
func (c *Circle) drop(m Member) {
	list := c.list(m)
	*list = slices.DeleteFunc(*list, func(id vault.ID) bool { return id == m.ID })
}

func (c *Circle) list(m Member) *[]vault.ID {
	if m.Circle {
		return &c.Circles
	}
	return &c.Contacts
}

func (c *Circle) clone() Circle {
	n := *c
	n.Contacts, n.Circles = slices.Clone(c.Contacts), slices.Clone(c.Circles)
	return n
}

func compareIDs(a, b vault.ID) int { return bytes.Compare(a[:], b[:]) }

// wireCircle is the record of a circle. Rules for changing it: those of the
// format of the vault.
type wireCircle struct {
	_        struct{} `cbor:",toarray"`
	Name     string
	Contacts []vault.ID
	Circles  []vault.ID
	Removed  uint64
	Due      uint64
}

func (c *Circle) encode() ([]byte, error) {
	return codec.Marshal(wireCircle{
		Name: c.Name, Contacts: filled(c.Contacts), Circles: filled(c.Circles),
		Removed: codec.Seconds(c.Removed), Due: codec.Seconds(c.Due),
	})
}

// filled writes an empty list as null.
func filled(ids []vault.ID) []vault.ID {
	if len(ids) == 0 {
		return nil
	}
	return ids
}

func decodeCircle(id vault.ID, plain []byte) (Circle, error) {
	var w wireCircle
	if len(plain) > maxCircle {
		return Circle{}, malformed("a circle", ErrBound)
	}
	if err := codec.UnmarshalCanonical(plain, &w); err != nil {
		return Circle{}, malformed("a circle", err)
	}
	name, err := contact.CleanName(w.Name)
	if err != nil || name != w.Name || len(w.Contacts)+len(w.Circles) > MaxMembers ||
		!isSet(w.Contacts) || !isSet(w.Circles) || max(w.Removed, w.Due) > maxSeconds {
		return Circle{}, malformed("a circle", ErrBound)
	}
	return Circle{
		ID: id, Name: w.Name, Contacts: w.Contacts, Circles: w.Circles,
		Removed: codec.Moment(w.Removed), Due: codec.Moment(w.Due),
	}, nil
}

// isSet tells whether ids rise, each once; an empty list is nil.
func isSet(ids []vault.ID) bool {
	for i := range ids {
		if ids[i].IsZero() || i > 0 && compareIDs(ids[i-1], ids[i]) >= 0 {
			return false
		}
	}
	return ids == nil || len(ids) > 0
}
