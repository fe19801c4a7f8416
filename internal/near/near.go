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

// slips counts the letters to put in, take out or exchange until one word is the
// other.
func slips(a, b string) int {
	if len(a) > maxSlips || len(b) > maxSlips {
		return maxSlips
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		left := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := left
			if a[i] != b[j] {
				cost++
			}
			left, row[j+1] = row[j+1], min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
