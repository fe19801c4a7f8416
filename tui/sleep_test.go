package tui_test

import (
	"testing"
	"time"

	"coffer/tui/tuitest"
)

// sleeper is a clock whose time stands still while the machine sleeps, but for that since
// its start.
type sleeper struct {
	*tuitest.Clock
	slept time.Duration
}

func (s *sleeper) Boot() (string, time.Duration) {
	id, boot := s.Clock.Boot()
	return id, boot + s.slept
}

// TestSleepCounts: where there is no agent the screens lock themselves after a sleep that
// is longer than a session lasts.
func TestSleepCounts(t *testing.T) {
	p := alice(t)
	clock := &sleeper{Clock: p.Clock}
	p.Env.Clock = clock
	p.Unlocks().Sees("door")
	clock.slept = 8 * time.Hour
	p.Waits(time.Second).Sees("master password", "nobody used").SeesNot("door")
}
