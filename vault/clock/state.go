package clock

import (
	"math"
	"time"
)

// Week is what a longer gap between two runs counts until it is confirmed.
const Week = 7 * 24 * time.Hour

// State is what is remembered from opening to opening. The zero value has seen
// none. It encodes with vault/codec to less than 1 KiB; a State is a value, and
// its methods change nothing but return a new one.
//
// The fields are in the order of the encoding, an array of five. A new field
// goes to the end and needs a new format version.
type State struct {
	_ struct{} `cbor:",toarray"`

	// Credited is the time that counts, since the first opening. It never
	// decreases.
	Credited time.Duration
	// Last is the reading of the newest opening.
	Last Reading
	// Mark is a point at which credited time and wall clock were taken to
	// agree: the first opening, the end of the last long gap, or the last
	// confirmation.
	Mark Opening
	// Doubt is the Mark before the first long gap that nobody confirmed, or
	// nil.
	Doubt *Opening
	// Openings are those that [State.Reached] still needs, oldest first.
	Openings []Opening
}

// Advance returns the state after one more opening, at which the clocks said r.
// Whole seconds of r's wall clock count.
func (s State) Advance(r Reading) State {
	r = r.tidy()
	switch {
	case len(s.Openings) == 0:
		s.Mark = Opening{Credited: s.Credited, Wall: r.Wall}
	case r.SameRun(s.Last):
		s = s.credit(r.Boot - s.Last.Boot)
	default:
		s = s.cross(r.Wall)
	}
	s.Last = r
	s.Openings = record(s.Openings, Opening{Credited: s.Credited, Wall: r.Wall})
	return s
}

// cross credits the gap between two runs, after which the wall clock says wall:
// what has passed since the last opening, but no more than what is missing since
// the mark. The one keeps a clock that jumped ahead within the last run from
// being credited now, the other a clock that comes forward after it went back.
func (s State) cross(wall time.Time) State {
	gap := min(max(0, wall.Sub(s.Last.Wall)), s.missing(s.Mark, wall))
	if gap <= Week {
		return s.credit(gap)
	}
	if s.Doubt == nil {
		before := s.Mark
		s.Doubt = &before
	}
	s = s.credit(Week)
	s.Mark = Opening{Credited: s.Credited, Wall: wall}
	return s
}

// missing is by how much the wall clock, which said so at a mark and says wall
// now, has got further than credited time. Never negative.
func (s State) missing(mark Opening, wall time.Time) time.Duration {
	return max(0, wall.Sub(mark.Wall.Add(s.Credited-mark.Credited)))
}

// credit adds d, unless it is negative, and stops at the end of what fits.
func (s State) credit(d time.Duration) State {
	s.Credited += min(max(d, 0), math.MaxInt64-s.Credited)
	return s
}

// Withheld returns what [State.Confirm] would credit: the rest of gaps that were
// longer than a week, as far as the wall clock still bears it out. Whether a
// confirmation is wanted at all is said by Doubt: while there is one, a clock
// that was ahead may keep later gaps from being credited.
func (s State) Withheld() time.Duration {
	if s.Doubt == nil {
		return 0
	}
	return s.missing(*s.Doubt, s.Last.Wall)
}

// Confirm returns the state after somebody entitled to it has said that the
// wall clock of the last opening is right. It credits what was withheld, and
// ends the doubt about a clock that was ahead for a while. It brings no date
// closer to being [State.Reached]: of a gap only those openings grow older that
// lie before it.
func (s State) Confirm() State {
	if len(s.Openings) == 0 {
		return s
	}
	before := s.Credited
	s = s.credit(s.Withheld())
	s.Openings = shift(s.Openings, s.Mark.Credited, s.Credited-before)
	s.Mark = Opening{Credited: s.Credited, Wall: s.Last.Wall}
	s.Doubt = nil
	return s
}
