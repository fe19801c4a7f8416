package app

import (
	"context"
	"fmt"
	"time"

	"coffer/box"
	"coffer/box/seal"
	"coffer/vault"
)

// Housekeeping is what dates ask for, done by the first command of a day that
// opens the vault whole: what is due in the trash goes, removed boxes too, items
// that expire are put away, old entries of the log lose what they say, former data
// of the owner go, and the file is written anew if anything but entries went. All
// of it needs the date reached at two openings. The backup of the day is made ahead of it: see [App.Upkeep].
//
// The state folder remembers the day. That a rewrite is still owed, because the
// last one was interrupted, stands in the vault: any machine finishes it.

const housekeepingName = "housekeeping"

// beginsDay tells whether this is the first command of the day, and remembers that it was. It is none
// without the core tier, on a file that is not the newest one this machine saw, or where the
// day cannot be remembered.
func (a *App) beginsDay() bool {
	if _, core := a.v.Unlocked(); !core || a.v.Status().Older {
		return false
	}
	today := a.Now().Format(time.DateOnly)
	return a.lastHousekeeping() != today && a.markHousekeeping(today) == nil
}

// keepHouse does it, and returns how many things went for good. An error is no reason to
// stop: it will be tried again tomorrow.
func (a *App) keepHouse(ctx context.Context) (purged int, err error) {
	err = a.update(ctx, "housekeeping", "", func(tx *vault.Tx) error {
		set, err := settings(tx)
		if err != nil {
			return err
		}
		if err := withdrawExpired(tx); err != nil {
			return err
		}
		if purged, err = box.PurgeDue(tx, set.TrashRetention); err != nil {
			return err
		}
		circles, err := seal.PurgeDue(tx)
		if purged += circles; err != nil {
			return err
		}
		if err := forgetLate(tx); err != nil {
			return err
		}
		return forgetPurged(tx)
	})
	forgot := false
	if err == nil {
		forgot, err = a.forgetFormer(ctx)
	}
	if err == nil && (purged > 0 || forgot) {
		err = a.clean(ctx)
	}
	if err != nil {
		return 0, err
	}
	return purged, nil
}

// forgetLate forgets letters that were dropped, and what old entries of the log say.
func forgetLate(tx *vault.Tx) error {
	letters, err := sureRetention(tx, "trash.retention")
	if err != nil {
		return err
	}
	entries, err := sureRetention(tx, "log.retention")
	if err != nil {
		return err
	}
	if err := forgetDropped(tx, letters); err != nil {
		return err
	}
	_, err = tx.ThinLog(entries)
	return err
}

// finishRewrite does what a command that was interrupted still owes: what it
// replaced, such as a former password's slot, stands in old pages until then.
func (a *App) finishRewrite(ctx context.Context) (done bool, err error) {
	if _, core := a.v.Unlocked(); !core || a.v.Status().Older || !a.v.Status().Owed {
		return false, nil
	}
	err = a.clean(ctx)
	return err == nil, err
}

// clean takes what was purged off the disk: files of attachments that no item
// has any more, and the old pages of the vault file.
func (a *App) clean(ctx context.Context) error {
	if err := a.update(ctx, "attachments.sweep", "", box.Sweep); err != nil {
		return err
	}
	return a.v.Compact(ctx, a.env.progress("rewriting the vault"))
}

// leftovers marks an error of clean after what was to be done is done.
func leftovers(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", vault.ErrLeftovers, err)
}

// lastHousekeeping returns the day of the last one; any other content than
// ours means that there was none.
func (a *App) lastHousekeeping() string {
	b, err := a.readState(housekeepingName)
	if err != nil {
		return ""
	}
	return string(b)
}

func (a *App) markHousekeeping(day string) error {
	return a.writeState(housekeepingName, []byte(day))
}
