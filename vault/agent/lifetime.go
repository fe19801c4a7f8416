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

// End says why a session ended. The numbers stand in the protocol.
type End uint8

// The reasons.
const (
	NotEnded   End = iota
	ByHand         // lock
	Idle           // nobody used it for long enough
	Hard           // it lasted as long as it may
	Slept          // the machine was suspended, or a clock jumped
	LoggedOut      // the login session of the system ended
	Terminated     // the agent was told to end
	NewKeys        // the password, the keys or the slots were changed
	Replaced       // another unlock took its place
	Died           // the agent is gone and left the key; none says so itself
)

// endings are how each reason is said: in a word that stays the same, for programs,
// and as a part of a sentence, for people.
var endings = [...]struct{ word, text string }{
	NotEnded:   {"", "not ended"},
	ByHand:     {"lock", "by coffer lock"},
	Idle:       {"idle", "nobody used it for its idle time"},
	Hard:       {"limit", "it had lasted as long as it may"},
	Slept:      {"suspend", "the machine slept, or its clock jumped"},
	LoggedOut:  {"logout", "you logged out"},
	Terminated: {"agent-ended", "the agent was ended"},
	NewKeys:    {"new-keys", "password, keys or slots were changed"},
	Replaced:   {"replaced", "it was unlocked again"},
	Died:       {"agent-died", "the agent ended without locking"},
}

// String says it as a part of a sentence: "locked: nobody used it".
func (e End) String() string { return endings[e.known()].text }

// Word says it for programs, in a word that stays the same; empty for
// [NotEnded].
func (e End) Word() string { return endings[e.known()].word }

// known takes what another agent may say and this program has no word for as
// [NotEnded].
func (e End) known() End {
	if int(e) >= len(endings) {
		return NotEnded
	}
	return e
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
		return Hard
	case now.since(l.used) >= l.limits.Idle:
		return Idle
	}
	return NotEnded
}

// left is how long it lasts if nobody uses it, and how long at most.
func (l lease) left(now Reading) (idle, hard time.Duration) {
	hard = max(0, l.limits.Hard-now.since(l.began))
	return min(hard, max(0, l.limits.Idle-now.since(l.used))), hard
}
