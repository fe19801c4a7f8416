package agent

import (
	"testing"
	"time"

	"coffer/vault/clock"
)

var day0 = time.Date(2030, 1, 1, 8, 0, 0, 0, time.UTC)

// reading is a moment after day0 by all three clocks.
func reading(wall, boot, awake time.Duration) Reading {
	return Reading{
		Reading: clock.Reading{Wall: day0.Add(wall), BootID: "run", Boot: time.Hour + boot},
		Awake:   time.Hour + awake,
	}
}

// after is a moment at which all clocks agree.
func after(d time.Duration) Reading { return reading(d, d, d) }

func TestTimeThatPassed(t *testing.T) {
	for name, c := range map[string]struct {
		from, to Reading
		want     time.Duration
	}{
		"all agree":                 {after(0), after(time.Minute), time.Minute},
		"the wall clock went back":  {after(0), reading(-time.Hour, time.Minute, time.Minute), time.Minute},
		"the wall clock went ahead": {after(0), reading(time.Hour, time.Minute, time.Minute), time.Hour},
		"suspended":                 {after(0), reading(time.Hour, time.Hour, time.Minute), time.Hour},
		"another run, wall decides": {after(0), Reading{clock.Reading{Wall: day0.Add(time.Hour), BootID: "next"}, time.Second}, time.Hour},
		"no boot clock, wall went back": {Reading{clock.Reading{Wall: day0}, time.Hour},
			Reading{clock.Reading{Wall: day0.Add(-time.Hour)}, time.Hour + time.Minute}, time.Minute},
		"nothing known, wall went back": {Reading{Reading: clock.Reading{Wall: day0}}, Reading{Reading: clock.Reading{Wall: day0.Add(-time.Hour)}}, 0},
	} {
		if got := c.to.since(c.from); got != c.want {
			t.Errorf("%s: %v, not %v", name, got, c.want)
		}
	}
}

func TestSleepIsSeen(t *testing.T) {
	unknown := func(wall, boot time.Duration) Reading {
		r := reading(wall, boot, 0)
		r.Awake = 0
		return r
	}
	noBoot := func(wall, awake time.Duration) Reading {
		return Reading{clock.Reading{Wall: day0.Add(wall)}, time.Hour + awake}
	}
	for name, c := range map[string]struct {
		from, to Reading
		want     bool
	}{
		"a quiet half minute":              {after(0), after(30 * time.Second), false},
		"a busy hour without a look":       {after(0), after(time.Hour), false},
		"clocks drift by a second":         {after(0), reading(31*time.Second, 31*time.Second, 30*time.Second), false},
		"three seconds of sleep":           {after(0), reading(33*time.Second, 33*time.Second, 30*time.Second), true},
		"a night of sleep":                 {after(0), reading(8*time.Hour, 8*time.Hour, 30*time.Second), true},
		"halted under another machine":     {after(0), reading(2*time.Hour, 30*time.Second, 30*time.Second), true},
		"the wall clock jumps ahead":       {after(0), reading(2*time.Minute, 30*time.Second, 30*time.Second), true},
		"the wall clock goes back":         {after(0), reading(-2*time.Hour, 30*time.Second, 30*time.Second), false},
		"awake unknown, half a minute":     {unknown(0, 0), unknown(30*time.Second, 30*time.Second), false},
		"awake unknown, a night":           {unknown(0, 0), unknown(8*time.Hour, 8*time.Hour), true},
		"no boot clock, half a minute":     {noBoot(0, 0), noBoot(30*time.Second, 30*time.Second), false},
		"no boot clock, a night":           {noBoot(0, 0), noBoot(8*time.Hour, 30*time.Second), true},
		"no boot clock, wall an hour back": {noBoot(0, 0), noBoot(-time.Hour, 30*time.Second), true},
	} {
		if got := c.to.slept(c.from); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestWallClockWithoutMonotonicTime holds against the trap that two times of this
// process are compared by Go's own clock, which stands still in suspend.
func TestWallClockWithoutMonotonicTime(t *testing.T) {
	r := Read(now{})
	if r.Wall != r.Wall.Round(0) {
		t.Error("the reading holds monotonic time")
	}
	if plain := time.Now(); plain == plain.Round(0) {
		t.Fatal("the test does not see monotonic time")
	}
}

type now struct{}

func (now) Now() time.Time                { return time.Now() }
func (now) Boot() (string, time.Duration) { return "run", time.Hour }
func (now) Awake() time.Duration          { return time.Hour }
