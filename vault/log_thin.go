package vault

import (
	"encoding/binary"
	"slices"
	"time"
)

// ThinLog takes out what entries of the log say that are older than so long, and returns how
// many went; their leaves stay. An entry that tells of the current revision of a record stays,
// and one that changed more records than it lists. A date is reached by the rule of
// [Tx.Reached]. A [DamagedError] where a record that an entry tells of is not what was written.
// The bytes stay in free pages until the file is written anew.
func (tx *Tx) ThinLog(keep time.Duration) (gone int, err error) {
	var over []uint64
	err = tx.aging(func(e *Entry, since time.Time) (bool, error) {
		if !tx.Reached(since.Add(keep)) {
			return false, nil // and so is none after it
		}
		stays, err := tx.tells(e)
		if !stays {
			over = append(over, e.Number)
		}
		return true, err
	})
	if err != nil {
		return 0, err
	}
	return len(over), tx.takeOut(over)
}

// NextThin is from when on [Tx.ThinLog] takes out the entry that is next, as the records are
// now; zero where it would take none.
func (tx *Tx) NextThin(keep time.Duration) (due time.Time, err error) {
	err = tx.aging(func(e *Entry, since time.Time) (bool, error) {
		stays, err := tx.tells(e)
		if !stays && err == nil {
			due = since.Add(keep)
		}
		return stays, err
	})
	return due, err
}

// aging calls f with the entries that still say something, in the order of their numbers, and since
// when each counts, until f ends that.
func (tx *Tx) aging(f func(e *Entry, since time.Time) (goesOn bool, err error)) error {
	keys, err := tx.Keys(BoxZero, Events, Companion)
	if err != nil {
		return err
	}
	var latest time.Time
	for _, k := range keys {
		e, err := tx.Entry(binary.BigEndian.Uint64(k.ID[8:]))
		if err != nil {
			return err
		}
		if e.Event.Time.After(tx.now) {
			continue // of a clock that was ahead: it waits, and holds no other one up
		}
		if e.Event.Time.After(latest) {
			latest = e.Event.Time // after a clock was back, an entry is no older than those before it
		}
		if goesOn, err := f(&e, latest); err != nil || !goesOn {
			return err
		}
	}
	return nil
}

// takeOut takes entries out of the log, and writes into both heads which are gone. The log is
// verified before: what somebody dated back, or took out, does not pass for ours.
func (tx *Tx) takeOut(over []uint64) error {
	if len(over) == 0 {
		return nil
	}
	there, err := tx.checkLog()
	if err != nil {
		return err
	}
	for _, n := range over {
		if err := tx.remove(eventPlace(n)); err != nil {
			return err
		}
		there[n-1] = false
	}
	tx.bindGone(there)
	return nil
}

// bindGone writes into both heads which entries are gone.
func (tx *Tx) bindGone(there []bool) {
	digest := goneDigest(there)
	for _, t := range Tiers {
		tx.vault[t].Gone = digest
	}
}

// tells tells whether an entry is about a record as it is now.
func (tx *Tx) tells(e *Entry) (bool, error) {
	if e.Changed > len(e.Changes) {
		return true, nil
	}
	for _, c := range e.Changes {
		if c.New == 0 || c.Box != BoxZero && !slices.Contains(tx.boxes, c.Box) {
			continue
		}
		if err := tx.Whole(c.Box, c.Space); err != nil { // a revision stands in clear
			return false, err
		}
		v, err := tx.raw(bucketName(c.Box, c.Space), place{c.Box, c.Space, c.Key, c.Tier}.bytes())
		if err != nil {
			return false, err
		}
		if v != nil && recordRevisionOf(v) == c.New {
			return true, nil
		}
	}
	return false, nil
}
