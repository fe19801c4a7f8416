package vault

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"coffer/internal/sys"
)

// Report is what [Vault.Verify] found.
type Report struct {
	Revision uint64
	Boxes    int
	Records  int    // of the tiers that are open
	Entries  uint64 // of the log
	Core     bool   // false: only the companion tier was open
	Older    bool   // see [Status]
	Problems []string
}

// Verify checks everything that can be checked with the open tiers: the
// structure of the file, slots, headers, every record, every set, the log and
// the blind index. What it finds is in the report; the error is for what kept it
// from looking.
func (v *Vault) Verify(ctx context.Context, progress Progress) (Report, error) {
	var r Report
	if v.scope != nil {
		return r, ErrLocked
	}
	err := v.within(ctx, sys.Shared, func(st *store) error {
		tx, err := v.begin(st, false)
		if err != nil {
			return err
		}
		r = Report{Revision: v.status.Revision, Older: v.status.Older, Boxes: len(tx.boxes), Core: tx.HasCore(), Entries: tx.Entries()}
		r.note(st.pages.checkAll())
		r.note(tx.checkSlots())
		r.note(tx.checkClear())
		boxes := append([]ID{BoxZero}, tx.boxes...)
		for i, box := range boxes {
			progress.Tell(i, len(boxes))
			if err := ctx.Err(); err != nil {
				return err
			}
			r.verifyBox(tx, box)
		}
		_, err = tx.CheckLog()
		r.note(err)
		r.note(tx.checkIndex(boxes))
		progress.Tell(len(boxes), len(boxes))
		return nil
	})
	var d *DamagedError
	if errors.As(err, &d) && ctx.Err() == nil {
		r.note(err)
		err = nil
	}
	return r, err
}

func (r *Report) note(err error) {
	if err != nil {
		r.Problems = append(r.Problems, err.Error())
	}
}

func (r *Report) verifyBox(tx *Tx, box ID) {
	for _, t := range Tiers {
		if t == Core && !tx.HasCore() {
			continue
		}
		for _, s := range spaces {
			if s == indexSpace && t == Core {
				continue
			}
			n, err := tx.verifySpace(box, s, t)
			r.Records += n
			if err != nil {
				r.note(fmt.Errorf("box %s, %s, space %c: %w", box, t, s, err))
			}
		}
	}
	if tx.HasCore() {
		r.note(tx.checkPairs(box, Items))
		r.note(tx.checkPairs(box, History))
		r.note(tx.checkTwins(box, Settings))
		r.note(tx.checkTwins(box, Templates))
	}
}

// checkPairs makes sure that every item has both of its records: somebody with
// the companion root alone could hide one by its companion record.
func (tx *Tx) checkPairs(box ID, s Space) error {
	companion, err := tx.Keys(box, s, Companion)
	if err != nil {
		return err
	}
	core, err := tx.Keys(box, s, Core)
	if err == nil && !slices.Equal(companion, core) {
		err = damaged("box %s: an item has lost one of its two records", box)
	}
	return err
}

// verifySpace opens every record of one tier and checks the set.
func (tx *Tx) verifySpace(box ID, s Space, t Tier) (int, error) {
	if err := tx.checkSet(box, s, t); err != nil || s == indexSpace {
		return 0, err
	}
	if err := tx.checkAlone(box, s, t); err != nil {
		return 0, err
	}
	counts := make([]int, tx.Workers())
	err := tx.Scan(box, s, t, func(worker int, _ Record) error {
		counts[worker]++
		return nil
	})
	total := 0
	for _, n := range counts {
		total += n
	}
	return total, err
}

// checkIndex makes sure that every name leads to its record. That there is
// nothing else in the index follows from the sets and their counts.
func (tx *Tx) checkIndex(boxes []ID) error {
	if tx.v.o.Names == nil {
		return nil
	}
	for _, box := range boxes {
		for _, s := range []Space{Items, Settings, Templates} {
			if err := tx.checkNames(box, s); err != nil {
				return err
			}
		}
	}
	return nil
}

func (tx *Tx) checkNames(box ID, s Space) error {
	found := make([][]IndexEntry, tx.Workers())
	err := tx.Scan(box, s, Companion, func(worker int, r Record) error {
		if x, ok := tx.v.o.Names(box, s, r.Key, r.Plain); ok {
			found[worker] = append(found[worker], x)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, some := range found {
		for _, x := range some {
			if err := tx.checkName(x); err != nil {
				return err
			}
		}
	}
	return nil
}

func (tx *Tx) checkName(x IndexEntry) error {
	ids, err := tx.IndexGet(x.Box, x.Name)
	if err != nil && !notFound(err) {
		return err
	}
	for _, id := range ids {
		if id == x.ID {
			return nil
		}
	}
	return damaged("record %s is not found by its name", x.ID)
}

// Accept takes the file as it is for the newest state, after the owner looked:
// the machine's memory follows it, and the event is recorded. [ErrLocked]
// without the core tier.
func (v *Vault) Accept(ctx context.Context, e Event) error {
	if _, core := v.Unlocked(); !core {
		return ErrLocked
	}
	v.accepting = true
	defer func() { v.accepting = false }()
	return v.Update(ctx, e, func(tx *Tx) error { return tx.Note() })
}
