package app

import (
	"errors"
	"slices"
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

// TestTriesKeyOneAtATime holds that a change of the password makes no key for tries
// while another command reads or changes what there is: that one may have looked at
// the keyslots before the change.
func TestTriesKeyOneAtATime(t *testing.T) {
	a, _ := movingApp(t)
	var warned []Warning
	a.env.Warn = func(w Warning) { warned = append(warned, w) }
	if err := a.Unlock(t.Context(), secret.New("correct horse")); err != nil {
		t.Fatal(err)
	}
	before, err := a.readTryKey()
	if err != nil {
		t.Fatal(err)
	}
	err = a.triesAlone(t.Context(), func() error {
		return a.SetPassword(t.Context(), secret.New("another horse, and a better one"))
	})
	if err != nil {
		t.Fatal(err)
	}
	after, err := a.readTryKey()
	if err != nil || after.Recipient != before.Recipient {
		t.Errorf("the key was changed meanwhile, %v", err)
	}
	if !slices.Contains(warned, vault.WarnState) {
		t.Errorf("nobody was told: %v", warned)
	}
}
