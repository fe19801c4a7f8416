package items

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"coffer/internal/app"
)

// manyRows makes rows as a large vault has them, by a seed.
func manyRows(n int, seed int64) rows {
	r := rand.New(rand.NewSource(seed))
	words := []string{"mail", "bank", "shop", "forum", "cloud", "acme", "beta", "gamma", "server", "router", "door", "card", "letter", "photo", "music"}
	word := func() string { return words[r.Intn(len(words))] }
	block := make([]app.Entry, n)
	for i := range block {
		e := &block[i]
		r.Read(e.ID[:])
		e.BoxName, e.Folder, e.Title, e.User = word(), []string{word(), fmt.Sprint(r.Intn(100))}, fmt.Sprintf("%s %s %d", word(), word(), i), word()+"@example.org"
		if r.Intn(10) == 0 {
			e.Tags = []string{word()}
		}
	}
	return newRows(block)
}

func BenchmarkKeystroke(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		all := manyRows(n, 1)
		for _, query := range []string{"a", "ac", "acme", "acme shop", "zzz"} {
			b.Run(fmt.Sprintf("%d/%s", n, query), func(b *testing.B) {
				for b.Loop() {
					var f filter
					f.apply(all, query)
				}
			})
		}
	}
}

func BenchmarkMerge(b *testing.B) {
	blocks := make([]rows, 25)
	for i := range blocks {
		blocks[i] = manyRows(4000, int64(i))
	}
	for b.Loop() {
		var p pile
		for _, block := range blocks {
			p.add(block)
		}
		p.all()
	}
}

// TestFilterGoesOn holds that typing letter by letter finds what typing at once does.
func TestFilterGoesOn(t *testing.T) {
	all := manyRows(2000, 7)
	for _, query := range []string{"acme", "acme sh", "mail 42", "x", "card#", "  door "} {
		var slow filter
		want := slow.apply(all, query)
		var f filter
		var got rows
		for i := range query {
			got = f.apply(all, query[:i+1])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %d typed, %d at once", query, len(got), len(want))
		}
		for _, r := range want {
			if text := strings.ToLower(r.text); !strings.ContainsAny(text, strings.ToLower(query)) {
				t.Errorf("%q finds %q", query, text)
			}
		}
	}
}

func TestMergeKeepsOrder(t *testing.T) {
	var p pile
	for i := range 20 {
		p.add(manyRows(50+i%7, int64(i)))
		if i%6 == 0 && len(p.all()) != p.len() { // as when what has come is shown
			t.Errorf("%d rows of %d after %d blocks", len(p.all()), p.len(), i)
		}
	}
	all := p.all()
	if len(all) != 1057 || !slices.IsSortedFunc(all, compareRows) {
		t.Errorf("%d rows, sorted: %v", len(all), slices.IsSortedFunc(all, compareRows))
	}
}
