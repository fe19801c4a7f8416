package keepass

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"strings"
	"testing"

	"coffer/box"
	"coffer/box/port"
	"coffer/vault/secret"
)

// scattered makes items of as many folders, mixed, and counts how often they are
// gone through.
func scattered(n, folders int, times *int) iter.Seq2[*port.Entry, error] {
	return func(yield func(*port.Entry, error) bool) {
		*times++
		for i := range n {
			e := &port.Entry{BoxName: "work"}
			e.Title = fmt.Sprint(i)
			if f := i % folders; f > 0 {
				e.Folder = []string{fmt.Sprint(f % 3), fmt.Sprint(f)}
			}
			e.Fields = []box.Field{{Name: "a", Kind: box.Text, Tier: box.Core, Value: secret.New(strings.Repeat("x", i%97))}}
			if !yield(e, nil) {
				return
			}
		}
	}
}

// However little memory there is, the file is the same; it only takes more ways.
func TestGather(t *testing.T) {
	write := func(budget int) (string, int) {
		var b bytes.Buffer
		times := 0
		x := newExporter(context.Background(), &b, port.Content{Items: scattered(500, 20, &times)}, budget)
		if err := x.export(port.Content{}); err != nil {
			t.Fatal(err)
		}
		if len(x.held) > 0 {
			t.Error("entries are still held")
		}
		return b.String(), times
	}
	want, times := write(maxGathered)
	if times != 2 || strings.Count(want, "<Entry>") != 500 {
		t.Errorf("%d entries, gone through %d times", strings.Count(want, "<Entry>"), times)
	}
	for budget, most := range map[int]int{1: 21, 100_000: 21, 400_000: 6} {
		got, times := write(budget)
		if got != want || times > most || times == 2 {
			t.Errorf("with %d bytes: gone through %d times, the same: %v", budget, times, got == want)
		}
	}
}

// What changes on the way is noticed.
func TestItemsChange(t *testing.T) {
	times := 0
	items := func(yield func(*port.Entry, error) bool) {
		for e := range scattered(10+times, 3, &times) {
			if !yield(e, nil) {
				return
			}
		}
	}
	err := newExporter(context.Background(), &bytes.Buffer{}, port.Content{Items: items}, maxGathered).export(port.Content{})
	if err == nil || !strings.Contains(err.Error(), "changed") {
		t.Errorf("got %v", err)
	}
}
