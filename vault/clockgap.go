package vault

import (
	"context"
	"time"

	"coffer/internal/sys"
	"coffer/vault/codec"
)

// ClockGap tells whether a gap of more than a week between two runs of the
// machine, or a clock that was ahead for a while, waits for somebody to confirm the
// clock, and how much time that would credit, as of the last opening.
func (v *Vault) ClockGap() (open bool, withheld time.Duration) {
	return v.time.Doubt != nil, v.time.Withheld()
}

// ConfirmClock takes the wall clock for right: what was withheld of gaps counts from
// now on (vault/clock). [ErrLocked] without the core tier: whoever has less is not
// to shorten a wait. Its caller has recorded it.
func (v *Vault) ConfirmClock(ctx context.Context) error {
	if _, core := v.Unlocked(); !core {
		return ErrLocked
	}
	return v.within(ctx, sys.Exclusive, func(*store) error {
		v.tick()
		v.time = v.time.Confirm()
		return v.keepClock(true)
	})
}

// keepClock writes what is remembered of the clock; with last it is safe when it
// returns.
func (v *Vault) keepClock(last bool) error {
	b, err := codec.Marshal(v.time)
	if err == nil {
		err = v.writeState(clockName, b, last)
	}
	return err
}
