package health

import "math"

// dates finds days of the calendar, with one separator used twice or with none,
// the year first or last, in two digits or four.
func (e *Estimator) dates() {
	for i := range e.runes {
		if r := e.runes[i]; r < '0' || r > '9' {
			continue
		}
		e.plainDates(i)
		e.separatedDates(i)
	}
}

// plainDates finds dates of digits alone that begin at i.
func (e *Estimator) plainDates(i int) {
	for n := 4; n <= 8 && i+n <= len(e.runes); n++ {
		token := e.runes[i : i+n]
		if _, ok := number(token[n-1:]); !ok {
			return
		}
		best := 0
		for a := 1; a <= 4; a++ {
			for b := a + 1; b <= a+2 && b < n; b++ {
				if c := n - b; !plainShape(a, b-a, c) {
					continue
				}
				if year, ok := dateYear(token[:a], token[a:b], token[b:]); ok && (best == 0 || yearSpace(year) < yearSpace(best)) {
					best = year
				}
			}
		}
		if best != 0 {
			e.addDate(i, i+n, best, 1)
		}
	}
}

// plainShape tells whether parts of these lengths are told apart without a
// separator: a year of four or two digits at one end, day and month in one or
// two digits each.
func plainShape(a, b, c int) bool {
	switch {
	case a == 4:
		return c <= 2
	case c == 4:
		return a <= 2
	case a == 2 && c <= 2 || c == 2 && a <= 2:
		return b <= 2
	}
	return false
}

// separatedDates finds dates like 1.2.91 that begin at i.
func (e *Estimator) separatedDates(i int) {
	s := e.runes[i:]
	for a := 1; a <= 4 && a < len(s); a++ {
		sep := s[a]
		if !isSeparator(sep) {
			continue
		}
		for b := 1; b <= 2 && a+1+b < len(s); b++ {
			if s[a+1+b] != sep {
				continue
			}
			for c := 1; c <= 4 && a+b+c+2 <= len(s); c++ {
				if year, ok := dateYear(s[:a], s[a+1:a+1+b], s[a+b+2:a+b+2+c]); ok && a+b+c >= 4 {
					e.addDate(i, i+a+b+c+2, year, 4) // about so many separators are in use
				}
			}
		}
		return
	}
}

func isSeparator(r rune) bool {
	switch r {
	case ' ', '\t', '/', '\\', '_', '.', '-':
		return true
	}
	return false
}

func (e *Estimator) addDate(from, to, year int, ways float64) {
	e.add(match{from: from, to: to, log10: math.Log10(yearSpace(year) * 365 * ways), kind: CalendarDate})
}

// dateYear reads three numbers as a date and returns its year.
func dateYear(a, b, c []rune) (year int, ok bool) {
	x, okx := number(a)
	y, oky := number(b)
	z, okz := number(c)
	if !okx || !oky || !okz || y < 1 || y > 31 {
		return 0, false
	}
	if yearLike(z) || yearLike(x) {
		if yearLike(z) {
			return z, dayAndMonth(x, y)
		}
		return x, dayAndMonth(y, z)
	}
	switch { // two digits are a year when the rest is a day and a month
	case z <= 99 && dayAndMonth(x, y):
		return century(z), true
	case x <= 99 && dayAndMonth(y, z):
		return century(x), true
	}
	return 0, false
}

func yearLike(n int) bool { return n >= minYear && n <= maxYear }

func dayAndMonth(a, b int) bool {
	return a >= 1 && b >= 1 && a <= 31 && b <= 31 && min(a, b) <= 12
}

func century(year int) int {
	if year > 50 {
		return 1900 + year
	}
	return 2000 + year
}
