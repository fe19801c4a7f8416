package agent

import "time"

// Limits say how long a session lasts.
type Limits struct {
	_    struct{}      `cbor:",toarray"`
	Idle time.Duration // since it was last used
	Hard time.Duration // since it began
}

// valid holds limits to their bounds.
func (l Limits) valid() bool {
	return l.Idle >= MinIdle && l.Idle <= l.Hard && l.Hard <= MaxHard
}

// lease is the time of one session.
type lease struct {
	limits      Limits
	began, used Reading
}

// ended tells whether the session is over at a reading, and why.
func (l lease) ended(now Reading) End {
	switch {
	case now.since(l.began) >= l.limits.Hard:
		return Expired
	case now.since(l.used) >= l.limits.Idle:
		return Unused
	}
	return NotEnded
}

// left is how long it lasts if nobody uses it, and how long at most.
func (l lease) left(now Reading) (idle, hard time.Duration) {
	hard = max(0, l.limits.Hard-now.since(l.began))
	return min(hard, max(0, l.limits.Idle-now.since(l.used))), hard
}
