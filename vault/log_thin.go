package vault

import (
	"encoding/binary"
	"slices"
	"time"
)

// ThinLog takes out what entries of the log say that are older than so long, and returns how
// many went; their leaves stay. An entry that tells of the current revision of a record stays,
// and one that changed more records than it lists. A date is reached by the rule of
// [Tx.Reached]. The bytes stay in free pages until the file is written anew.
func (tx *Tx) ThinLog(keep time.Duration) (gone int, err error) {
	keys, err := tx.Keys(BoxZero, Events, Companion)
	if err != nil {
		return 0, err
	}
	for _, k := range keys { // in the order of their numbers
		n := binary.BigEndian.Uint64(k.ID[8:])
		e, err := tx.Entry(n)
		if err != nil {
			return gone, err
		}
		if !tx.Reached(e.Event.Time.Add(keep)) {
			return gone, nil // and so are those after it
		}
		stays, err := tx.tells(&e)
		if err != nil {
			return gone, err
		}
		if stays {
			continue
		}
		if err := tx.remove(eventPlace(n)); err != nil {
			return gone, err
		}
		gone++
	}
	return gone, nil
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
