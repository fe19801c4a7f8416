package app

import (
	"testing"
	"time"

	"coffer/box"
	"coffer/vault"
)

// TestDeadlines: all that has a date is listed, the first one first, and what was removed comes back.
func TestDeadlines(t *testing.T) {
	a, clock := movingApp(t)
	ctx := t.Context()
	a.mustUpdate(t, func(tx *vault.Tx) error {
		for boxName, it := range map[string]box.Item{
			"work": {Label: box.Label{Title: "away"}},
			"old":  {Label: box.Label{Title: "pass", Expires: clock.now.AddDate(0, 0, 7), OnExpiry: box.Delete}},
			"home": {Label: box.Label{Title: "told", Expires: clock.now.AddDate(0, 0, 7)}}, // warns alone
		} {
			b, _, err := box.EnsureBox(tx, boxName)
			if err != nil {
				return err
			}
			it.Box = b.ID
			if err := box.Put(tx, &it); err != nil {
				return err
			}
		}
		return nil
	})
	if _, err := a.Remove(ctx, []string{"work/away"}, 0); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Alice", "Alicia"} {
		if err := a.SetOwner(ctx, Owner{Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	want := map[DeadlineKind]string{DueExpiry: "old/pass", DueItem: "work/away", DueLog: "what old entries of the log say", DueFormer: "your former name"}
	if found := deadlines(t, a, want); found[0].Kind != DueExpiry {
		t.Errorf("the first is %+v", found[0])
	}
	if _, err := a.RemoveBox(ctx, "old"); err != nil {
		t.Fatal(err)
	}
	if _, err := a.RemoveVault(ctx); err != nil {
		t.Fatal(err)
	}
	delete(want, DueExpiry) // it goes with its box
	want[DueBox], want[DueVault] = "old", "this vault"
	for _, d := range deadlines(t, a, want) {
		if what, err := a.TakeBack(ctx, d); d.Comes() != (err == nil) || d.Comes() && what == "" {
			t.Errorf("%+v: %q, %v", d, what, err)
		}
	}
	deadlines(t, a, map[DeadlineKind]string{DueExpiry: "old/pass", DueLog: "what old entries of the log say", DueFormer: "your former name"})
}

// deadlines reads them, and holds them against what they are called.
func deadlines(t *testing.T, a *App, want map[DeadlineKind]string) []Deadline {
	t.Helper()
	all, err := a.Deadlines(t.Context())
	if err != nil || len(all) != len(want) {
		t.Fatalf("%+v, %v", all, err)
	}
	var before time.Time
	for _, d := range all {
		if want[d.Kind] != d.Name || d.Due.Before(before) || d.Sentence() == "" {
			t.Errorf("%+v", d)
		}
		before = d.Due
	}
	return all
}
