package account

import (
	"time"

	"coffer/internal/app"
	"coffer/tui/screen"
)

// trial slows down who types wrong master passwords into an open vault.
type trial struct {
	d     *screen.Desk
	wrong int
	until time.Time
}

// longestPause is how long a person waits at most between two tries.
const longestPause = 30 * time.Second

// failed hears what came of a try.
func (t *trial) failed(err error) {
	if app.Explain(err).Kind == app.Password {
		t.wrong++
		t.until = t.d.Now().Add(min(time.Second<<min(t.wrong-1, 5), longestPause))
	}
}

// why says how long no password is taken.
func (t *trial) why() string {
	if left := t.until.Sub(t.d.Now()); left > 0 {
		return "wait " + app.FormatSpan(left.Round(time.Second)) + " after a wrong password"
	}
	return ""
}
