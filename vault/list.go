package vault

// miss makes sure that a record which is not there never was: the set of its
// space is complete. Then it returns [ErrNotFound].
func (tx *Tx) miss(box ID, s Space, t Tier) error {
	if err := tx.complete(box, s, t); err != nil {
		return err
	}
	return ErrNotFound
}

// complete makes sure, once for each transaction, that the records of one tier
// are those that the box's header knows of. What the transaction itself writes
// keeps to that.
func (tx *Tx) complete(box ID, s Space, t Tier) error {
	name := spaceName(box, s, t)
	if tx.checked[name] {
		return nil
	}
	err := tx.checkSet(box, s, t)
	tx.checked[name] = err == nil
	return err
}

// spaceName names the records of one tier in a space.
func spaceName(box ID, s Space, t Tier) string {
	return string(append(bucketName(box, s), byte(t)))
}

// newest makes sure that a record which is there was not taken back to an older
// state of itself: by the whole set of its space, if that decides beyond one
// item or costs little. What is left out is told in docs/threat-model.md.
func (tx *Tx) newest(box ID, s Space, t Tier) error {
	if s.decides() {
		return tx.complete(box, s, t)
	}
	n, err := tx.Count(box, s, t)
	if err != nil || n > maxSummed || s.logs() { // the head names them all
		return err
	}
	return tx.complete(box, s, t)
}

// Whole makes sure that a space is what the box's headers know of, in all open
// tiers: nothing is missing, was exchanged, or taken back to an older state. What
// cannot be undone, and what makes records valid in a new place, waits for it.
func (tx *Tx) Whole(box ID, s Space) error {
	for _, t := range Tiers {
		if t == Core && (s == indexSpace || !tx.HasCore()) {
			continue
		}
		if err := tx.complete(box, s, t); err != nil {
			return err
		}
	}
	return nil
}

// Count is the number of records of one tier in a space, as the box's header
// knows it. [ErrNotFound] when there is no such box, [ErrLocked] when the tier is
// not open.
func (tx *Tx) Count(box ID, s Space, t Tier) (int, error) {
	h, err := tx.head(box, t)
	if err != nil {
		return 0, err
	}
	return int(h.set(s).Count), nil
}

// Keys lists the records of a space that have the given tier, sorted, without
// opening them. The list is complete, for which the tier must be open.
func (tx *Tx) Keys(box ID, s Space, t Tier) (keys []Key, err error) {
	err = tx.EachKey(box, s, t, func(some []Key) error {
		keys = append(keys, some...)
		return nil
	})
	return keys, err
}

// EachKey is [Tx.Keys] in pieces, for memory that does not grow with the space.
// The function may read, and must not write.
func (tx *Tx) EachKey(box ID, s Space, t Tier, f func(some []Key) error) error {
	if err := tx.complete(box, s, t); err != nil {
		return err
	}
	return tx.pieces(box, s, func(all []entry) error {
		some := make([]Key, 0, len(all))
		for _, e := range all {
			p, err := parsePlace(box, s, e.k)
			if err != nil {
				return err
			}
			if p.tier == t {
				some = append(some, p.key)
			}
		}
		return f(some)
	})
}
