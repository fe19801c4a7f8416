package entry

import (
	"strings"
	"testing"
	"time"

	"coffer/internal/app"
	"coffer/tui/door"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// TestFrozenSaysWhatCanBeDone: who decided, until when, and what happens if nobody does
// anything.
func TestFrozenSaysWhatCanBeDone(t *testing.T) {
	at := time.Date(2031, 5, 6, 7, 0, 0, 0, time.Local)
	f := app.Frozen{Ticket: "@aabbccdd", Since: at, Until: at.AddDate(0, 0, 30), Wait: 72 * time.Hour}
	thawing, deleting, due := f, f, f
	thawing.Thaw = at.AddDate(0, 0, 3)
	deleting.Deleting = true
	due.Deleting, due.Due = true, true
	for _, test := range []struct {
		f    app.Frozen
		says []string
		thaw bool
	}{
		{f, []string{"froze this vault on 2031-05-06", "ends on 2031-06-05", "your own wait of 3d"}, true},
		{thawing, []string{"Your wait has begun", "2031-05-09"}, false},
		{deleting, []string{"to delete this vault from 2031-06-05", "is a veto"}, false},
		{due, []string{"that is due now", "is a veto"}, false},
	} {
		u := &Unlock{d: &screen.Desk{Jobs: &screen.Jobs{}, Now: func() time.Time { return at }}, before: door.Before{Frozen: &test.f}, password: widget.Input{Hidden: true}}
		text := strings.Join(strings.Fields(strings.Join(u.View(screen.Size{Width: 80, Height: 20}, look.Plain()), " ")), " ")
		for _, says := range test.says {
			if !strings.Contains(text, says) {
				t.Errorf("%q is not in %q", says, text)
			}
		}
		u.password.Set("typed")
		if key := screen.Pressed(u.Keys(), "ctrl+y"); (key != nil && key.Why == "") != test.thaw {
			t.Errorf("this key begins the wait: %+v", key)
		}
		small := u.View(screen.Size{Width: 40, Height: 6}, look.Plain())
		for _, line := range small {
			if look.Width(line) != 40 {
				t.Errorf("%q is not 40 cells", line)
			}
		}
		if !strings.Contains(strings.Join(small, " "), "•••••") {
			t.Errorf("what is typed is out of sight in %q", small)
		}
	}
}
