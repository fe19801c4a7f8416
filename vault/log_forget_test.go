package vault

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// forgetEntries takes out what entries say whose text holds some text.
func forgetEntries(t *testing.T, v *Vault, text string) (gone int) {
	t.Helper()
	update(t, v, func(tx *Tx) (err error) {
		gone, err = tx.ForgetEntries(func(e *Entry) bool { return strings.Contains(e.Event.Text, text) })
		return err
	})
	return gone
}

func (e *env) event(t *testing.T, v *Vault, text string) {
	t.Helper()
	if err := v.Update(context.Background(), Event{Action: "test", Text: text}, func(tx *Tx) error { return tx.Note() }); err != nil {
		t.Fatal(err)
	}
}

// TestForgetEntries: what entries say goes at once, their leaves stay and prove the others.
// What waits while nobody writes does not come after it.
func TestForgetEntries(t *testing.T) {
	e := newEnv(t)
	v := e.create(t) // 1
	addBox(t, v, 1)  // 2: of an item as it is
	e.event(t, v, "work/acme")
	e.event(t, v, "work/other")
	v.o.Backlog = waits{{Action: "token.read", Text: "says: work/acme"}} // it would be 5
	if gone := forgetEntries(t, v, "acme"); gone != 2 {
		t.Errorf("%d went", gone)
	}
	v.o.Backlog = nil
	view(t, v, func(tx *Tx) error {
		if !tx.vault[Core].Owed {
			t.Error("no rewrite is owed")
		}
		return nil
	})
	if err := v.Compact(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	verify(t, v)
	view(t, v, func(tx *Tx) error {
		if n := tx.Entries(); n != 6 {
			t.Errorf("%d entries", n)
		}
		for n, stays := range map[uint64]bool{1: true, 2: true, 3: false, 4: true, 5: false, 6: true} {
			if _, err := tx.Entry(n); stays != (err == nil) || !stays && !errors.Is(err, ErrNotFound) {
				t.Errorf("entry %d: %v", n, err)
			}
		}
		gone, err := tx.CheckLog()
		if gone != 2 {
			t.Errorf("%d are gone", gone)
		}
		return err
	})
	if gone := forgetEntries(t, v, "acme"); gone != 0 {
		t.Errorf("%d went once more", gone)
	}
}

// TestForgetEntriesOfAnother: somebody who put an entry of their own there gains nothing: a log
// that is not what was recorded loses nothing.
func TestForgetEntriesOfAnother(t *testing.T) {
	e := newEnv(t)
	v := e.create(t)
	e.event(t, v, "work/acme")
	update2(t, v, func(tx *Tx) {
		_, err := tx.put(eventPlace(2), []byte("something else"))
		if err != nil {
			t.Error(err)
		}
	})
	err := v.Update(context.Background(), Event{Action: "test"}, func(tx *Tx) error {
		_, err := tx.ForgetEntries(func(*Entry) bool { return true })
		return err
	})
	if _, damaged := errors.AsType[*DamagedError](err); !damaged {
		t.Errorf("%v", err)
	}
	err = v.View(context.Background(), func(tx *Tx) error {
		_, err := tx.ForgetEntries(func(*Entry) bool { return true })
		return err
	})
	if !errors.Is(err, ErrReadOnly) {
		t.Errorf("while reading: %v", err)
	}
}
