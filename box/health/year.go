package health

import "math"

// years finds years of four digits that people live in.
func (e *Estimator) years() {
	s := e.runes
	for i := 0; i+4 <= len(s); i++ {
		y, ok := number(s[i : i+4])
		if ok && y >= 1900 && y < maxYear {
			e.add(match{from: i, to: i + 4, log10: math.Log10(yearSpace(y)), kind: CalendarYear})
		}
	}
}

// yearSpace is how many years are tried before that one.
func yearSpace(year int) float64 {
	return float64(max(year-referenceYear, referenceYear-year, minYearSpace))
}

// number reads digits and nothing else.
func number(s []rune) (n int, ok bool) {
	for _, r := range s {
		if r < '0' || r > '9' {
			return 0, false
		}
		n = 10*n + int(r-'0')
	}
	return n, len(s) > 0
}
