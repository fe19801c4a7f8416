package ticket

import (
	"fmt"
	"slices"
	"testing"

	"coffer/box/post"
)

// BenchmarkDue looks at the tickets of a desk that is full, and at as many as a trustee of
// a great many people would have: what each sync does before all else.
func BenchmarkDue(b *testing.B) {
	w, _ := ready(b, 145, 1, nil, []string{"bob"})
	for range MaxTickets {
		w.stranger().sync()
	}
	w.actors["bob"].sync()
	for _, times := range []int{1, 63} {
		b.Run(fmt.Sprint(times*MaxTickets), func(b *testing.B) {
			w.actors["bob"].view(func(k *Keeper) error {
				all, err := Tickets(k.tx())
				all = slices.Repeat(all, times)
				for b.Loop() {
					k.Due(all, post.Look{})
				}
				return err
			})
		})
	}
}
