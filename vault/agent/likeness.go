package agent

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Likeness is all that is kept of a failed password: how alike it was to the
// right one. The numbers stand in the vault.
type Likeness uint8

// The three words, from the most alike to the least.
const (
	Slip      Likeness = iota + 1 // a slip of the fingers, or caps lock
	Near                          // much of it was right
	Different                     // somebody tried something else
)

// String returns the word.
func (l Likeness) String() string {
	switch l {
	case Slip:
		return "slip"
	case Near:
		return "near"
	case Different:
		return "different"
	}
	return ""
}

// Liken compares two texts as people type them.
func Liken(a, b string) Likeness {
	a, b = norm.NFC.String(a), norm.NFC.String(b)
	x, y := []rune(strings.ToLower(strings.TrimSpace(a))), []rune(strings.ToLower(strings.TrimSpace(b)))
	longer := max(len(x), len(y))
	switch d := distance(x, y); {
	case d == 0, d == 1 && longer > 3, d == 2 && longer >= 10:
		return Slip
	case d <= longer/3:
		return Near
	case longer > 0 && min(len(x), len(y)) >= longer/2 && (hasPrefix(x, y) || hasPrefix(y, x)):
		return Near
	}
	return Different
}

func hasPrefix(x, prefix []rune) bool { return strings.HasPrefix(string(x), string(prefix)) }

// distance is how many letters must be put in, left out, replaced, or exchanged
// with their neighbour to make one text of the other (optimal string alignment,
// Damerau 1964). The caller bounds the lengths.
func distance(x, y []rune) int {
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := range x {
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
