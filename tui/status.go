package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"coffer/tui/look"
	"coffer/tui/people"
	"coffer/tui/screen"
)

// statusLeft says how far the vault is open, and which one it is.
func (f *frame) statusLeft() string {
	var parts []string
	switch {
	case f.before != nil:
		parts = append(parts, append(slices.Clone(f.under), f.before)[0].Title())
	case f.state.Core:
		parts = append(parts, "open")
	default:
		parts = append(parts, "companion tier alone")
	}
	if f.state.Session != "" {
		parts = append(parts, `session "`+f.state.Session+`"`)
	}
	if f.name != "" {
		parts = append(parts, f.name)
	}
	return look.Safe(strings.Join(parts, " · "))
}

// statusRight says what waits, how old what came is, and how long the vault stays open.
func (f *frame) statusRight() string {
	if f.before != nil || !f.state.Open {
		return ""
	}
	var parts []string
	if c := f.desk.Clipboard; c != nil {
		parts = append(parts, "clipboard "+clockText(c.Until.Sub(f.desk.Now())))
	}
	if n := f.untold.unread(); n > 0 {
		parts = append(parts, fmt.Sprintf("%d to read", n))
	}
	if n := f.glance.Pending; n > 0 {
		parts = append(parts, fmt.Sprintf("%d to decide", n))
	}
	if text := f.syncText(); text != "" {
		parts = append(parts, text)
	}
	return strings.Join(append(parts, "locks in "+clockText(min(f.state.Idle, f.state.Hard))), " · ")
}

// syncText says how it stands with syncs, whether they began here or in the agent. The
// vault does not remember when one was: before the first one that is all there is to say.
func (f *frame) syncText() string {
	s := f.synced
	if agent := f.state.Sync; agent.Ended.After(s.At) {
		s = screen.Synced{At: agent.Ended, Failed: agent.Failed}
	}
	switch {
	case f.desk.Jobs.Doing(people.Syncing) || f.state.Sync.Running:
		return "syncing"
	case s.At.IsZero() && f.glance.Posts > 0:
		return "no sync since opening"
	case s.At.IsZero():
		return ""
	case s.Failed != "":
		return "sync failed " + f.sinceText(s.At)
	}
	return "synced " + f.sinceText(s.At)
}

// sinceText is the time of a day, and the day where it is another one.
func (f *frame) sinceText(at time.Time) string {
	now, at := f.desk.Now().Local(), at.Local()
	if now.YearDay() == at.YearDay() && now.Year() == at.Year() {
		return at.Format("15:04")
	}
	return at.Format("2006-01-02 15:04")
}
