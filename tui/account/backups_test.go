package account_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"coffer/internal/app"
	"coffer/tui/tuitest"
	"coffer/vault/secret"
)

// withBackup has a backup of a day on which there were two items, and a day later one of them is another one.
func withBackup(t *testing.T) *tuitest.Person {
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock())
	p.Env.Folders.Backups = filepath.Join(filepath.Dir(p.Env.Folders.Data), "backups")
	p.WithVault("Alice").Masks(" bytes", "  a line with a size").Masks("on this machine", " what they take together")
	p.Adds("home/door", "login", "1234-canary", nil)
	p.Adds("home/cellar", "login", "cellar-canary", nil)
	p.Does(func(ctx context.Context, a *app.App) error {
		_, err := a.MakeBackup(ctx)
		return err
	})
	p.Clock.Pass(26 * time.Hour)
	p.Does(func(ctx context.Context, a *app.App) error {
		_, err := a.Edit(ctx, "home/door", app.Change{Secret: &app.SecretValue{Value: secret.New("another canary")}})
		return err
	})
	return p
}

// TestBackups: they are listed, made, verified, pushed, pulled and deleted.
func TestBackups(t *testing.T) {
	p := chooses(withBackup(t).Unlocks(), "backups")
	p.Sees("2 backups on this machine", "none elsewhere", "2031-05-07", "2031-05-06", "1 day").SeesNot("canary").Golden("backups")
	p.Presses("V").Sees("2031-05-06", "whole, and what is in it is verified").Golden("backups-verified").Presses("enter")
	elsewhere := t.TempDir()
	p.Presses("p").Sees("can read nothing", "dir:/path").Types("dir:"+elsewhere).Presses("enter").Sees("copied 2 backups to dir", "elsewhere since")
	p.Presses("d").Sees("goes for good", "stay").Presses("y").Sees("1 backup on this machine")
	p.Presses("P").Sees("dir:"+elsewhere).Presses("enter").Sees("copied 1 backup from dir", "2 backups on this machine")
	p.Waits(10*time.Minute).Presses("n").Sees("made a backup of", "3 backups")
	p.Presses("P", "ctrl+u").Types("dir:" + filepath.Join(elsewhere, "nowhere")).Presses("enter").Sees("address:").SeesNot("copied")
	p.Presses("esc", "y")
	dir := filepath.Join(t.TempDir(), "then")
	p.Presses("t").Sees("the password of that day").Types(dir).Presses("enter").Sees("made a vault in")
	if _, err := os.Stat(filepath.Join(dir, "vault.db")); err != nil {
		t.Error(err)
	}
	p.Presses("t").Types(dir).Presses("enter").Sees("folder:").SeesNot("made a vault").Presses("esc", "y")
	p.Presses("ctrl+l").Sees("master password").SeesNot("backups")
}

// TestDamagedBackup: what is not whole is said, and everything else goes on.
func TestDamagedBackup(t *testing.T) {
	p := withBackup(t).Unlocks()
	err := filepath.WalkDir(p.Env.Folders.Backups, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || filepath.Ext(path) == ".lock" {
			return err
		}
		return os.Truncate(path, 100)
	})
	if err != nil {
		t.Fatal(err)
	}
	chooses(p, "backups").Sees("cannot be read").Presses("n").Sees("made a backup")
}

// TestRestore: what a backup holds is shown, tried, and brought beside what is there.
func TestRestore(t *testing.T) {
	p := chooses(withBackup(t).Unlocks(), "backups").Presses("down", "enter").Sees("home", "2 items").Golden("backup")
	p.Presses("r").Sees("home", "stays out").Golden("restore").Presses("enter")
	p.Sees("would come", "1 item", "here unchanged").SeesNot("canary").Golden("restore-tried")
	p.Does(func(ctx context.Context, a *app.App) error {
		all, err := a.BoxNames(ctx)
		if len(all) != 1 {
			t.Errorf("trying it made %v", all)
		}
		return err
	})
	p.Presses("enter").Sees("restored 1 item", "import/backup-2031-05-06").Golden("restored")
	p.Presses("enter").Sees("backup-2031-05-06", "door", "1 of 1").SeesNot("cellar")
	p.Presses("7").Sees("restored").Presses("esc").Sees("box by box").Presses("r").Types("/nothing").Presses("enter").Sees("there was no home/nothing")
	p.Presses("ctrl+l").Sees("master password").SeesNot("home/nothing")
}

// TestRestoreOfOtherKeys: where the keys are others by now, the password of that day is asked for.
func TestRestoreOfOtherKeys(t *testing.T) {
	p := withBackup(t)
	p.Does(func(ctx context.Context, a *app.App) error {
		_, err := a.Rekey(ctx, secret.New(tuitest.Password))
		return err
	})
	p = chooses(p.Unlocks(), "backups").Presses("down", "enter").Sees("today's keys do not open it").Golden("backup-other-keys")
	p.Presses("p").Types("something else").Presses("enter").Sees("wrong password")
	p.Waits(2 * time.Second).Types(tuitest.Password).SeesNot(tuitest.Password).Presses("enter").Sees("2 items").Presses("esc")
	p.Presses("r", "enter").Sees("other keys open this backup", "password").Presses("enter").Sees("type the master password of that day")
	p.Types(tuitest.Password).SeesNot(tuitest.Password).Presses("enter").Sees("would come").Presses("enter").Sees("restored")
}

// TestAccountWithoutCore: what needs both tiers says so where the companion tier alone is open, and the lists are read.
func TestAccountWithoutCore(t *testing.T) {
	p := withBackup(t)
	p.Does(func(ctx context.Context, a *app.App) error {
		_, err := a.Remove(ctx, []string{"home/cellar"}, 0)
		return err
	})
	p.Starts().Types(tuitest.Password).Presses("ctrl+o")
	chooses(p, "deletion").Sees("home/cellar", "old entries of the log").Presses("u").Sees("not now: the companion tier alone").Presses("f").Sees("not now: the companion tier alone", "home/cellar").Presses("esc")
	chooses(p, "backups").Sees("2031-05-06").Presses("enter").Sees("not now: the companion tier alone").Presses("v").Sees("whole").Presses("enter", "esc")
	chooses(p, "report").Sees("not now: the companion tier alone")
}

// TestBackupsInPlain: as lines, too, a backup is made and tried.
func TestBackupsInPlain(t *testing.T) {
	p := withBackup(t)
	heard := p.Hears(tuitest.Password, "", "7", "down", "down", "down", "down", "down", "down", "down", "", "n", "r", "", "ctrl+c", "y")
	for _, said := range []string{"2 backups on this machine", "made a backup of", "all of it", "would come"} {
		if !strings.Contains(heard, said) {
			t.Errorf("nothing says %q in\n%s", said, heard)
		}
	}
	if strings.Contains(heard, "canary") {
		t.Error("a secret is said")
	}
}

// TestBackupsKeptAsSet: from when on one may go is told by what is set.
func TestBackupsKeptAsSet(t *testing.T) {
	p := withBackup(t)
	p.Does(func(ctx context.Context, a *app.App) error { return a.SetSetting(ctx, "backup.retention", "30d") })
	chooses(p.Unlocks(), "backups").Presses("down").Sees("goes from", "2031-06-05")
}
