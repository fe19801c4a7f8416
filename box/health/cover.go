package health

import "math"

// A cover is a row of matches and random parts that make up a password without
// gaps and overlaps. Somebody who knows which patterns it has, but not in which
// order, needs l! times the product of their guesses, for l parts; somebody who
// does not even know how many parts there are tries shorter rows first, which
// costs growth^(l-1) on top. The best cover is the one that needs fewest.

const (
	growth    = 4                  // log10 of the guesses for each part more
	mostParts = maxLook/growth + 2 // more parts cost more than nothing but a random whole
)

// step is how a state of the table was reached: by a match, or by so many random
// runes as -1-match says.
type step struct {
	log10 float64 // the product of the guesses so far
	match int32
}

// random is the log10 of the guesses for so many runes without a pattern. It is
// a bit more than any match of that length.
func random(length int) float64 {
	if length == 1 {
		return log11
	}
	return float64(length)
}

// partGuesses is what a match costs as a part of a window.
func partGuesses(m *match, window int) float64 {
	least := 0.0
	if length := m.to - m.from; length < window {
		least = log50
		if length == 1 {
			least = 1
		}
	}
	return max(m.log10, least)
}

// cover finds the best cover of the runes in a window, from the matches added so
// far, and leaves it in the table for [Estimator.trace].
func (e *Estimator) cover(from, to int) (log10 float64) {
	n := to - from
	parts := min(n, n/growth+2)
	table := e.table[:(n+1)*(mostParts+1)]
	for k := range n + 1 {
		for l := range parts + 1 {
			table[k*(mostParts+1)+l] = step{log10: math.Inf(1)}
		}
	}
	table[0].log10 = 0
	for k := 1; k <= n; k++ {
		row := table[k*(mostParts+1):][:parts+1]
		for at := e.ending[from+k]; at >= 0; at = e.next[at] {
			if m := &e.matches[at]; m.from >= from {
				e.reach(row, table[(m.from-from)*(mostParts+1):], partGuesses(m, n), at)
			}
		}
		for i := range k {
			e.reach(row, table[i*(mostParts+1):], random(k-i), int32(i-k-1))
		}
	}
	e.parts = 1
	log10 = math.Inf(1)
	orders := 0.0 // log10 of l!
	for l := 1; l <= parts; l++ {
		orders += math.Log10(float64(l))
		if g := addLogs(orders+table[n*(mostParts+1)+l].log10, float64(growth*(l-1))); g < log10 {
			log10, e.parts = g, l
		}
	}
	return log10
}

// reach improves a row of the table by one more part after an earlier row.
func (e *Estimator) reach(row, earlier []step, guesses float64, match int32) {
	for l := 1; l < len(row); l++ {
		if g := earlier[l-1].log10 + guesses; g < row[l].log10 {
			row[l] = step{g, match}
		}
	}
}

// trace collects the reasons of the cover that was found last, over the window
// from 0 to n.
func (e *Estimator) trace(n int) (r Reasons) {
	for k, l := n, e.parts; k > 0 && l > 0; l-- {
		at := e.table[k*(mostParts+1)+l].match
		if at < 0 {
			k += int(at) + 1
			continue
		}
		m := &e.matches[at]
		if m.to-m.from >= minName {
			r |= m.reasons()
		}
		k = m.from
	}
	return r
}
