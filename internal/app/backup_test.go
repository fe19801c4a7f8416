package app

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/internal/sys"
	"coffer/vault"
	"coffer/vault/backup"
	"coffer/vault/codec"
	"coffer/vault/secret"
)

// backedUp is an app with a place for backups.
func backedUp(t *testing.T) (*App, *moving) {
	t.Helper()
	a, clock := movingApp(t)
	a.env.Folders.Backups, a.env.Folders.Cache = filepath.Join(t.TempDir(), "backups"), filepath.Join(t.TempDir(), "cache")
	return a, clock
}

func (a *App) mustList(t *testing.T, want int) []Backup {
	t.Helper()
	l, err := a.BackupsAt("").List(t.Context(), a)
	if err != nil || len(l.All) != want {
		t.Fatalf("%d backups, not %d: %v", len(l.All), want, err)
	}
	return l.All
}

// TestWrongClockThinsNothing: a clock that is a year ahead, or back, at one opening takes no backup.
func TestWrongClockThinsNothing(t *testing.T) {
	a, clock := backedUp(t)
	for range 10 {
		a.mustKeepHouse(t, 0)
		clock.now = clock.now.Add(day)
	}
	before := len(a.mustList(t, 5)) // three days, the first of a week, the first of all
	right := clock.now
	clock.now = right.Add(400 * day)
	a.mustKeepHouse(t, 0)
	if l, _ := a.BackupsAt("").List(t.Context(), a); len(l.All) != before+1 {
		t.Errorf("a clock that is ahead took backups: %d are left of %d", len(l.All), before)
	}
	clock.now = right.Add(-400 * day)
	a.mustKeepHouse(t, 0)
	if l, _ := a.BackupsAt("").List(t.Context(), a); len(l.All) != before+2 {
		t.Errorf("a clock that is behind took backups: %d are left of %d", len(l.All), before)
	}
}

