package clock

import (
	"slices"
	"time"
)

const (
	// apart is how much credited time lies between the two openings at which
	// a date must be reached.
	apart = 24 * time.Hour
	// slot is how much credited time may be merged into one Opening.
	slot = time.Hour
)

// Opening stands for all openings of the vault within an hour of credited time:
// when the first was, and the earliest that the wall clock said at any of them.
type Opening struct {
	_        struct{} `cbor:",toarray"`
	Credited time.Duration
	Wall     time.Time
}

// Reached reports whether due has come, for a deed that cannot be undone: the
// wall clock says so now, and said so at the newest opening that is at least 24
// credited hours older. A clock that went ahead once and was put right brings
// about nothing. It may answer true an hour or one opening later than the exact
// rule, because openings are merged, and never earlier. A zero due never comes.
func (s State) Reached(due time.Time) bool {
	i := newestAged(s.Openings, s.Credited)
	return i >= 0 && !due.IsZero() &&
		!s.Last.Wall.Before(due) && !s.Openings[i].Wall.Before(due)
}

// newestAged returns the index of the newest opening that began at least 24
// hours before now, or -1.
func newestAged(openings []Opening, now time.Duration) int {
	for i, o := range slices.Backward(openings) {
		if now-o.Credited >= apart {
			return i
		}
	}
	return -1
}

// record returns openings with one more, without those that no question needs
// any more, merged so that they stay few.
func record(openings []Opening, o Opening) []Opening {
	kept := slices.Clone(openings[max(0, newestAged(openings, o.Credited)):])
	if n := len(kept); n > 0 && o.Credited-kept[n-1].Credited < slot {
		kept[n-1] = merge(kept[n-1], o)
	} else {
		kept = append(kept, o)
	}
	for len(kept) > maxOpenings {
		kept[0] = merge(kept[0], kept[1])
		kept = slices.Delete(kept, 1, 2)
	}
	return kept
}

// merge is on the safe side: wherever the exact rule would pick an opening of
// the two, it said at least this wall time.
func merge(older, newer Opening) Opening {
	if newer.Wall.Before(older.Wall) {
		older.Wall = newer.Wall
	}
	return older
}

// shift moves those openings that began at or after from by d.
func shift(openings []Opening, from, d time.Duration) []Opening {
	openings = slices.Clone(openings)
	for i := range openings {
		if openings[i].Credited >= from {
			openings[i].Credited += d
		}
	}
	return openings
}
