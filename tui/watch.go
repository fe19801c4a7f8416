package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/door"
	"coffer/tui/screen"
)

// second lets the screens count down, and looks at the vault.
func (f *frame) second() tea.Cmd {
	if f.said.text != "" && !f.desk.Now().Before(f.said.until) {
		f.said = line{}
	}
	cmds := []tea.Cmd{f.desk.ClearClipboard(false)}
	if s := f.screen(); s != nil {
		cmds = append(cmds, s.Update(screen.Tick{}))
	}
	if f.before == nil {
		cmds = append(cmds, f.see())
	}
	return tea.Batch(cmds...)
}

// seen is what a look at the vault found.
type seen struct {
	state    door.State
	warnings []app.Warning
}

// see looks how it stands with the vault, one look at a time. Where somebody was active
// the session goes on.
func (f *frame) see() tea.Cmd {
	if f.looking {
		return nil
	}
	f.looking = true
	touch := f.active
	f.active = false
	look := func(ctx context.Context, _ screen.Progress) (s seen, err error) {
		if touch {
			if err = f.door.Touch(ctx); err != nil {
				return s, err
			}
		}
		s.state, err = f.door.Look(ctx)
		s.warnings = f.door.Warnings()
		return s, err
	}
	return f.desk.Jobs.Apart(func() tea.Cmd { return screen.Run(f.desk.Jobs, "", look, f.saw) })
}

// saw takes in what a look found: a session that ended, a file that another process
// changed.
func (f *frame) saw(s seen, err error) tea.Cmd {
	f.looking = false
	if err != nil {
		f.warn(s.warnings)
		return f.failed(err)
	}
	if f.before != nil {
		return nil
	}
	if !s.state.Open {
		return f.locked(ended)
	}
	changed := f.state.Mark != "" && f.state.Mark != s.state.Mark
	f.state = s.state
	f.warn(s.warnings)
	if changed {
		f.outdate()
		return f.catchUp()
	}
	return nil
}

// attended is for how long somebody who did something counts as sitting here.
const attended = time.Minute

// somebody is here: the session goes on, and what was changed meanwhile is read.
func (f *frame) somebody() tea.Cmd {
	f.active, f.here = true, f.desk.Now()
	if f.behind && f.before == nil {
		return f.catchUp()
	}
	return nil
}

// catchUp reads anew what is in sight. That uses the session: where nobody sits here it
// waits until somebody does, or else a vault that others change would never lock.
func (f *frame) catchUp() tea.Cmd {
	if f.behind = f.desk.Now().Sub(f.here) >= attended; f.behind {
		return nil
	}
	return tea.Batch(f.anew(), f.glimpse())
}

// outdate marks all screens but the one in sight, so that they read anew when they are
// seen again.
func (f *frame) outdate() {
	f.stale = map[screen.Screen]bool{}
	for _, stack := range f.stacks {
		for _, s := range stack {
			f.stale[s] = s != f.screen()
		}
	}
}

// anew lets the screen in sight read what it shows once more; others do when they are
// seen again.
func (f *frame) anew() tea.Cmd {
	if s := f.screen(); s != nil && !s.Typing() {
		return s.Start()
	}
	return nil
}

// clockText writes how long something still lasts, as minutes and seconds.
func clockText(d time.Duration) string {
	d = max(0, d.Round(time.Second))
	if d >= time.Hour {
		return app.FormatSpan(d.Truncate(time.Minute))
	}
	return time.Unix(0, 0).UTC().Add(d).Format("4:05")
}
