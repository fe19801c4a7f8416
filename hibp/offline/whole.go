package offline

import (
	"fmt"

	"coffer/hibp"
)

// What is cut off at a line end, or copied from the midst, looks like a small file, and
// would say "not seen" of all that it lacks. But hashes are spread evenly: where they are
// as close as they are, the next one is not far. From n gaps in a row the chance that the
// one beside them is longer than 64 of their mean is (n/(n+64))^n: with 64 gaps 2^-64, and
// with more of them less. Shorter files may end where they like.
const (
	leastGaps = 64
	farGap    = 64
	endBytes  = 8 << 10 // where that many lines stand, if there are not many empty ones
)

// farHole is how many mean gaps there may be between any two hashes of a whole file: for
// n hashes the chance of a longer one is below n times e^-128.
const farHole = 128

var (
	errLate = fmt.Errorf("%w: its hashes begin late", ErrDamaged)
	errHole = fmt.Errorf("%w: a part of it is missing", ErrDamaged)
)

// whole refuses a file whose hashes begin long after the first that could be, or end
// long before the last.
func (t *text) whole() error {
	first, err := t.stretch(0, endBytes)
	if err != nil {
		return err
	}
	if first.isFar(first.from) {
		return errLate
	}
	last, err := t.stretch(max(0, t.size-endBytes), t.size)
	if err == nil && last.isFar(^last.to) {
		err = at(errCut, "byte %d", t.size)
	}
	return err
}

// stretch is some lines in a row: their gaps, and where the hashes begin and end.
type stretch struct {
	gaps     uint64
	from, to uint64
}

// isFar tells whether a gap beside the stretch is longer than any that is there by chance.
func (s stretch) isFar(gap uint64) bool {
	return s.gaps >= leastGaps && gap/farGap > (s.to-s.from)/s.gaps
}

// stretch reads the lines that start in a part of the file. They must rise.
func (t *text) stretch(pos, end int64) (s stretch, err error) {
	var rising rising
	for n := uint64(0); pos < end; n++ {
		l, err := t.lineAfter(pos)
		if err != nil || l.end == 0 {
			return s, err
		}
		if err := rising.next(l); err != nil {
			return s, err
		}
		if s.to = l.hash.Key(); n == 0 {
			s.from = s.to
		}
		s.gaps, pos = n, l.end
	}
	return s, nil
}

// rising holds lines to their order.
type rising struct{ before hibp.Hash }

func (r *rising) next(l textLine) error {
	if r.before.Kind() != 0 && l.compare(r.before.Sum()) <= 0 {
		return at(ErrUnsorted, "byte %d", l.start)
	}
	r.before = l.hash
	return nil
}

// holes watches the gaps between all hashes of a file.
type holes struct{ n, before, longest uint64 }

func (h *holes) next(key uint64) {
	h.n++
	h.longest, h.before = max(h.longest, key-h.before), key
}

// end refuses a file that lacks a part.
func (h *holes) end() error {
	if h.n > 0 && max(h.longest, ^h.before)/farHole > ^uint64(0)/h.n {
		return errHole
	}
	return nil
}
