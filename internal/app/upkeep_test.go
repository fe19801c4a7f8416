package app

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"coffer/box"
	"coffer/box/health"
	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/secret"
)

// moving is a clock that tests move; the machine runs on, and so much less as the clock is
// ahead.
type moving struct {
	now   time.Time
	ahead time.Duration
}

func (m *moving) Now() time.Time { return m.now }
func (m *moving) Awake() time.Duration {
	_, boot := m.Boot()
	return boot
}

func (m *moving) Boot() (string, time.Duration) {
	return "test", m.now.Add(-m.ahead).Sub(time.Date(2029, 1, 1, 0, 0, 0, 0, time.UTC))
}

func movingApp(t *testing.T) (*App, *moving) {
	t.Helper()
	env := testApp(t).env
	clock := &moving{now: time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)}
	env.Clock, env.Folders.Data, env.Folders.State = clock, t.TempDir(), t.TempDir()
	if err := os.Chmod(env.Folders.Data, 0o700); err != nil {
		t.Fatal(err)
	}
	a, err := Init(t.Context(), env, InitOptions{Password: secret.New("correct horse"), Params: vault.Floor})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a, clock
}

func (a *App) mustUpdate(t *testing.T, f func(*vault.Tx) error) {
	t.Helper()
	if err := a.update(t.Context(), "test", "", f); err != nil {
		t.Fatal(err)
	}
}

// putAway adds an item and puts it into the trash.
func putAway(t *testing.T, a *App, retention time.Duration) {
	t.Helper()
	a.mustUpdate(t, func(tx *vault.Tx) error {
		b, _, err := box.EnsureBox(tx, "work")
		if err != nil {
			return err
		}
		it := box.Item{Box: b.ID, Label: box.Label{Title: "acme"}}
		return errors.Join(box.Put(tx, &it), box.Trash(tx, &it, retention))
	})
}

func (a *App) mustKeepHouse(t *testing.T, want int) {
	t.Helper()
	n, err := a.housekeeping(t)
	if err != nil || n != want {
		t.Errorf("%d went, not %d: %v", n, want, err)
	}
}

// housekeeping is what a command does of it.
func (a *App) housekeeping(t *testing.T) (purged int, err error) {
	t.Helper()
	u, err := a.Upkeep(t.Context())
	return u.Purged, errors.Join(err, u.Late)
}

func TestHousekeeping(t *testing.T) {
	a, clock := movingApp(t)
	a.mustKeepHouse(t, 0)
	putAway(t, a, time.Hour)
	a.mustKeepHouse(t, 0) // done today
	clock.now = clock.now.Add(24 * time.Hour)
	a.mustKeepHouse(t, 0) // due, at one opening
	clock.now = clock.now.Add(24 * time.Hour)
	revision := a.v.Status().Revision
	a.mustKeepHouse(t, 1)
	if a.v.Status().Revision == revision {
		t.Error("nothing was written")
	}
	revision = a.v.Status().Revision
	a.mustKeepHouse(t, 0)
	clock.now = clock.now.Add(24 * time.Hour)
	a.mustKeepHouse(t, 0)
	if a.v.Status().Revision != revision {
		t.Error("written without need")
	}
}

