package box

import (
	"bytes"
	"time"

	"coffer/vault"
	"coffer/vault/codec"
)

// Option changes how one write is done.
type Option func(*options)

type options struct {
	keep   int
	unkept bool
	retain time.Duration
}

// Keep sets how many former revisions the item has after this write; without it
// [DefaultKeep]. More than [MaxKeep] is MaxKeep.
func Keep(n int) Option {
	return func(o *options) { o.keep = min(max(n, 0), MaxKeep) }
}

// Retain sets how long [Import] leaves in the trash what comes without a date;
// without it [DefaultRetention]. More than [MaxRetention] is MaxRetention.
func Retain(d time.Duration) Option {
	return func(o *options) { o.retain = min(max(d, 0), MaxRetention) }
}

// Unkept makes a write of [Put] no revision to keep: what it replaces is gone,
// and the history stays as it is. It is for what loses its worth by being used,
// like the counter of one-time codes.
func Unkept() Option {
	return func(o *options) { o.unkept = true }
}

func optionsOf(opts []Option) options {
	o := options{keep: DefaultKeep, retain: DefaultRetention}
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

// Put writes an item: a new one when its ID is zero, else the next revision of
// the one that was read. On success it has its ID, revision and times, and is
// in the form in which it is stored (names in NFC, tags sorted).
//
// [ErrChanged] if it is not the latest revision that was edited, [ErrTrashed]
// if it lies in the trash, [ErrMoved] if somebody must look at it first,
// [ErrBound] for what cannot be stored. What changed goes to the history; equal
// content writes nothing, and a change of the favourite alone is no revision to
// keep. Box, Created and the state of the trash are not changed here.
func Put(tx *vault.Tx, it *Item, opts ...Option) error {
	n := stored{Item: *it}
	if err := n.normalize(); err != nil {
		return err
	}
	write := update
	if it.ID.IsZero() {
		write = create
	}
	if err := write(tx, &n, optionsOf(opts)); err != nil {
		return err
	}
	*it = n.Item
	return nil
}

func create(tx *vault.Tx, n *stored, _ options) (err error) {
	if n.ID, err = tx.NewID(); err != nil {
		return err
	}
	n.begin(tx)
	if !n.Trashed.IsZero() {
		return ErrTrashed
	}
	if err := n.save(tx); err != nil {
		return err
	}
	if err := own(tx, n.Attachments, n.owner()); err != nil {
		return err
	}
	return n.index(tx)
}

// begin sets what a new item starts with; times that an import knows stay.
func (s *stored) begin(tx *vault.Tx) {
	s.Revision = 1
	if s.Created.IsZero() {
		s.Created = tx.Now()
	}
	if s.Changed.IsZero() {
		s.Changed = s.Created
	}
}

func update(tx *vault.Tx, n *stored, o options) error {
	old, err := loadRaw(tx, n.Box, n.ID)
	if err != nil {
		return err
	}
	defer old.wipe()
	if err := old.editable(n.Revision); err != nil {
		return err
	}
	n.inherit(&old.stored)
	change, err := old.compare(n)
	if err != nil || change == nothing {
		return err
	}
	if o.unkept {
		change = marks
	}
	return replace(tx, &old, n, change, o)
}

// editable says whether somebody who read the given revision may write the next.
func (s *stored) editable(revision uint32) error {
	switch {
	case s.Revision != revision:
		return ErrChanged
	case s.moved:
		return ErrMoved
	case !s.Trashed.IsZero():
		return ErrTrashed
	}
	return nil
}

// inherit takes over what an edit does not change.
func (s *stored) inherit(old *stored) {
	s.former = old.former
	s.Created, s.Changed = old.Created, old.Changed
	s.Trashed, s.Due = old.Trashed, old.Due
}

// change is how much two states of an item differ.
type change uint8

const (
	nothing change = iota
	marks          // no more than the favourite, or no more than is worth keeping
	content
)

// compare looks at what would be written. Both sides have the same revision and
// times here.
func (r *raw) compare(n *stored) (change, error) {
	other := *n
	other.Favourite = r.Favourite
	companion, core, err := other.encode()
	if err != nil {
		return nothing, err
	}
	defer vault.Wipe(companion)
	defer vault.Wipe(core)
	switch {
	case !bytes.Equal(companion, r.companion) || !bytes.Equal(core, r.core):
		return content, nil
	case n.Favourite != r.Favourite:
		return marks, nil
	}
	return nothing, nil
}

// replace writes n over old: history, both records, index and attachments.
func replace(tx *vault.Tx, old *raw, n *stored, c change, o options) error {
	n.Revision = old.Revision + 1
	if c == content {
		n.Changed = tx.Now()
		if err := archive(tx, old, n, o); err != nil {
			return err
		}
	}
	if err := n.save(tx); err != nil {
		return err
	}
	if err := own(tx, without(n.Attachments, old.Attachments), n.owner()); err != nil {
		return err
	}
	return reindex(tx, &old.stored, n)
}

// save writes both records.
func (s *stored) save(tx *vault.Tx) error {
	companion, core, err := s.encode()
	if err != nil {
		return err
	}
	return putBoth(tx, s.Box, vault.Items, vault.Key{ID: s.ID}, companion, core)
}

// saveCompanion leaves the core record, and so its digest, as it is.
func (s *stored) saveCompanion(tx *vault.Tx) error {
	companion, err := s.encodeCompanion()
	if err != nil {
		return err
	}
	defer vault.Wipe(companion)
	_, err = tx.Put(s.Box, vault.Items, vault.Key{ID: s.ID}, vault.Companion, companion)
	return err
}

// saveDates is save, but of the core record it changes the dates alone: it makes
// no digest good that does not fit, and keeps secrets that cannot be told apart.
func (s *stored) saveDates(tx *vault.Tx) error {
	if err := s.saveCompanion(tx); err != nil {
		return err
	}
	r, err := tx.Get(s.Box, vault.Items, vault.Key{ID: s.ID}, vault.Core)
	if err != nil {
		return err
	}
	defer vault.Wipe(r.Plain)
	var w wireCore
	if err := codec.Unmarshal(r.Plain, &w); err != nil {
		return malformed("the secrets of an item", err)
	}
	defer wipeAll(w.Values, w.Keys)
	w.Dates = s.Label.dates()
	core, err := codec.Marshal(w)
	if err != nil {
		return err
	}
	defer vault.Wipe(core)
	_, err = tx.Put(s.Box, vault.Items, vault.Key{ID: s.ID}, vault.Core, core)
	return err
}

// putBoth writes the two records of an item or a former revision and wipes them.
func putBoth(tx *vault.Tx, box vault.ID, space vault.Space, key vault.Key, companion, core []byte) error {
	defer vault.Wipe(companion)
	defer vault.Wipe(core)
	if _, err := tx.Put(box, space, key, vault.Companion, companion); err != nil {
		return err
	}
	_, err := tx.Put(box, space, key, vault.Core, core)
	return err
}

func deleteBoth(tx *vault.Tx, box vault.ID, space vault.Space, key vault.Key) error {
	for _, tier := range vault.Tiers {
		if err := tx.Delete(box, space, key, tier); err != nil {
			return err
		}
	}
	return nil
}
