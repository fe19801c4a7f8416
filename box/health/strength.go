package health

import "math"

// Strength is how hard a password is to guess for somebody who knows the
// patterns that people use.
type Strength struct {
	Log10   float64 // of the number of guesses
	Score   int     // 0 to 4
	Reasons Reasons // what makes it easy to guess; empty if nothing does
}

// leastTold is the log10 of the fewest guesses that are told: fewer would say which
// of the first words it is.
const leastTold = 3

// Told is Log10 for the eyes of people and programs: to a tenth, and not below
// leastTold.
func (s Strength) Told() float64 { return max(leastTold, math.Round(10*s.Log10)/10) }

// scoreOf turns guesses into a score: 0 falls at once, 1 to somebody who tries
// at a login that slows down, 2 at one that does not, 3 to somebody who has the
// hash and much time; 4 holds.
func scoreOf(log10 float64) int {
	const slack = 5 // guesses
	for score, limit := range [4]float64{1e3, 1e6, 1e8, 1e10} {
		if log10 < 11 && math.Pow(10, log10) < limit+slack {
			return score
		}
	}
	return 4
}
