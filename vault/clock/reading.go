package clock

import "time"

// Clock is what tells the time on a machine. Boot names this run of the machine
// and says for how long it has lasted, suspend included; an empty id means that
// this is not known.
type Clock interface {
	Now() time.Time
	Boot() (id string, since time.Duration)
}

// Reading is what the clocks said at one opening of the vault.
type Reading struct {
	_      struct{} `cbor:",toarray"`
	Wall   time.Time
	BootID string
	Boot   time.Duration
}

// Read looks at both clocks.
func Read(c Clock) Reading {
	id, since := c.Boot()
	return Reading{Wall: c.Now(), BootID: id, Boot: since}
}

// tidy brings a reading into the form in which it is kept: whole seconds, since
// a fraction that is lost when a State is stored would be credited once more at
// every opening, and without Go's monotonic time, which stands still in suspend.
func (r Reading) tidy() Reading {
	r.Wall = time.Unix(r.Wall.Unix(), 0).UTC()
	r.Boot = max(r.Boot, 0)
	if len(r.BootID) > maxBootID {
		r.BootID = ""
	}
	return r
}

// SameRun reports whether both readings were surely taken in one run.
func (r Reading) SameRun(s Reading) bool { return r.BootID != "" && r.BootID == s.BootID }