// TestRewriteIsOwed: what was deleted for good, and then was kept in the file by
// an interrupt, leaves it with the next command, once.
func TestRewriteIsOwed(t *testing.T) {
	noRewrite := func(name string, flag int, mode os.FileMode) (*os.File, error) {
		if strings.HasSuffix(name, ".new") {
			return nil, &os.PathError{Op: "open", Path: name, Err: syscall.EIO}
		}
		return os.OpenFile(name, flag, mode)
	}
	for name, purge := range map[string]func(a *App, clock *moving) error{
		"trash empty": func(a *App, _ *moving) error {
			_, err := a.EmptyTrash(t.Context(), TrashFilter{})
			return err
		},
		"housekeeping": func(a *App, clock *moving) error {
			for range 2 {
				clock.now = clock.now.Add(25 * time.Hour)
				if err := a.view(t.Context(), func(*vault.Tx) error { return nil }); err != nil {
					return err
				}
			}
			_, err := a.housekeeping(t)
			return err
		},
		"passwd": func(a *App, _ *moving) error { return a.SetPassword(t.Context(), secret.New("correct horse")) },
	} {
		a, clock := movingApp(t)
		a.mustKeepHouse(t, 0)
		putAway(t, a, time.Hour)
		b := onDisk(t, a, noRewrite)
		if err := purge(b, clock); !errors.Is(err, syscall.EIO) {
			t.Fatalf("%s was not interrupted: %v", name, err)
		}
		if u, err := b.Upkeep(t.Context()); err != nil || !errors.Is(u.Late, syscall.EIO) || u.Rewritten {
			t.Errorf("%s, on the same disk: %+v, %v", name, u, err)
		}
		c := onDisk(t, a, os.OpenFile)
		if u, err := c.Upkeep(t.Context()); err != nil || u.Late != nil || !u.Rewritten {
			t.Errorf("%s, the next command: %+v, %v", name, u, err)
		}
		if u, err := c.Upkeep(t.Context()); err != nil || u.Rewritten {
			t.Errorf("%s, the one after it: %+v, %v", name, u, err)
		}
	}
}

