package health

import "math"

// spatial finds three keys and more, each beside the one before.
func (e *Estimator) spatial() {
	boards := keyboards()
	for b := range boards {
		e.slides(&boards[b])
	}
}

func (e *Estimator) slides(b *keyboard) {
	s := e.runes
	for i := 0; i+1 < len(s); {
		at := b.key(s[i])
		last, turns, shifted := -1, 0, 0
		if at.shifted {
			shifted = 1
		}
		j := i + 1
		for ; j < len(s); j++ {
			next := b.key(s[j])
			dir := b.direction(at, next)
			if dir < 0 {
				break
			}
			if dir != last {
				turns++
			}
			if next.shifted {
				shifted++
			}
			at, last = next, dir
		}
		if j-i > 2 {
			e.add(match{from: i, to: j, kind: KeyRow, log10: b.guesses(j-i, turns, shifted)})
		}
		i = max(i+1, j-1)
	}
}

// guesses counts the slides of that length and shorter ones, with so many turns
// and fewer, as log10.
func (b *keyboard) guesses(length, turns, shifted int) float64 {
	var ways float64
	for l := 2; l <= length; l++ {
		power := b.starts
		for t := 1; t <= min(turns, l-1); t++ {
			power *= b.degree
			ways += choose(l-1, t-1) * power
		}
	}
	if plain := length - shifted; shifted > 0 {
		if plain == 0 {
			ways *= 2
		} else {
			ways *= mixtures(shifted, plain)
		}
	}
	return math.Log10(ways)
}
