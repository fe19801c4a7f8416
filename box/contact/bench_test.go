package contact

import (
	"fmt"
	"testing"

	"coffer/vault"
)

// BenchmarkList reads a hundred contacts, as a sync does.
func BenchmarkList(b *testing.B) {
	book := newBook(b)
	c := card(b, bob(b), draft("bob", ""))
	book.update(func(tx *vault.Tx) error {
		for i := range 100 {
			if err := Put(tx, &Contact{Name: fmt.Sprint("bob ", i), Card: c, Standing: Standing{State: Connected}}); err != nil {
				return err
			}
		}
		return nil
	})
	for b.Loop() {
		book.view(func(tx *vault.Tx) error { _, err := List(tx); return err })
	}
}
