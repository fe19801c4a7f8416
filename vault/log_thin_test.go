package vault

import (
	"errors"
	"testing"
	"time"
)

const year = 365 * 24 * time.Hour

// pass lets time pass, within one run of the machine.
func (c *fakeClock) pass(d time.Duration) { c.now, c.boot = c.now.Add(d), c.boot+d }

// thin thins the log.
func (e *env) thin(t *testing.T, v *Vault, keep time.Duration) (gone int) {
	t.Helper()
	update(t, v, func(tx *Tx) (err error) { gone, err = tx.ThinLog(keep); return err })
	verify(t, v)
	return gone
}

// TestLogIsThinned: after a year an entry goes that tells of no record as it is now; its
// leaf stays, and proves the others.
func TestLogIsThinned(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)                  // 1
	box, keys := addBox(t, v, 1)      // 2: of the item as it is
	put := func(k Key, text string) { // both tiers
		update(t, v, func(tx *Tx) error {
			_, err := tx.Put(box, Items, k, Companion, []byte(text))
			_, other := tx.Put(box, Items, k, Core, []byte(text))
			return errors.Join(err, other)
		})
	}
	put(keys[0], "changed")                                      // 3
	put(keys[0], "changed again")                                // 4: as it is
	update(t, v, func(tx *Tx) error { return tx.Note() })        // 5: of nothing
	many, _ := addBox(t, v, maxListed)                           // 6: of more than it lists
	update(t, v, func(tx *Tx) error { return tx.DropBox(many) }) // 7
	if gone := e.thin(t, v, year); gone != 0 {                   // 8
		t.Fatalf("%d went at once", gone)
	}
	for range 3 {
		e.clock.pass(year / 2)
		e.clock.pass(25 * time.Hour)
		update(t, v, func(tx *Tx) error { return tx.Note() })
		e.clock.pass(25 * time.Hour)
		update(t, v, func(tx *Tx) error { return tx.Note() })
	}
	if gone := e.thin(t, v, year); gone == 0 {
		t.Fatal("nothing went")
	}
	view(t, v, func(tx *Tx) error {
		for n, stays := range map[uint64]bool{1: false, 2: false, 3: false, 4: true, 5: false, 6: true, 7: false, tx.Entries(): true} {
			if _, err := tx.Entry(n); stays != (err == nil) || !stays && !errors.Is(err, ErrNotFound) {
				t.Errorf("entry %d: %v", n, err)
			}
		}
		return nil
	})
	if gone := e.thin(t, v, year); gone != 0 {
		t.Errorf("%d went once more", gone)
	}
}

// TestClockAheadThinsNothing: a date that is years ahead at one opening takes nothing.
func TestClockAheadThinsNothing(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	e.clock.now = e.clock.now.Add(5 * year)
	if gone := e.thin(t, v, year); gone != 0 {
		t.Errorf("%d went", gone)
	}
	e.clock.now = e.clock.now.Add(-5 * year)
	if gone := e.thin(t, v, 0); gone != 0 { // nor with a retention of zero, at one opening
		t.Errorf("%d went at once", gone)
	}
}
