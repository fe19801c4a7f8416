// Package near finds the name that a mistyped one may mean.
package near

import "strings"

// Word returns the name that a mistyped one may mean; empty for none.
func Word(typed string, names []string) string {
	for _, name := range names {
		if strings.EqualFold(typed, name) {
			return name
		}
	}
	for _, name := range names {
		if slips(strings.ToLower(typed), strings.ToLower(name)) <= min(2, len(name)/3) {
			return name
		}
	}
	return ""
}

// maxSlips bounds what [slips] looks at, in bytes.
const maxSlips = 64

// slips counts the letters to put in, take out or exchange, and the neighbours to swap, until one word is the other:
// the optimal string alignment distance (Boytsov 2011, Indexing methods for approximate dictionary searching, 2.2).
func slips(a, b string) int {
	if len(a) > maxSlips || len(b) > maxSlips {
		return maxSlips
	}
	var before, above, row [maxSlips + 1]int
	for j := range len(b) + 1 {
		above[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			cost := above[j]
			if a[i] != b[j] {
				cost++
			}
			row[j+1] = min(cost, above[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, above = above, row
	}
	return above[len(b)]
}
