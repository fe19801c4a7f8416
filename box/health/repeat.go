package health

import "math"

// repeats finds parts that come again directly after themselves, the shortest
// first, so that what is repeated may itself hold repeats. What is repeated costs
// its own best cover, times how often it stands there.
func (e *Estimator) repeats() {
	n := len(e.runes)
	e.period = 0
	for p, found := 1, 0; p <= n/2; p++ {
		for i := 0; i+2*p <= n; {
			run := e.run(i, p)
			if run >= p && !e.shorter(i, i+run+p, p) {
				if found++; found > maxRepeats {
					return
				}
				e.addRepeat(i, p, run)
			}
			i += max(run, 0) + 1
		}
	}
}

// run counts the runes from i on that are equal to the one p further on.
func (e *Estimator) run(i, p int) (n int) {
	for i+n+p < len(e.runes) && e.runes[i+n] == e.runes[i+n+p] {
		n++
	}
	return n
}

// shorter tells whether a run also has a period that p is a multiple of.
func (e *Estimator) shorter(from, to, p int) bool {
	for q := 1; q <= p/2; q++ {
		if p%q == 0 && e.run(from, q) >= to-from-q {
			return true
		}
	}
	return false
}

func (e *Estimator) addRepeat(i, p, run int) {
	times := (run + p) / p
	if i == 0 && run+p == len(e.runes) && e.period == 0 {
		e.period = p
	}
	base := e.cover(i, i+p)
	e.add(match{from: i, to: i + times*p, kind: Repeated, log10: base + math.Log10(float64(times))})
}
