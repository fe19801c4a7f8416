package app

import (
	"context"
	"errors"
	"time"
)

// Upkept is what [App.Upkeep] did and found.
type Upkept struct {
	Due       time.Time // from when on the vault will be deleted; zero while it is in use
	Purged    int       // things that went from the trash for good
	Rewritten bool      // what a former command replaced is off the disk only now
	// Late is why what is due was not done; it is tried again another day.
	Late error
	// NoBackup is why there is no backup of today; it is tried again tomorrow.
	NoBackup error
}

// Upkeep does what dates ask for; it belongs right after unlocking. A vault whose
// deletion is due is deleted: then the error is of kind [NotFound], and there is
// nothing left to work on. That takes the core tier and the newest file that
// this machine saw. Any other error, too, ends the command; what merely could
// not be done stands in Late.
func (a *App) Upkeep(ctx context.Context) (u Upkept, err error) {
	if a.v.Scoped() {
		return u, nil
	}
	due, reached, err := a.Removal(ctx)
	if _, core := a.v.Unlocked(); err == nil && reached && core && !a.Older() {
		return u, a.end(ctx)
	}
	u.Due = due
	if err == nil {
		u.Rewritten, err = a.finishRewrite(ctx)
	}
	if err == nil && a.beginsDay() {
		u.NoBackup = a.dailyBackup(ctx)
		u.Purged, err = a.keepHouse(ctx)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		u.Late, err = err, nil
	}
	return u, err
}

// end deletes the vault, and says so by an error in any case.
func (a *App) end(ctx context.Context) error {
	if err := a.EraseDue(ctx); err != nil {
		return err
	}
	return Fail(NotFound, "exports and other copies are yours to delete; coffer init makes a new vault",
		"this vault was removed 14 days ago or more, and is deleted now")
}
