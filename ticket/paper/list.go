package paper

import (
	"bytes"
	_ "embed"
	"sort"
	"strings"
	"sync"
)

// slip39 is the word list of SLIP-0039, one word a line, in order. Source,
// licence (MIT) and checksum: NOTICE.md.
//
//go:embed slip39.txt
var slip39 string

// slip39Words is slip39 taken apart on first use, then only read.
var slip39Words struct {
	once sync.Once
	list []string
}

// wordList returns the 1,024 words; do not change them.
func wordList() []string {
	slip39Words.once.Do(func() { slip39Words.list = strings.Fields(slip39) })
	return slip39Words.list
}

// prefix letters are enough to tell a word.
const prefix = 4

// lookUp finds a word in small letters, or what is left of it if at least four
// letters are there.
func lookUp(typed []byte) (number uint16, found bool) {
	list := wordList()
	i := sort.Search(len(list), func(i int) bool { return list[i] >= string(typed) })
	if i == len(list) || len(typed) < prefix || !bytes.HasPrefix([]byte(list[i]), typed) {
		return 0, false
	}
	return uint16(i), true
}

// nearest is the word on the list that is most like what was typed, or none
// where nothing is near.
func nearest(typed []byte) string {
	best, least := "", 3
	for _, word := range wordList() {
		if d := distance(typed, []byte(word)); d < least {
			best, least = word, d
		}
	}
	return best
}

// distance is how many letters must be put in, left out, replaced, or exchanged
// with their neighbour to make one word of the other (optimal string alignment,
// Damerau 1964).
func distance(x, y []byte) int {
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
