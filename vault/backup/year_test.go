package backup

import (
	"testing"
	"time"

	"coffer/internal/required"
	"coffer/vault"
)

// TestYearOfUse: a vault is used and kept every day of a year and more, thinned and repacked by the rule
// of the design. What stays on each day is what the rule says of all that were ever made, and
// brings its day back. At home it is a part of a year.
func TestYearOfUse(t *testing.T) {
	days := 100
	if required.Everything() {
		days = 400
	}
	p := newPerson(t)
	p.add(20)
	want := make(map[vault.ID]state)
	for day := range days {
		p.change(2)
		made := p.make()
		want[made.ID()] = p.state()
		reached := func(due time.Time) bool { return !due.After(p.clock.now) }
		if _, err := p.place.Thin(ctx, Policy{}, p.clock.now, reached); err != nil {
			t.Fatal(err)
		}
		if _, err := p.place.Repack(ctx, false, nil); err != nil {
			t.Fatal(err)
		}
		all := p.list(p.place).All
		if day > 366 {
			var times []time.Time
			for i := range all {
				times = append(times, all[i].Time())
			}
			checkKept(t, times, p.clock.now)
		}
		if day%133 == 0 || day == days-1 {
			for i := range all {
				p.checkBack(p.place, &all[i], want[all[i].ID()])
			}
		}
		p.clock.now = p.clock.now.AddDate(0, 0, 1)
	}
}

// TestThinWaits: what is due goes only where its date is reached for certain, and a clock that is wrong takes
// nothing.
func TestThinWaits(t *testing.T) {
	p := newPerson(t)
	p.add(1)
	for range 10 {
		p.make()
		p.clock.now = p.clock.now.AddDate(0, 0, 1)
	}
	thin := func(now time.Time, certain bool) int {
		t.Helper()
		gone, err := p.place.Thin(ctx, Policy{}, now, func(time.Time) bool { return certain })
		if err != nil {
			t.Fatal(err)
		}
		return len(gone)
	}
	if n := thin(p.clock.now.AddDate(1, 0, 0), false); n != 0 {
		t.Errorf("%d went by a date that is not reached", n)
	}
	if n := thin(p.clock.now.AddDate(-1, 0, 0), true); n != 0 {
		t.Errorf("%d went by a clock that is behind all of them", n)
	}
	thin(p.clock.now.AddDate(5, 0, 0), true)
	if l := p.list(p.place); len(l.All) != 1 {
		t.Errorf("%d are left where all are too old; the newest stays", len(l.All))
	}
}