// TestDailyBackupFails holds that a place that cannot be written to stops nothing.
func TestDailyBackupFails(t *testing.T) {
	a, clock := backedUp(t)
	if err := os.WriteFile(a.env.Folders.Backups, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	u, err := a.Upkeep(t.Context())
	if err != nil || u.Late != nil || u.NoBackup == nil {
		t.Fatalf("%+v, %v", u, err)
	}
	if text := BackupWarning(u.NoBackup); !strings.HasPrefix(text, "today's backup was not made: ") || !strings.Contains(text, "; ") {
		t.Errorf("told %q", text)
	}
	if err := os.Remove(a.env.Folders.Backups); err != nil {
		t.Fatal(err)
	}
	clock.now = clock.now.Add(day)
	if u, err := a.Upkeep(t.Context()); err != nil || u.NoBackup != nil {
		t.Errorf("the next day: %+v, %v", u, err)
	}
	a.mustList(t, 1)
}

// TestScratchIsSwept holds that what a kill left goes, and what is in use stays.
func TestScratchIsSwept(t *testing.T) {
	a, _ := backedUp(t)
	left := filepath.Join(a.env.Folders.Cache, scratchPrefix+"left")
	if err := os.MkdirAll(filepath.Join(left, "vault"), 0o700); err != nil {
		t.Fatal(err)
	}
	err := a.env.inScratch(t.Context(), func(outer string) error {
		return a.env.inScratch(t.Context(), func(inner string) error {
			_, err := os.Stat(outer)
			return err
		})
	})
	if err != nil {
		t.Error(err)
	}
	if all, err := os.ReadDir(a.env.Folders.Cache); err != nil || len(all) != 0 {
		t.Errorf("left behind: %v, %v", all, err)
	}
}

// anotherVault is one with a place of its own for backups.
func anotherVault(t *testing.T, a *App) *App {
	t.Helper()
	env := a.env
	env.Folders.Data, env.Folders.Backups = filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "backups")
	env.Rand = rand.NewChaCha8([32]byte{1})
	b, err := Init(t.Context(), env, InitOptions{Password: secret.New("correct horse"), Params: vault.Floor})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

// TestForeignBackup holds that what lies under the name of this vault and is another one's is refused.
func TestForeignBackup(t *testing.T) {
	a, _ := backedUp(t)
	b := anotherVault(t, a)
	if _, err := b.MakeBackup(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(a.env.Folders.Backups, 0o700); err != nil {
		t.Fatal(err)
	}
	err := os.Rename(filepath.Join(b.env.Folders.Backups, b.v.ID().String()), filepath.Join(a.env.Folders.Backups, a.v.ID().String()))
	if err != nil {
		t.Fatal(err)
	}
	l, err := a.BackupsAt("").List(t.Context(), a)
	if err != nil || len(l.All) != 0 || l.Strange != 1 {
		t.Errorf("%+v, %v", l, err)
	}
	_, err = a.Restore(t.Context(), &Backups{a.env, b.v.ID(), ""}, RestoreOptions{})
	if Explain(err).Kind != Refused {
		t.Errorf("restored: %v", err)
	}
}

// TestTruncatedPack cuts what a backup is made of: it is found, nothing comes of it, and the next backup stands alone.
func TestTruncatedPack(t *testing.T) {
	a, clock := backedUp(t)
	putAway(t, a, time.Hour)
	if _, err := a.MakeBackup(t.Context()); err != nil {
		t.Fatal(err)
	}
	packs, err := filepath.Glob(filepath.Join(a.env.Folders.Backups, a.v.ID().String(), "p", "*"))
	if err != nil || len(packs) != 1 {
		t.Fatal(packs, err)
	}
	if err := os.Truncate(packs[0], 100); err != nil {
		t.Fatal(err)
	}
	found, _, err := a.BackupsAt("").Verify(t.Context(), nil, a)
	if err != nil || len(found) != 1 || len(found[0].Problems) == 0 {
		t.Errorf("verify: %+v, %v", found, err)
	}
	_, err = a.Restore(t.Context(), a.BackupsAt(""), RestoreOptions{WithDeleted: true})
	if e := Explain(err); e.Kind != Damaged || !strings.Contains(e.Hint, "backup verify") {
		t.Errorf("restore: %v", err)
	}
	clock.now = clock.now.Add(day)
	if _, err := a.MakeBackup(t.Context()); err != nil {
		t.Fatal(err)
	}
	if found, _, err := a.BackupsAt("").Verify(t.Context(), []string{LatestBackup}, a); err != nil || len(found[0].Problems) != 0 || !found[0].Opened {
		t.Errorf("the next one: %+v, %v", found, err)
	}
}

func TestSafeAddress(t *testing.T) {
	for address, want := range map[string]string{
		"dir:/home/ann/secret-folder":                     "dir",
		"s3://bucket/prefix?endpoint=https://a.example":   "s3://bucket",
		"s3://key:secret@bucket/prefix":                   "s3://bucket",
		"s3://bucket?endpoint=https://user:pw@s3.example": "s3://bucket",
	} {
		if got := SafeAddress(address); got != want {
			t.Errorf("%s: %s", address, got)
		}
	}
}

// TestPushedIsStrict reads records that nobody wrote.
func TestPushedIsStrict(t *testing.T) {
	a, clock := movingApp(t)
	want := Pushed{"dir:/x", clock.now.Truncate(time.Second), vault.ID{1}}
	a.mustUpdate(t, func(tx *vault.Tx) error { return writePushed(tx, want) })
	if got, err := a.Pushed(t.Context()); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	for _, content := range []any{storedPush{}, storedPush{Address: "dir:/x", Time: -1}, "dir:/x", []any{"dir:/x", 1}} {
		a.mustUpdate(t, func(tx *vault.Tx) error {
			b, err := codec.Marshal(content)
			return errors.Join(err, tx.PutTwin(vault.BoxZero, vault.Settings, pushKey, b))
		})
		if _, err := a.Pushed(t.Context()); !IsDamage(err) {
			t.Errorf("%v is taken: %v", content, err)
		}
	}
}

func TestWantedPaths(t *testing.T) {
	id := vault.ID{1, 2, 3}
	for text, want := range map[string]bool{"work": true, "work/": true, "work/mail": true, "work/mail/acme": true, "wor": false, "work/mai": false,
		"work/mail/acme/x": false, "@" + id.String()[:6]: true, "@zzzz": false} {
		all, err := parseWanted([]string{text})
		if err != nil || all[0].means(id, []string{"work", "mail", "acme"}) != want {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{"", "/", "@ab", "a%"} {
		if _, err := parseWanted([]string{text}); Explain(err).Kind != Usage {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestFindBackup(t *testing.T) {
	l := BackupList{All: []Backup{{ID: vault.ID{1}}, {ID: vault.ID{1, 0, 0, 0, 1}}, {ID: vault.ID{9}}}}
	for word, kind := range map[string]Kind{l.All[0].ID.String()[:4]: Ambiguous, "abc": NotFound, "zzzz": NotFound, "": NotFound} {
		if _, err := l.Find(word); Explain(err).Kind != kind {
			t.Errorf("%q: %v", word, err)
		}
	}
	if b, err := l.Find("@" + strings.ToUpper(l.All[2].ID.String()[:5])); err != nil || b.ID != l.All[2].ID {
		t.Errorf("%v, %v", b.ID, err)
	}
	if b, err := l.Find(LatestBackup); err != nil || b.ID != l.All[2].ID {
		t.Errorf("%v, %v", b.ID, err)
	}
	if _, err := (&BackupList{}).Find(LatestBackup); !errors.Is(err, backup.ErrNotFound) {
		t.Error(err)
	}
}

// TestDoctorOfBackups looks at each way in which a backup would be missing.
func TestDoctorOfBackups(t *testing.T) {
	now := time.Date(2030, 3, 1, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		b    backupCheckup
		want string
	}{
		"never used": {backupCheckup{}, ""},
		"of today":   {backupCheckup{used: now, newest: now}, ""},
		"not used":   {backupCheckup{used: now.Add(-90 * day), newest: now.Add(-90 * day)}, ""},
		"none":       {backupCheckup{used: now}, "backup"},
		"stale":      {backupCheckup{used: now, newest: now.Add(-7 * day)}, "backup"},
		"unusable":   {backupCheckup{trouble: errNoBackup("")}, "backup"},
		"pushed":     {backupCheckup{pushed: Pushed{"dir:/x", now.Add(-30 * day), vault.ID{1}}}, ""},
		"long not":   {backupCheckup{pushed: Pushed{"dir:/x", now.Add(-31 * day), vault.ID{1}}}, "backup-away"},
	} {
		var got string
		for _, f := range checkBackups(&checkup{now: now, backups: test.b}) {
			got += f.Check
		}
		if got != test.want {
			t.Errorf("%s: %q, not %q", name, got, test.want)
		}
	}
}

// TestKeptAsSet holds that each date that is told goes by what is set, and that none is where nobody can read that.
func TestKeptAsSet(t *testing.T) {
	a, clock := backedUp(t)
	if err := a.SetSetting(t.Context(), "backup.retention", "30d"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := a.MakeBackup(t.Context()); err != nil {
			t.Fatal(err)
		}
		clock.now = clock.now.Add(day)
	}
	all := a.mustList(t, 2)
	if got, want := all[0].Due, all[0].Made.Add(30*day); !got.Equal(want) || !all[1].Due.IsZero() {
		t.Errorf("they may go from %v and %v on, not %v", got, all[1].Due, want)
	}
	if one, err := a.BackupsAt("").Get(t.Context(), all[0].ID.String(), a); err != nil || one.Due != all[0].Due {
		t.Errorf("shown with %v, %v", one.Due, err)
	}
	for name, with := range map[string]*App{"none": nil, "another vault": anotherVault(t, a)} {
		if l, err := a.BackupsAt("").List(t.Context(), with); err != nil || len(l.All) != 2 || !l.All[0].Due.IsZero() {
			t.Errorf("%s: %+v, %v", name, l.All, err)
		}
	}
}

// TestBackupsInTheLog holds that what somebody does to backups leaves an entry, after the deed, and only where the vault can have one.
func TestBackupsInTheLog(t *testing.T) {
	a, _ := backedUp(t)
	entries := func() (all []string) {
		err := a.view(t.Context(), func(tx *vault.Tx) error {
			for n := uint64(1); n <= tx.Entries(); n++ {
				e, err := tx.Entry(n)
				if err != nil {
					return err
				}
				if strings.HasPrefix(e.Event.Action, "backup.") {
					all = append(all, e.Event.Action+" "+e.Event.Text)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	made, err := a.MakeBackup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	name := made.ID.Short() + " of " + made.Made.Format("2006-01-02")
	if _, err := a.BackupsAt("").Remove(t.Context(), []Backup{made.Backup, made.Backup}, a); err != nil {
		t.Fatal(err)
	}
	if got, want := entries(), []string{"backup.now " + name, "backup.rm " + name}; !slices.Equal(got, want) {
		t.Errorf("the log has %q", got)
	}
	for what, with := range map[string]*App{"none": nil, "another vault": anotherVault(t, a)} {
		if err := a.BackupsAt("").record(t.Context(), with, "backup.rm", "x"); err != nil || len(entries()) != 2 {
			t.Errorf("%s: %q, %v", what, entries(), err)
		}
	}
	a.Narrow()
	if _, err := a.MakeBackup(t.Context()); err != nil {
		t.Error(err)
	}
	if n := len(entries()); n != 2 {
		t.Errorf("%d entries without the core key", n)
	}
}

// TestUnrecordedIsTold: where the vault is in use by another process, what was done to backups stays done, and is told.
func TestUnrecordedIsTold(t *testing.T) {
	first, _ := backedUp(t)
	first.env.Wait = time.Millisecond
	a := anotherVault(t, first)
	if _, err := a.MakeBackup(t.Context()); err != nil {
		t.Fatal(err)
	}
	var warned []Warning
	a.env.Warn = func(w Warning) { warned = append(warned, w) }
	lock, err := sys.Lock(t.Context(), filepath.Join(a.env.Folders.Data, vault.LockName), sys.Exclusive, 0, "")
	if err != nil {
		t.Fatal(err)
	}
	err = a.BackupsAt("").record(t.Context(), a, "backup.rm", "x")
	if err := errors.Join(err, lock.Unlock()); err != nil || !slices.Equal(warned, []Warning{WarnUnrecorded}) {
		t.Errorf("%v, warned of %q", err, warned)
	}
	if !strings.Contains(WarningText(WarnUnrecorded), "does not stand in the log") {
		t.Error("it has no text")
	}
}
