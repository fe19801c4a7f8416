package screen

import (
	"time"

	"coffer/internal/app"
)

// Trial slows down who types wrong master passwords: where the vault is locked, and where
// an open one asks for it once more. It goes on whichever screen is left and opened again.
type Trial struct {
	Wrong int // since the last right one
	until time.Time
}

// Tried hears what came of a password: after a wrong one nobody tries another for a while,
// the longer the more have failed.
func (d *Desk) Tried(err error) {
	switch {
	case err == nil:
		d.Trial = Trial{}
	case app.Explain(err).Kind == app.Password:
		d.Trial.Wrong++
		d.Trial.until = d.Now().Add(app.PauseAfter(d.Trial.Wrong))
	}
}

// WhyNoPassword says how long none is taken; empty: one is.
func (d *Desk) WhyNoPassword() string {
	if left := d.Trial.until.Sub(d.Now()); left > 0 {
		return "wait " + app.FormatSpan((left + time.Second - 1).Truncate(time.Second)) + " after a wrong password"
	}
	return ""
}
