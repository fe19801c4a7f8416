package cli

import (
	"context"
	"errors"
	"time"

	"coffer/internal/app"
	"coffer/internal/host"
)

// upkept does what dates ask for, right after unlocking, and returns the vault;
// it closes it when there is no going on.
func (c *cli) upkept(ctx context.Context, a *app.App) (*app.App, error) {
	u, err := a.Upkeep(ctx)
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	c.remind(u.Due)
	if u.Late != nil {
		c.note("warning: what is due was put off: %s", app.Explain(u.Late).What)
	}
	if u.NoBackup != nil {
		c.note("warning: %s", app.BackupWarning(u.NoBackup))
	}
	if u.Rewritten {
		c.note("an earlier command ended before what it replaced was off the disk; that is done now")
	}
	if u.Purged > 0 {
		c.note("deleted for good what was due in the trash: %d", u.Purged)
	}
	return a, nil
}

// sweepMemory removes what edit left in clear in memory when it was killed.
func (c *cli) sweepMemory() {
	folders, err := host.FindFolders(c.getenv)
	if err != nil {
		return
	}
	for _, path := range host.SweepMemory(host.MemoryFolders(folders.Runtime)) {
		c.note("removed what an edit that was killed had left in clear: %s", host.Safe(path))
	}
}

// remind tells of a vault that is marked for deletion.
func (c *cli) remind(due time.Time) {
	if !due.IsZero() {
		c.note("this vault will be deleted from %s on; coffer vault restore takes that back", localTime(due))
	}
}
