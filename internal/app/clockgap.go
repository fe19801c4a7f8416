package app

import (
	"context"
	"time"

	"coffer/vault"
)

// ClockGap tells whether a gap of more than a week between two runs of this machine
// is counted as one week, and how much more would count if somebody confirmed the
// clock.
func (a *App) ClockGap() (open bool, withheld time.Duration) { return a.v.ClockGap() }

// ConfirmClock takes the clock of this machine for right, and returns how much time
// counts thereby. It wants the core tier and is recorded.
func (a *App) ConfirmClock(ctx context.Context) (time.Duration, error) {
	_, withheld := a.ClockGap()
	err := a.update(ctx, "clock.confirm", "", func(tx *vault.Tx) error { return tx.Note() })
	if err == nil {
		err = a.v.ConfirmClock(ctx)
	}
	return withheld, err
}
