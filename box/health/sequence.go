package health

import "math"

// maxStep is the largest step between characters that still count as being in
// their order.
const maxStep = 5

// sequences finds runs with one step throughout, like abc, 97531 or gfe.
func (e *Estimator) sequences() {
	s := e.runes
	for i := 0; i+1 < len(s); {
		step := s[i+1] - s[i]
		j := i + 1
		for j+1 < len(s) && s[j+1]-s[j] == step {
			j++
		}
		small := max(step, -step)
		if small >= 1 && small <= maxStep && (j-i > 1 || small == 1) {
			e.add(match{from: i, to: j + 1, kind: Sequential, log10: sequenceGuesses(s[i], j+1-i, step > 0)})
		}
		i = j
	}
}

func sequenceGuesses(first rune, length int, rising bool) float64 {
	starts := 26.0 // also for other scripts: low on purpose
	switch {
	case first == 'a' || first == 'A' || first == 'z' || first == 'Z' || first == '0' || first == '1' || first == '9':
		starts = 4
	case first >= '0' && first <= '9':
		starts = 10
	}
	if !rising {
		starts *= 2
	}
	return math.Log10(starts * float64(length))
}
