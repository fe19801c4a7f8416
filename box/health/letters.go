package health

import (
	"math"
	"unicode"
)

// caseGuesses is the log10 of the ways in which a word's letters may be large or
// small: two for the usual ones, else what an attacker tries from there.
func caseGuesses(token []rune) float64 {
	var large, small int
	for _, r := range token {
		switch {
		case unicode.IsUpper(r):
			large++
		case unicode.IsLower(r):
			small++
		}
	}
	switch {
	case large == 0:
		return 0
	case small == 0, large == 1 && (unicode.IsUpper(token[0]) || unicode.IsUpper(token[len(token)-1])):
		return log2
	}
	return math.Log10(mixtures(large, small))
}
