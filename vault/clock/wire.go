package clock

import (
	"errors"
	"time"

	"coffer/vault/codec"
)

var errState = errors.New("a clock state that contradicts itself")

// UnmarshalCBOR reads what vault/codec wrote and refuses whatever [State.Advance]
// could not have made: other encodings of the same value, too many openings,
// openings out of order or later than now.
func (s *State) UnmarshalCBOR(data []byte) error {
	type plain State // without this method
	var p plain
	if err := codec.UnmarshalCanonical(data, &p); err != nil {
		return err
	}
	if !State(p).plausible() {
		return errState
	}
	*s = State(p)
	return nil
}

// plausible checks everything that the rules rely on.
func (s State) plausible() bool {
	if len(s.Openings) == 0 {
		return s.Credited == 0 && s.Last == Reading{} && s.Mark == Opening{} && s.Doubt == nil
	}
	if s.Last.Boot < 0 || len(s.Last.BootID) > maxBootID || len(s.Openings) > maxOpenings {
		return false
	}
	from := time.Duration(0)
	for _, o := range s.Openings {
		if o.Credited < from || o.Credited > s.Credited {
			return false
		}
		from = o.Credited
	}
	return s.holds(s.Mark) && (s.Doubt == nil || s.holds(*s.Doubt))
}

// holds reports whether a mark lies within the credited time.
func (s State) holds(mark Opening) bool { return 0 <= mark.Credited && mark.Credited <= s.Credited }
