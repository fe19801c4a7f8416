package vault

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"coffer/vault/codec"
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

// nextThin is when the next entry goes after a year.
func (e *env) nextThin(t *testing.T, v *Vault) (due time.Time) {
	t.Helper()
	view(t, v, func(tx *Tx) (err error) { due, err = tx.NextThin(year); return err })
	return due
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
	began := e.clock.now
	due := e.nextThin(t, v)
	if due.Before(began.Add(year-time.Minute)) || due.After(began.Add(year)) {
		t.Errorf("after a year is %s, and the first goes on %s", began.Add(year), due)
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
	if next := e.nextThin(t, v); !next.After(e.clock.now) {
		t.Errorf("the next one would be gone by now: %s", next)
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

// TestEntryOfTheFuture: an entry from a clock that was ahead stays, and those after it go
// nevertheless. What waited while nobody wrote brings no such time.
func TestEntryOfTheFuture(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)                                      // 1
	e.clock.now = e.clock.now.AddDate(70, 0, 0)           //
	update(t, v, func(tx *Tx) error { return tx.Note() }) // 2
	e.clock.now = e.clock.now.AddDate(-70, 0, 0)
	v.o.Backlog = waits{{Action: "token.read", Time: e.clock.now.AddDate(50, 0, 0)}}
	update(t, v, func(tx *Tx) error { return tx.Note() }) // 3 and 4
	v.o.Backlog = nil
	for range 4 {
		e.clock.pass(year / 2)
		update(t, v, func(tx *Tx) error { return tx.Note() })
	}
	if err := v.ConfirmClock(context.Background()); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		e.clock.pass(25 * time.Hour)
		update(t, v, func(tx *Tx) error { return tx.Note() })
	}
	e.thin(t, v, year)
	view(t, v, func(tx *Tx) error {
		for n, stays := range map[uint64]bool{1: false, 2: true, 3: false, 4: false, tx.Entries(): true} {
			if _, err := tx.Entry(n); stays != (err == nil) {
				t.Errorf("entry %d: %v", n, err)
			}
		}
		return nil
	})
}

// waits is a backlog of what it lists.
type waits []Event

func (w waits) Fold(*Tx) ([]Event, func(), error) { return w, nil, nil }

// TestForeignRecordThinsNothing exchanges an item for a while, as somebody can who has the
// file alone: the entry that tells of it as it is does not go meanwhile.
func TestForeignRecordThinsNothing(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	box, keys := addBox(t, v, 1) // 2
	for range 3 {
		for _, d := range []time.Duration{year / 2, 25 * time.Hour} {
			e.clock.pass(d)
			update(t, v, func(tx *Tx) error { return tx.Note() })
		}
	}
	b := bucketName(box, Items)
	stored := everything(t, v)[string(b)]
	swap := func(by byte) {
		update2(t, v, func(tx *Tx) {
			for _, tier := range Tiers {
				p := place{box, Items, keys[0], tier}.bytes()
				changed := bytes.Clone(stored[string(p)])
				changed[7] ^= by // of the revision
				tx.writes.set(b, p, changed)
			}
		})
	}
	swap(64)
	err := v.Update(context.Background(), Event{Action: "test"}, func(tx *Tx) error { _, err := tx.ThinLog(year); return err })
	wantDamaged(t, "thin", err)
	swap(0)
	if gone := e.thin(t, v, year); gone == 0 {
		t.Error("nothing went")
	}
	view(t, v, func(tx *Tx) error { _, err := tx.Entry(2); return err })
}

// TestForgedEntryIsNotThinned: an entry that somebody with the companion key dates back, so
// that the owner takes it out, does not go; and one that they took out themselves does not
// pass for one that the owner did, with those that go later.
func TestForgedEntryIsNotThinned(t *testing.T) {
	e, v, all := logged(t, 5)
	var s storedEvent
	form := formOf(t, all[eventPlace(1)])
	if err := codec.UnmarshalCanonical(form, &s); err != nil {
		t.Fatal(err)
	}
	s.Time -= int64(3 * year / time.Second)
	forged, err := codec.Marshal(&s)
	if err != nil {
		t.Fatal(err)
	}
	forged = append(forged, all[eventPlace(1)][len(form):]...)
	for range 2 { // two openings
		e.clock.pass(25 * time.Hour)
		update(t, v, func(tx *Tx) error { return tx.Note() })
	}
	inside(t, v, func(tx *Tx) {
		if _, err := tx.putAt(eventPlace(1), forged, 1); err != nil {
			t.Fatal(err)
		}
		if gone, err := tx.ThinLog(year); !isDamage(err) {
			t.Errorf("%d went, %v", gone, err)
		}
	})
	inside(t, v, func(tx *Tx) {
		if err := tx.remove(eventPlace(3)); err != nil {
			t.Fatal(err)
		}
		if gone, err := tx.ThinLog(time.Hour); !isDamage(err) {
			t.Errorf("%d went with another one, %v", gone, err)
		}
	})
}
