package vault

import (
	"errors"
	"testing"
	"time"
)

// TestConfirmClock lets a long gap count in full, for this process and the next,
// once somebody with the core tier says so, and not before.
func TestConfirmClock(t *testing.T) {
	const day = 24 * time.Hour
	e := newEnv(t)
	e.create(t).Close()
	restart := func(d time.Duration) { e.clock.now, e.clock.run = e.clock.now.Add(d), e.clock.run+1 }
	credited := func(v *Vault) (d time.Duration) {
		view(t, v, func(tx *Tx) error { d = tx.Credited(); return nil })
		return d
	}
	began := credited(e.open(t, "swordfish"))
	restart(30 * day)
	v := e.open(t, "swordfish")
	if got := credited(v); got != began+7*day {
		t.Fatalf("%v credited", got-began)
	}
	if open, rest := v.ClockGap(); !open || rest != 23*day {
		t.Errorf("gap %v, %v", open, rest)
	}
	v.Narrow()
	if err := v.ConfirmClock(t.Context()); !errors.Is(err, ErrLocked) {
		t.Errorf("confirmed without the core tier: %v", err)
	}
	v = e.open(t, "swordfish")
	other := e.open(t, "swordfish") // has read the clock before it is confirmed
	if err := v.ConfirmClock(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, v := range []*Vault{v, other, e.open(t, "swordfish")} {
		if got := credited(v); got != began+30*day {
			t.Errorf("%v credited and confirmed", got-began)
		}
		if open, rest := v.ClockGap(); open || rest != 0 {
			t.Errorf("still a gap of %v", rest)
		}
	}
	if err := v.ConfirmClock(t.Context()); err != nil || credited(v) != began+30*day {
		t.Errorf("confirming twice: %v", err)
	}
}