func TestHousekeepingKeepsOut(t *testing.T) {
	a, clock := movingApp(t)
	putAway(t, a, time.Hour)
	for range 3 {
		clock.now = clock.now.Add(25 * time.Hour)
		if err := a.view(t.Context(), func(*vault.Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	a.v.Narrow()
	a.mustKeepHouse(t, 0)
	if err := a.Unlock(t.Context(), secret.New("correct horse")); err != nil {
		t.Fatal(err)
	}
	state := a.env.Folders.State
	a.env.Folders.State = "/dev/null/nowhere" // a day that cannot be remembered never comes
	a.mustKeepHouse(t, 0)
	a.env.Folders.State = state
	a.mustKeepHouse(t, 1)
}

func TestSettings(t *testing.T) {
	a, _ := movingApp(t)
	read := func() (s Settings, err error) {
		err = a.view(t.Context(), func(tx *vault.Tx) (err error) {
			s, err = settings(tx)
			return err
		})
		return s, err
	}
	want := Settings{TrashRetention: 30 * day, OwnerRetention: 365 * day, BackupDaily: true, HistoryKeep: 20, GenLength: 20, GenWords: 6, Rules: health.DefaultRules()}
	if s, err := read(); err != nil || s != want {
		t.Errorf("defaults: %+v, %v", s, err)
	}
	for key, value := range map[string]string{"trash.retention": "0d", "log.retention": "0d", "owner.retention": "90d", "backup.retention": "30d", "backup.daily": "off", "history.keep": "0", "gen.length": "64",
		"check.length": "12", "check.score": "0", "check.age": "90d", "check.kinds": "lower+digit"} {
		if err := a.SetSetting(t.Context(), key, value); err != nil {
			t.Error(err)
		}
	}
	want = Settings{TrashRetention: time.Second, OwnerRetention: 90 * day, HistoryKeep: 0, GenLength: 64, GenWords: 6,
		Rules: health.Rules{Length: 12, Age: 90 * day, Kinds: health.Lower | health.Digit}}
	if s, err := read(); err != nil || s != want {
		t.Errorf("set: %+v, %v", s, err)
	}
	for _, key := range PersonalKeys() {
		if err := a.UnsetSetting(t.Context(), key); err != nil {
			t.Error(err)
		}
	}
	a.mustUpdate(t, func(tx *vault.Tx) error { // only what was set is stored
		m, err := readSettings(tx)
		for key := range m { // since when a retention counts is more than its value
			if !strings.HasSuffix(key, ".retention.since") {
				t.Errorf("%s stays: %v", key, err)
			}
		}
		return writeSettings(tx, storedSettings{"later.key": 7, "gen.words": 9})
	})
	if err := a.SetSetting(t.Context(), "gen.words", "8"); err != nil {
		t.Error(err)
	}
	a.mustUpdate(t, func(tx *vault.Tx) error {
		m, err := readSettings(tx)
		if m["later.key"] != 7 || m["gen.words"] != 8 {
			t.Errorf("a key of a later version is lost: %v, %v", m, err)
		}
		return writeSettings(tx, storedSettings{"gen.words": 1 << 40})
	})
	if _, err := read(); Explain(err).Kind != Damaged {
		t.Errorf("out of bounds: %v", err)
	}
	a.mustUpdate(t, func(tx *vault.Tx) error {
		long, err := codec.Marshal(map[string]string{"gen.words": "6"})
		return errors.Join(err, tx.PutTwin(vault.BoxZero, vault.Settings, settingsKey, long))
	})
	if _, err := read(); Explain(err).Kind != Damaged {
		t.Errorf("of another type: %v", err)
	}
}

func TestSpan(t *testing.T) {
	if d, err := ParseSpan("1h30m"); err != nil || FormatSpan(d) != "1h30m" {
		t.Errorf("got %v, %v", d, err)
	}
	if _, err := ParseSpan("soon"); Explain(err).Kind != Usage {
		t.Errorf("got %v", err)
	}
}

func TestNothingIsErasedTooEarly(t *testing.T) {
	a, clock := movingApp(t)
	refused := func() {
		t.Helper()
		if err := a.EraseDue(t.Context()); Explain(err).Kind != Refused {
			t.Fatalf("erased: %v", err)
		}
	}
	refused()
	due, err := a.RemoveVault(t.Context())
	if err != nil || due.Sub(clock.now) != box.RemovalDelay {
		t.Fatalf("due %v: %v", due, err)
	}
	refused()
	clock.now = due
	refused() // one opening
	clock.now = clock.now.Add(25 * time.Hour)
	if err := a.RestoreVault(t.Context()); err != nil {
		t.Fatal(err)
	}
	refused() // taken back at the last moment
	if due, reached, err := a.Removal(t.Context()); !due.IsZero() || reached || err != nil {
		t.Errorf("%v, %v, %v", due, reached, err)
	}
}

func TestUpkeep(t *testing.T) {
	a, clock := movingApp(t)
	ctx := t.Context()
	due, err := a.RemoveVault(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if u, err := a.Upkeep(ctx); err != nil || !u.Due.Equal(due) || u.Late != nil {
		t.Errorf("marked: %+v, %v", u, err)
	}
	clock.now = due
	if _, err := a.Upkeep(ctx); err != nil {
		t.Errorf("at the first opening: %v", err)
	}
	clock.now = clock.now.Add(25 * time.Hour)
	a.v.Narrow()
	if _, err := a.Upkeep(ctx); err != nil {
		t.Errorf("without the core tier: %v", err)
	}
	if err := a.Unlock(ctx, secret.New("correct horse")); err != nil {
		t.Fatal(err)
	}
	_, err = a.Upkeep(ctx)
	if Explain(err).Kind != NotFound {
		t.Errorf("not deleted: %v", err)
	}
	if _, err := os.Lstat(filepath.Join(a.env.Folders.Data, vault.FileName)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is still there: %v", err)
	}
}

func TestUpkeepPutsOff(t *testing.T) {
	a, _ := movingApp(t)
	a.mustUpdate(t, func(tx *vault.Tx) error {
		return tx.PutTwin(vault.BoxZero, vault.Settings, ownerKey, []byte("no owner"))
	})
	u, err := a.Upkeep(t.Context())
	if err != nil || Explain(u.Late).Kind != Damaged {
		t.Errorf("%+v, %v", u, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if u, err := a.Upkeep(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("an interrupt ends nothing: %+v, %v", u, err)
	}
}

func TestTemplateFields(t *testing.T) {
	for text, want := range map[string]box.TemplateField{
		"host":                   {Name: "host", Kind: box.Text, Tier: vault.Companion},
		"key:multiline":          {Name: "key", Kind: box.Multiline, Tier: vault.Core},
		"pin:pin":                {Name: "pin", Kind: box.PIN, Tier: vault.Core},
		"seed:text:core":         {Name: "seed", Kind: box.Text, Tier: vault.Core},
		"key:password:companion": {Name: "key", Kind: box.Password, Tier: vault.Companion},
	} {
		if f, err := ParseTemplateField(text); err != nil || f != want {
			t.Errorf("%s is %+v, %v", text, f, err)
		}
	}
	for _, text := range []string{"a:b", "a:text:b", "a:text:core:x"} {
		if _, err := ParseTemplateField(text); Explain(err).Kind != Usage {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestReplayedSettings brings settings back that would delete at once, as
// somebody with the file and an older copy of it could.
func TestReplayedSettings(t *testing.T) {
	a, _ := movingApp(t)
	putAway(t, a, 0)
	if _, err := a.RestoreItem(t.Context(), "work/acme"); err != nil {
		t.Fatal(err)
	}
	set := func(key, value string) {
		if err := a.SetSetting(t.Context(), key, value); err != nil {
			t.Fatal(err)
		}
	}
	bucket := []byte(string(make([]byte, 16)) + "s")
	file := func(f func(b *bolt.Bucket) error) {
		db, err := bolt.Open(filepath.Join(a.env.Folders.Data, vault.FileName), 0o600, nil)
		if err == nil {
			err = errors.Join(db.Update(func(tx *bolt.Tx) error { return f(tx.Bucket(bucket)) }), db.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	set("history.keep", "0")
	set("trash.retention", "0d")
	old := map[string][]byte{}
	file(func(b *bolt.Bucket) error {
		return b.ForEach(func(k, v []byte) error { old[string(k)] = bytes.Clone(v); return nil })
	})
	set("history.keep", "20")
	set("trash.retention", "30d")
	file(func(b *bolt.Bucket) (err error) {
		for k, v := range old {
			err = errors.Join(err, b.Put([]byte(k), v))
		}
		return err
	})
	for what, f := range map[string]func() error{
		"settings": func() error { _, err := a.Settings(t.Context()); return err },
		"set":      func() error { return a.SetSetting(t.Context(), "gen.words", "7") },
		"remove":   func() error { _, err := a.Remove(t.Context(), []string{"work/acme"}, 0); return err },
		"owner":    func() error { _, err := a.Owner(t.Context()); return err },
		"erase":    func() error { return a.EraseDue(t.Context()) },
	} {
		if err := f(); err == nil || Explain(err).Kind != Damaged {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestForgedOwnerAndSettings writes dates and settings by which things would be
// deleted, with the companion root alone.
func TestForgedOwnerAndSettings(t *testing.T) {
	a, clock := movingApp(t)
	forge := func(key vault.Key, content any) {
		a.mustUpdate(t, func(tx *vault.Tx) error {
			b, err := codec.Marshal(content)
			_, perr := tx.Put(vault.BoxZero, vault.Settings, key, vault.Companion, b)
			return errors.Join(err, perr)
		})
	}
	forge(ownerKey, storedOwner{Name: "ann", Removed: 1000, Due: 2000})
	forge(settingsKey, storedSettings{"history.keep": 0, "trash.retention": 0})
	for range 40 {
		clock.now = clock.now.Add(25 * time.Hour)
		if u, err := a.Upkeep(t.Context()); err != nil || !u.Due.IsZero() || u.Late != nil {
			t.Fatalf("the vault is to be deleted: %+v %v", u, err)
		}
	}
	if err := a.EraseDue(t.Context()); Explain(err).Kind != Refused {
		t.Errorf("erase: %v", err)
	}
	a.mustUpdate(t, func(tx *vault.Tx) error {
		if s, err := settings(tx); err != nil || s.HistoryKeep != box.DefaultKeep || s.TrashRetention != box.DefaultRetention {
			t.Errorf("%+v %v", s, err)
		}
		return nil
	})
	if err := a.SetOwner(t.Context(), Owner{Name: "eve"}); err != nil { // takes over nothing
		t.Fatal(err)
	}
	if due, _, err := a.Removal(t.Context()); err != nil || !due.IsZero() {
		t.Errorf("removal: %v %v", due, err)
	}
	if r, err := a.Verify(t.Context()); err != nil || len(r.Problems) != 1 {
		t.Errorf("verify finds %q, %v", r.Problems, err)
	}
}
