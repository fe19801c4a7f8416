package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coffer/vault"
)

// Backups that would be missing when they are needed. Whether a day had one is judged by the last day on which
// there should have been one: a vault that nobody opens needs none.

// backupCheckup is what is known of the backups.
type backupCheckup struct {
	used    time.Time // the last day that began with a backup; zero: none yet, or there is no place
	oldest  time.Time // zero: there is none
	newest  time.Time
	strange int   // that cannot be read
	trouble error // why they cannot be looked at
	pushed  Pushed
}

// How old the newest backup may be, here in days of use and elsewhere.
const (
	staleBackup = 7 * day
	stalePush   = 30 * day
)

func (a *App) gatherBackups(ctx context.Context, c *checkup) error {
	if a.env.Folders.Backups == "" {
		return nil
	}
	c.backups.used, _ = time.Parse(time.DateOnly, a.lastHousekeeping()) // zero where there was none
	l, err := a.BackupsAt("").List(ctx, nil)
	if errors.Is(err, context.Canceled) {
		return err
	}
	c.backups.trouble, c.backups.strange = err, l.Strange
	if l.Newest() != nil {
		c.backups.oldest, c.backups.newest = l.All[0].Made, l.Newest().Made
	}
	return a.view(ctx, func(tx *vault.Tx) (err error) {
		c.backups.pushed, err = readPushed(tx)
		return err
	})
}

// checkBackups finds out whether what was lost would come back.
func checkBackups(c *checkup) (found []Finding) {
	b := &c.backups
	switch {
	case b.trouble != nil:
		found = append(found, Finding{"backup", Serious, "", "the backups of this machine cannot be read: " + Explain(b.trouble).What,
			"mend that, and then coffer backup now"})
	case b.used.IsZero():
	case b.newest.IsZero():
		found = append(found, Finding{"backup", Serious, "", "there is no backup on this machine", "coffer backup now makes one"})
	case b.used.Sub(b.newest) >= staleBackup:
		found = append(found, Finding{"backup", Serious, "", "the vault is used, and its newest backup here is of " + LocalTime(b.newest),
			"coffer backup now says what is wrong; coffer config set backup.daily on"})
	}
	if b.strange > 0 {
		found = append(found, Finding{"backup-damaged", Notable, "", Counted(b.strange, "backup", "backups") + " here cannot be read",
			"coffer backup verify --all says more; coffer backup now makes a new one"})
	}
	return append(found, checkAway(c)...)
}

// checkAway finds out whether backups outlive this machine.
func checkAway(c *checkup) (found []Finding) {
	b := &c.backups
	if b.pushed.Address == "" && !b.oldest.IsZero() && b.used.Sub(b.oldest) >= staleBackup {
		found = append(found, Finding{"backup-away", Notable, "", "no backup ever left this machine: a disk that fails takes the vault and all of them",
			"coffer backup push dir:/path or s3://bucket/prefix"})
	}
	if b.pushed.Address != "" && c.now.Sub(b.pushed.Time) > stalePush {
		found = append(found, Finding{"backup-away", Notable, "",
			fmt.Sprintf("backups last went off this machine on %s, to %s", LocalTime(b.pushed.Time), SafeAddress(b.pushed.Address)),
			"coffer backup push"})
	}
	return found
}
