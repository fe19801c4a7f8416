package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"coffer/ticket/order"
	"coffer/vault"
	"coffer/vault/codec"
)

// thawName is the file in the state folder that remembers when the owner asked
// for a thaw, sealed under core: waits are counted by the clock of one machine.
const thawName = "thaw"

// storedThaw is a thaw that the owner asked for, of the freeze with that number.
type storedThaw struct {
	_      struct{} `cbor:",toarray"`
	Freeze uint64
	Since  time.Duration // credited time
	Asked  uint64        // by the wall clock, to be told
}

// left is how much of a wait is left.
func (t storedThaw) left(credited, wait time.Duration) time.Duration {
	return max(0, t.Since+wait-credited)
}

// readThaw tells whether the owner asked for a thaw of this freeze. It takes the
// core tier; without, nothing is known.
func (a *App) readThaw(freeze order.Order) (t storedThaw, ok bool) {
	sealed, err := a.readState(thawName)
	if err != nil {
		return t, false
	}
	plain, err := a.v.OpenLocal(thawName, vault.Core, sealed)
	if err != nil || codec.UnmarshalCanonical(plain, &t) != nil {
		return storedThaw{}, false
	}
	// a clock that began anew counts from then on
	return t, t.Freeze == freeze.Number && t.Since <= a.v.Credited()
}

func (a *App) writeThaw(t storedThaw) error {
	plain, err := codec.Marshal(t)
	if err != nil {
		return err
	}
	sealed, err := a.v.SealLocal(thawName, vault.Core, plain)
	if err != nil {
		return err
	}
	return a.writeState(thawName, sealed)
}

func (a *App) dropThaw() error {
	err := os.Remove(a.statePath(thawName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Thawing makes the next [App.Unlock] leave a frozen vault open, for [App.Thaw]
// alone.
func (a *App) Thawing() { a.thawing = true }

// Thaw begins the wait after which the owner's master password opens a frozen
// vault, if it has not begun on this machine, and closes the vault. It returns
// nil for one that is not frozen, or not any more: that stays open.
func (a *App) Thaw(ctx context.Context) (*Frozen, error) {
	a.thawing = false
	o := a.frozen
	if a.frozen = nil; o == nil {
		return nil, nil
	}
	_, begun := a.readThaw(o.state.By)
	if !begun {
		err := a.writeThaw(storedThaw{Freeze: o.state.By.Number, Since: a.v.Credited(), Asked: codec.Seconds(a.Now())})
		if err != nil {
			return nil, errors.Join(err, a.v.Close())
		}
	}
	f := a.frozenBy(o)
	return f, a.v.Close()
}
