package items

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/junegunn/fzf/src/algo"
	"github.com/junegunn/fzf/src/util"
)

// filter keeps the rows that have the letters of each word of a query in this order, the
// best first: the rule of fzf, so that who knows that knows this.
type filter struct {
	query string
	of    int  // so many rows were looked through
	fit   rows // those that fit, by place
}

// rankedMost is how many rows are put in order of how well they fit. Where more do, the
// query says too little for that, and they stay by place.
const rankedMost = 10_000

// apply finds what fits a query. Where the query only went on it looks through what
// fitted before.
func (f *filter) apply(all rows, query string) rows {
	words := strings.Fields(fold(query))
	from := all
	if f.of == len(all) && strings.HasPrefix(query, f.query) {
		from = f.fit
	}
	f.query, f.of, f.fit = query, len(all), from
	if len(words) > 0 {
		f.fit = slices.Concat(inParts(from, func(some rows) rows { return fitting(some, words) })...)
	}
	if len(words) == 0 || len(f.fit) > rankedMost {
		return f.fit
	}
	return ranked(f.fit, words)
}

// parts is into how many parts work is cut.
const parts = 4

// inParts does work on several cores, each on rows that stand together.
func inParts[T any](all rows, do func(rows) T) []T {
	out := make([]T, parts)
	share := (len(all) + parts - 1) / parts
	var wg sync.WaitGroup
	for n := range out {
		some := all[min(n*share, len(all)):min((n+1)*share, len(all))]
		wg.Go(func() { out[n] = do(some) })
	}
	wg.Wait()
	return out
}

func fitting(all rows, words []string) (fit rows) {
	for _, r := range all {
		if hasAll(r.text, words) {
			fit = append(fit, r)
		}
	}
	return fit
}

// hasAll tells whether text has the letters of each word in their order.
func hasAll(text string, words []string) bool {
	for _, word := range words {
		rest := text
		for _, letter := range word {
			i := strings.IndexRune(rest, letter)
			if i < 0 {
				return false
			}
			rest = rest[i+len(string(letter)):]
		}
	}
	return true
}

// scored is a row with how well it fits.
type scored struct {
	r     *row
	score int
}

// ranked puts rows in order: the best first, then by place.
func ranked(fit rows, words []string) rows {
	all := slices.Concat(inParts(fit, func(some rows) []scored { return score(some, words) })...)
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	out := make(rows, len(all))
	for i := range all {
		out[i] = all[i].r
	}
	return out
}

// The room that fzf works in, as fzf itself takes it.
const slab16, slab32 = 100 << 10, 2 << 10

func score(some rows, words []string) []scored {
	slab := util.MakeSlab(slab16, slab32)
	out := make([]scored, len(some))
	for i, r := range some {
		text := util.ToChars([]byte(r.text))
		out[i].r = r
		for _, word := range words {
			found, _ := algo.FuzzyMatchV2(true, false, true, &text, []rune(word), false, slab)
			out[i].score += found.Score
		}
	}
	return out
}
