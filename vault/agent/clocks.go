package agent

import (
	"time"

	"coffer/vault/clock"
)

// Clock is [clock.Clock] with one more reading: for how long the machine was
// awake in this run. It stands still in suspend, as Go's timers do.
type Clock interface {
	clock.Clock
	Awake() time.Duration
}

// Reading is what the clocks said at one moment.
type Reading struct {
	clock.Reading
	Awake time.Duration
}

// Read looks at all clocks. The wall clock's time is without Go's monotonic
// one, by which two times would be compared otherwise.
func Read(c Clock) Reading {
	r := Reading{Reading: clock.Read(c), Awake: c.Awake()}
	r.Wall = r.Wall.Round(0)
	return r
}

// How far two clocks may drift apart between two looks before it means that the
// machine slept, or stood still under another one.
const (
	napSlack  = 2 * time.Second
	jumpSlack = time.Minute
)

// since is how much time has passed between two readings: by the clock that
// says more, so that setting one back shortens nothing.
func (r Reading) since(from Reading) time.Duration {
	wall := r.Wall.Sub(from.Wall)
	if r.SameRun(from.Reading) {
		return max(wall, r.Boot-from.Boot, 0)
	}
	return max(wall, r.Awake-from.Awake, 0)
}

// slept tells whether the machine slept between two readings, or may have: boot
// time went on while the time awake did not; the wall clock got ahead of both,
// as it does where a virtual machine was halted; or it went back where there is
// no boot clock to hold against it.
func (r Reading) slept(from Reading) bool {
	awake, wall := r.Awake-from.Awake, r.Wall.Sub(from.Wall)
	if r.Awake == 0 { // unknown: it looked twice a minute, had it been awake
		awake = min(max(wall, 0), 2*LookEvery)
	}
	if !r.SameRun(from.Reading) {
		return wall-awake > jumpSlack || wall < -jumpSlack
	}
	boot := r.Boot - from.Boot
	return boot-awake > napSlack || wall-boot > jumpSlack
}
