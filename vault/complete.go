package vault

import (
	"hash"
	"sync"
)

// checkSet compares the records of one tier in a space with the box's header,
// piece by piece. The index belongs to the companion tier.
func (tx *Tx) checkSet(box ID, s Space, t Tier) error {
	h, err := tx.head(box, t)
	if err != nil {
		return err
	}
	key, err := tx.boxKey(box, t)
	if err != nil {
		return err
	}
	c := &setCheck{box: box, space: s, tier: t, key: key}
	var have setHash
	err = tx.pieces(box, s, func(some []entry) error {
		sum, err := c.run(some, tx.Workers())
		have.join(sum)
		return err
	})
	if err == nil && have != *h.set(s) {
		err = damaged("records are missing or were exchanged")
	}
	return err
}

// setCheck sums up a set on all cores.
type setCheck struct {
	box   ID
	space Space
	tier  Tier
	key   *boxKey
}

func (c *setCheck) run(all []entry, workers int) (total setHash, err error) {
	workers = min(workers, len(all)/chunkPairs+1)
	if workers == 1 { // no thread has to wake up for it
		return c.sum(all)
	}
	sums, errs := make([]setHash, workers), make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		part := all[len(all)*w/workers : len(all)*(w+1)/workers]
		wg.Go(func() { sums[w], errs[w] = c.sum(part) })
	}
	wg.Wait()
	for w := range workers {
		if errs[w] != nil {
			return total, errs[w]
		}
		total.join(sums[w])
	}
	return total, nil
}

func (c *setCheck) sum(part []entry) (sum setHash, err error) {
	elems, named := newElements(c.key.set), c.key.newNamed()
	err = guard(func() error { // keys and values lie in the file
		for _, e := range part {
			ours, err := c.check(named, e)
			if err != nil {
				return err
			}
			if ours {
				sum.add(elems.of(c.space, e.k, e.v))
			}
		}
		return nil
	})
	return sum, err
}

// check tells whether an entry belongs to the set, and refuses what no entry
// of this space can look like.
func (c *setCheck) check(named hash.Hash, e entry) (ours bool, err error) {
	if c.space == indexSpace {
		if len(e.k) != indexNameSize || e.v == nil {
			return false, damaged("an entry of the index")
		}
		_, err := openNamed(named, e.k, e.v)
		return true, err
	}
	p, err := parsePlace(c.box, c.space, e.k)
	if err != nil || p.tier != c.tier {
		return false, err
	}
	return true, checkRecord(e.v)
}
