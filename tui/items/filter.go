package items

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/junegunn/fzf/src/algo"
	"github.com/junegunn/fzf/src/util"
)

// filter keeps the rows that have each word of a query as letters in this order, the
// best first. It is fzf's rule, so that who knows that knows this.
type filter struct {
	query string
	found rows // of the query
	of    int  // so many rows were looked through
}

// scored is a row with how well it fits.
type scored struct {
	r     *row
	score int
	at    int // in the rows
}

// apply finds what fits a query. Where the query only went on, it looks through what
// was found before.
func (f *filter) apply(all rows, query string) rows {
	words := foldWords(query)
	if len(words) == 0 {
		f.query, f.found, f.of = query, all, len(all)
		return all
	}
	from := all
	if f.of == len(all) && f.query != "" && strings.HasPrefix(query, f.query) {
		from = slices.Clone(f.found)
		slices.SortFunc(from, compareRows)
	}
	hits := search(from, words)
	f.query, f.of, f.found = query, len(all), make(rows, len(hits))
	for i := range hits {
		f.found[i] = hits[i].r
	}
	return f.found
}

// foldWords are the words of a query without their case.
func foldWords(query string) (words [][]rune) {
	for _, word := range strings.Fields(strings.ToLower(query)) {
		words = append(words, []rune(word))
	}
	return words
}

// searchers is on how many cores rows are looked through.
const searchers = 4

// search looks through rows on several cores, and sorts what fits: the best first, then
// by place.
func search(all rows, words [][]rune) []scored {
	parts := make([][]scored, searchers)
	share := (len(all) + searchers - 1) / searchers
	var wg sync.WaitGroup
	for n := range searchers {
		from, to := min(n*share, len(all)), min((n+1)*share, len(all))
		wg.Go(func() { parts[n] = searchPart(all[from:to], from, words) })
	}
	wg.Wait()
	hits := slices.Concat(parts...)
	slices.SortFunc(hits, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.at, b.at))
	})
	return hits
}

// The room that fzf works in, as fzf itself takes it.
const slab16, slab32 = 100 << 10, 2 << 10

func searchPart(all rows, from int, words [][]rune) (hits []scored) {
	slab := util.MakeSlab(slab16, slab32)
next:
	for i, r := range all {
		score := 0
		for _, word := range words {
			result, _ := algo.FuzzyMatchV2(false, true, true, &r.text, word, false, slab)
			if result.Start < 0 {
				continue next
			}
			score += result.Score
		}
		hits = append(hits, scored{r, score, from + i})
	}
	return hits
}
