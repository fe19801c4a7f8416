package vault

import "bytes"

// What decides beyond one item stands in both tiers, word for word: the data of
// boxes, the owner's data, settings and templates. Lists need it while the
// companion tier alone is open. Where the core tier is open its record counts, so
// that nobody with the companion root alone decides how a box is called, what is
// kept, and what is deleted. Verify compares the two, and a rekey makes them equal.

// twin tells whether the records of a space stand in both tiers.
func (s Space) twin() bool { return s == Settings || s == Templates }

// Top is the highest tier that is open: the one that counts for what stands in
// both.
func (tx *Tx) Top() Tier {
	if tx.HasCore() {
		return Core
	}
	return Companion
}

// PutTwin writes one record in both tiers. Plain is not kept.
func (tx *Tx) PutTwin(box ID, s Space, k Key, plain []byte) error {
	for _, t := range Tiers {
		if _, err := tx.Put(box, s, k, t, plain); err != nil {
			return err
		}
	}
	return nil
}

// DeleteTwin removes one record from both tiers; [ErrNotFound] when the core tier
// has none.
func (tx *Tx) DeleteTwin(box ID, s Space, k Key) error {
	if err := tx.Delete(box, s, k, Core); err != nil {
		return err
	}
	err := tx.Delete(box, s, k, Companion)
	if notFound(err) {
		return nil
	}
	return err
}

// checkTwins makes sure that both tiers say the same.
func (tx *Tx) checkTwins(box ID, s Space) error {
	keys, err := tx.Keys(box, s, Core)
	if err != nil {
		return err
	}
	n, err := tx.Count(box, s, Companion)
	if err != nil {
		return err
	}
	if n != len(keys) {
		return errTwins(box, s)
	}
	for _, k := range keys {
		core, err := tx.Get(box, s, k, Core)
		if err != nil {
			return err
		}
		companion, err := tx.Get(box, s, k, Companion)
		if err != nil && !notFound(err) {
			return err
		}
		if err != nil || !bytes.Equal(core.Plain, companion.Plain) {
			return errTwins(box, s)
		}
	}
	return nil
}

func errTwins(box ID, s Space) error {
	return damaged("box %s, space %c: changed without the core key, whose record counts; a rekey mends it", box, s)
}
