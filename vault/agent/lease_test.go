package agent

import (
	"testing"
	"time"
)

func TestLimitsToTheSecond(t *testing.T) {
	const idle, hard = 15 * time.Minute, 12 * time.Hour
	for name, c := range map[string]struct {
		used, now time.Duration
		want      End
	}{
		"at once":                   {0, 0, NotEnded},
		"a second before idle":      {0, idle - time.Second, NotEnded},
		"a nanosecond before idle":  {0, idle - 1, NotEnded},
		"idle":                      {0, idle, Unused},
		"used, a second before":     {time.Hour, time.Hour + idle - time.Second, NotEnded},
		"used, idle":                {time.Hour, time.Hour + idle, Unused},
		"a second before the limit": {hard - time.Minute, hard - time.Second, NotEnded},
		"the limit, just used":      {hard - time.Second, hard, Expired},
		"long after both":           {0, 10 * hard, Expired},
	} {
		l := lease{Limits{Idle: idle, Hard: hard}, after(0), after(c.used)}
		if got := l.ended(after(c.now)); got != c.want {
			t.Errorf("%s: %v, not %v", name, got, c.want)
		}
	}
}

func TestLeft(t *testing.T) {
	l := lease{Limits{Idle: 15 * time.Minute, Hard: time.Hour}, after(0), after(50 * time.Minute)}
	idle, hard := l.left(after(55 * time.Minute))
	if idle != 5*time.Minute || hard != 5*time.Minute { // the limit comes first
		t.Errorf("left %v and %v", idle, hard)
	}
	idle, hard = l.left(after(2 * time.Hour))
	if idle != 0 || hard != 0 {
		t.Errorf("left %v and %v after the end", idle, hard)
	}
}

func TestLimitsHaveBounds(t *testing.T) {
	for l, want := range map[Limits]bool{
		{Idle: MinIdle, Hard: MinIdle}:         true,
		{Idle: MinIdle, Hard: MaxHard}:         true,
		{Idle: MinIdle - 1, Hard: time.Hour}:   false,
		{Idle: time.Hour, Hard: time.Hour - 1}: false,
		{Idle: MinIdle, Hard: MaxHard + 1}:     false,
		{Idle: -time.Hour, Hard: -time.Hour}:   false,
		{}:                                     false,
	} {
		if l.valid() != want {
			t.Errorf("%+v: %v", l, l.valid())
		}
	}
}
