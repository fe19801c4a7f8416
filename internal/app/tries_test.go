package app

import (
	"errors"
	"sync"
	"testing"

	"coffer/vault"
	"coffer/vault/secret"
)

// TestTriesAtOnce holds that of wrong passwords that are tried at the same time
// each is counted and kept.
func TestTriesAtOnce(t *testing.T) {
	const tries = 8 // of which all are kept
	a, _ := movingApp(t)
	if err := a.Unlock(t.Context(), secret.New("correct horse")); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range tries {
		all.Go(func() {
			b, err := Open(t.Context(), a.env)
			if err != nil {
				t.Error(err)
				return
			}
			defer b.Close()
			if err := b.Unlock(t.Context(), secret.New("correct house")); !errors.Is(err, vault.ErrPassword) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	kept, err := a.readTries()
	if err != nil || kept.Count != tries || len(kept.Sealed) != tries {
		t.Errorf("counted %d, kept %d, %v", kept.Count, len(kept.Sealed), err)
	}
}
