package app

import (
	"errors"
	"testing"
	"time"

	"coffer/vault"
	"coffer/vault/codec"
)

// TestRetentionByMistake sets every retention to nothing, with a year of entries and former
// data there, and takes it back after the next day's housekeeping: nothing is lost. Only
// when it stays does it count.
func TestRetentionByMistake(t *testing.T) {
	a, clock := movingApp(t)
	a.mustSay(t, Owner{Name: "alice"})
	a.mustSay(t, Owner{Name: "bob"})
	clock.now = clock.now.Add(200 * day)
	a.mustKeepHouse(t, 0)
	set := func(value string) {
		t.Helper()
		for _, key := range []string{"trash.retention", "log.retention", "owner.retention"} {
			if err := a.SetSetting(t.Context(), key, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	entry := func(n uint64) Kind {
		t.Helper()
		_, err := a.LogAt(t.Context(), n)
		if err == nil {
			return 0
		}
		return Explain(err).Kind
	}
	set("0d")
	clock.now = clock.now.Add(20 * time.Hour)
	a.mustKeepHouse(t, 0)
	a.wantFormer(t, "name=alice")
	set("300d") // another one is as new
	clock.now = clock.now.Add(20 * time.Hour)
	a.mustKeepHouse(t, 0)
	set("0d")
	clock.now = clock.now.Add(20 * time.Hour)
	a.mustKeepHouse(t, 0)
	a.wantFormer(t, "name=alice")
	if kind := entry(1); kind != 0 {
		t.Errorf("the first entry: %v", kind)
	}
	clock.now = clock.now.Add(24 * time.Hour)
	a.mustKeepHouse(t, 0)
	a.wantFormer(t)
	if kind := entry(1); kind != NotFound {
		t.Errorf("the first entry: %v", kind)
	}
	a.mustUpdate(t, func(tx *vault.Tx) error { // when it was changed is of no account any more, and goes
		m := storedSettings{}
		m.replace(tx, "gen.words", func(m storedSettings) { m["log.retention.since"] = 1 })
		if len(m) != 0 {
			t.Errorf("left: %v", m)
		}
		b, err := codec.Marshal(storedSettings{"log.retention.since": maxDate + 1})
		return errors.Join(err, tx.PutTwin(vault.BoxZero, vault.Settings, settingsKey, b))
	})
	if _, err := a.Settings(t.Context()); Explain(err).Kind != Damaged {
		t.Errorf("a date after all dates: %v", err)
	}
}
