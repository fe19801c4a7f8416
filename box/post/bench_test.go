package post

import (
	"fmt"
	"testing"
)

// BenchmarkThousand sends a thousand letters and takes them in.
func BenchmarkThousand(b *testing.B) {
	p := newPair(b)
	for b.Loop() {
		err := p.alice.Update(func(d Desk) error {
			for i := range 1000 {
				if _, err := Send(d, p.alice.me, p.a, Letter{Kind: "note", Body: fmt.Appendf(nil, "letter %d", i)}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		p.alice.sync(p.shelf)
		p.bob.heard = nil
		p.bob.sync(p.shelf)
		if n := len(p.bob.heard); n != 1000 {
			b.Fatalf("%d letters came", n)
		}
		p.alice.sync(p.shelf)
	}
}

// BenchmarkIdle looks at a hundred empty mailboxes.
func BenchmarkIdle(b *testing.B) {
	alice, bob := newPerson(b), newPerson(b)
	for range 100 {
		connect(alice, bob)
	}
	s := newShelf()
	for b.Loop() {
		alice.sync(s)
	}
}
