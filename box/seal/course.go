package seal

import (
	"bytes"
	"errors"
	"slices"

	"coffer/box/hold"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/codec"
)

// course is what has happened to a seal, as far as its keeper knows: the events,
// and what no event says.
type course struct {
	set *hold.Set
	// begun is when own waits began, in credited seconds; passed which event was
	// sent to whom, and where it stood in the outbox.
	begun  map[hold.Hash]int64
	passed map[passage]post.Slot
	// listed is when the newest complete look at the mail began, in credited
	// seconds; partial tells that a later one was not complete.
	listed  int64
	partial bool
	// over is when the last custodian was known to have destroyed its share, in
	// credited seconds; 0: not yet.
	over int64
	// here is when a custodian last said that its share is here, in credited
	// seconds.
	here    int64
	changed bool
}

// passage is an event on its way to somebody.
type passage struct {
	to    hold.Fingerprint
	event hold.Hash
}

type wireCourse struct {
	_       struct{} `cbor:",toarray"`
	Events  [][]byte
	Begun   []wireBegun
	Passed  []wirePassage
	Listed  int64
	Partial bool
	Over    int64
	Here    int64
}

type wireBegun struct {
	_     struct{} `cbor:",toarray"`
	Event hold.Hash
	At    int64
}

type wirePassage struct {
	_     struct{} `cbor:",toarray"`
	To    hold.Fingerprint
	Event hold.Hash
	Of    vault.ID
	Seq   uint64
}

// readCourse reads the course of a seal, of which nothing may have happened yet.
func readCourse(tx *vault.Tx, m *Matter) (*course, error) {
	r, err := tx.Get(vault.BoxZero, vault.Seals, courseKey(m.ID), vault.Core)
	if errors.Is(err, vault.ErrNotFound) {
		return newCourse(m.Policy)
	}
	if err != nil {
		return nil, err
	}
	c, err := decodeCourse(r.Plain, m.Policy)
	if err != nil {
		return nil, malformed("the course of a seal", err)
	}
	return c, nil
}

func newCourse(p hold.Policy) (*course, error) {
	set, err := hold.NewSet(p)
	return &course{set: set, begun: map[hold.Hash]int64{}, passed: map[passage]post.Slot{}}, err
}

// decodeCourse reads what [course.encode] wrote.
func decodeCourse(plain []byte, p hold.Policy) (*course, error) {
	var w wireCourse
	if err := codec.UnmarshalCanonical(plain, &w); err != nil {
		return nil, err
	}
	c, err := newCourse(p)
	if err != nil {
		return nil, err
	}
	if err := c.fill(w, p); err != nil {
		return nil, err
	}
	again, err := c.encode()
	if err == nil && !bytes.Equal(again, plain) {
		err = errForm
	}
	return c, err
}

func (c *course) fill(w wireCourse, p hold.Policy) error {
	for _, data := range w.Events {
		u, err := hold.Parse(data)
		if err != nil {
			return err
		}
		v, err := u.Verify(p)
		if err != nil {
			return err
		}
		if err := c.set.Add(v); err != nil {
			return err
		}
	}
	for _, b := range w.Begun {
		c.begun[b.Event] = b.At
	}
	for _, p := range w.Passed {
		c.passed[passage{p.To, p.Event}] = post.Slot{Of: p.Of, Seq: p.Seq}
	}
	c.listed, c.partial, c.over, c.here = w.Listed, w.Partial, w.Over, w.Here
	return nil
}

// save writes the course, if it changed.
func (c *course) save(tx *vault.Tx, id vault.ID) error {
	if !c.changed {
		return nil
	}
	plain, err := c.encode()
	if err == nil {
		_, err = tx.Put(vault.BoxZero, vault.Seals, courseKey(id), vault.Core, plain)
	}
	c.changed = err != nil
	return err
}

// encode lists everything in one order. [ErrFull]: there is too much of it.
func (c *course) encode() ([]byte, error) {
	w := wireCourse{Listed: c.listed, Partial: c.partial, Over: c.over, Here: c.here}
	size := 0
	for _, v := range c.set.Events() {
		w.Events = append(w.Events, v.Bytes())
		size += len(v.Bytes())
	}
	if size > maxCourse {
		return nil, ErrFull
	}
	for event, at := range c.begun {
		w.Begun = append(w.Begun, wireBegun{Event: event, At: at})
	}
	for p, s := range c.passed {
		w.Passed = append(w.Passed, wirePassage{To: p.to, Event: p.event, Of: s.Of, Seq: s.Seq})
	}
	slices.SortFunc(w.Begun, func(a, b wireBegun) int { return slices.Compare(a.Event[:], b.Event[:]) })
	slices.SortFunc(w.Passed, func(a, b wirePassage) int {
		if n := slices.Compare(a.To[:], b.To[:]); n != 0 {
			return n
		}
		return slices.Compare(a.Event[:], b.Event[:])
	})
	return codec.Marshal(w)
}

// empty tells that nothing has happened.
func (c *course) empty() bool { return len(c.set.Events()) == 0 }
