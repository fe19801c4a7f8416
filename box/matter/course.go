package matter

import (
	"bytes"
	"fmt"
	"slices"

	"coffer/box/hold"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/codec"
)

// Course is what has happened in a matter, as far as its keeper knows: the events,
// and what no event says. Times are credited seconds.
type Course struct {
	Set *hold.Set
	// Begun is when own waits began, by the event that said so; Passed which event was
	// sent to whom, and where it stood in the outbox.
	Begun  map[hold.Hash]int64
	Passed map[Passage]post.Slot
	// Listed is when the newest complete look at the mail began; Partial tells that a
	// later one was not complete.
	Listed  int64
	Partial bool
	// Over is when the matter was known to be over; 0: not yet. Here is when somebody
	// last said that what they withhold is there.
	Over, Here int64
	// Changed tells that it is to be written.
	Changed bool
}

// Passage is an event on its way to somebody.
type Passage struct {
	To    hold.Fingerprint
	Event hold.Hash
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

// NewCourse is that of a matter in which nothing has happened.
func NewCourse(p hold.Policy) (*Course, error) {
	set, err := hold.NewSet(p)
	return &Course{Set: set, Begun: map[hold.Hash]int64{}, Passed: map[Passage]post.Slot{}}, err
}

// Decode reads what [Course.Encode] wrote, and nothing else: errors are [ErrCourse],
// and those of package hold about events.
func Decode(plain []byte, p hold.Policy) (*Course, error) {
	var w wireCourse
	if err := codec.UnmarshalCanonical(plain, &w); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCourse, err)
	}
	c, err := NewCourse(p)
	if err != nil {
		return nil, err
	}
	if err := c.fill(w, p); err != nil {
		return nil, err
	}
	again, err := c.Encode()
	if err == nil && !bytes.Equal(again, plain) {
		err = ErrCourse
	}
	return c, err
}

func (c *Course) fill(w wireCourse, p hold.Policy) error {
	for _, data := range w.Events {
		u, err := hold.Parse(data)
		if err != nil {
			return err
		}
		v, err := u.Verify(p)
		if err != nil {
			return err
		}
		if err := c.Set.Add(v); err != nil {
			return err
		}
	}
	for _, b := range w.Begun {
		c.Begun[b.Event] = b.At
	}
	for _, p := range w.Passed {
		c.Passed[Passage{p.To, p.Event}] = post.Slot{Of: p.Of, Seq: p.Seq}
	}
	c.Listed, c.Partial, c.Over, c.Here = w.Listed, w.Partial, w.Over, w.Here
	return nil
}

// Encode lists everything in one order. [ErrFull]: there is too much of it.
func (c *Course) Encode() ([]byte, error) {
	w := wireCourse{Listed: c.Listed, Partial: c.Partial, Over: c.Over, Here: c.Here}
	size := 0
	for _, v := range c.Set.Events() {
		w.Events = append(w.Events, v.Bytes())
		size += len(v.Bytes())
	}
	if size > MaxCourse {
		return nil, ErrFull
	}
	for event, at := range c.Begun {
		w.Begun = append(w.Begun, wireBegun{Event: event, At: at})
	}
	for p, s := range c.Passed {
		w.Passed = append(w.Passed, wirePassage{To: p.To, Event: p.Event, Of: s.Of, Seq: s.Seq})
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

// Empty tells that nothing has happened.
func (c *Course) Empty() bool { return len(c.Set.Events()) == 0 }
