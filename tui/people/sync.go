package people

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// Syncing is the name of the work of a sync: there is one at a time.
const Syncing = "syncing"

// Sync carries envelopes now, and reports: in a line where all went well and there is
// nothing to tell, and on a screen of its own where there is. Again tries what was put
// aside once more.
func Sync(d *screen.Desk, again bool) tea.Cmd {
	type done struct {
		report app.SyncReport
		gap    bool // of the clock
	}
	return screen.Try(d, Syncing, func(ctx context.Context, a *app.App) (x done, err error) {
		x.report, err = a.Sync(ctx, again)
		x.gap, _ = a.ClockGap()
		return x, err
	}, func(x done, err error) tea.Cmd {
		ended := screen.Synced{At: d.Now(), Failed: failedText(&x.report, err)}
		switch {
		case errors.Is(err, app.ErrNoPost):
			return screen.Send(screen.Failed{Err: app.Fail(app.Refused, "contacts, then p sets one", "no post is set")})
		case err != nil && len(x.report.Notices) == 0:
			return tea.Sequence(screen.Send(ended), screen.Send(screen.Failed{Err: err}))
		case err == nil && quiet(&x.report) && !x.gap:
			return tea.Sequence(screen.Send(ended), screen.Send(screen.Say{Text: app.SyncText(x.report)}))
		}
		r := &report{SyncReport: x.report, gap: x.gap}
		if err != nil {
			r.Failed = append(r.Failed, app.Told(err).Error())
		}
		return tea.Sequence(screen.Send(ended), screen.Send(screen.Open{Screen: r}))
	})
}

func failedText(r *app.SyncReport, err error) string {
	switch {
	case err != nil:
		return app.Explain(err).What
	case len(r.Failed) > 0:
		return r.Failed[0]
	}
	return ""
}

func quiet(r *app.SyncReport) bool {
	return len(r.Notices)+len(r.Aside)+len(r.Failed)+len(r.Hooks)+r.Dropped == 0
}

// report tells what a sync brought.
type report struct {
	app.SyncReport
	gap  bool
	page widget.Page
}

// Title is where this is.
func (r *report) Title() string { return "what the sync brought" }

// Start asks nothing: a report stays as it is.
func (r *report) Start() tea.Cmd { return nil }

// Renews takes the place of the report of an earlier sync.
func (r *report) Renews(top screen.Screen) bool { _, is := top.(*report); return is }

// Typing never holds.
func (r *report) Typing() bool { return false }

// Keys are what can be done here.
func (r *report) Keys() []screen.Key {
	aside := ""
	if len(r.Aside) == 0 {
		aside = "nothing was put aside"
	}
	return []screen.Key{
		{Press: []string{"enter"}, Does: "go back", Short: "back", Do: func() tea.Cmd { return screen.Send(screen.Back{Again: true}) }},
		{Press: []string{"i"}, Does: "go to the inbox", Short: "inbox", Do: func() tea.Cmd {
			return tea.Sequence(screen.Send(screen.Back{}), screen.Send(screen.Go{Place: "inbox"}))
		}},
		{Press: []string{"r"}, Does: "try what was put aside once more", Short: shortIf(aside, "try again"), Why: aside, Do: func() tea.Cmd {
			return tea.Sequence(screen.Send(screen.Back{}), screen.Send(screen.Sync{Again: true}))
		}},
	}
}

// Update hears the keys that scroll.
func (r *report) Update(msg tea.Msg) tea.Cmd { r.page.Update(msg); return nil }

// View draws the screen.
func (r *report) View(s screen.Size, l *look.Look) []string {
	sh := newSheet(l, s.Width)
	sh.say(l.Title, app.SyncText(r.SyncReport))
	for _, failed := range r.Failed {
		sh.gap()
		sh.say(l.Bad, "failed: "+failed)
	}
	if len(r.Failed) > 0 {
		sh.say(l.Dim, "What was done stays done; f5 tries again.")
	}
	for i := range r.Notices {
		sh.gap()
		noticeLines(sh, &r.Notices[i])
	}
	r.trouble(sh)
	return r.page.View(sh.lines, s, l)
}

// trouble says what was not taken in, and what did not work besides.
func (r *report) trouble(sh *sheet) {
	if len(r.Aside) > 0 {
		sh.title("put aside")
	}
	for i := range r.Aside {
		sh.say(sh.l.Dim, app.AsideText(&r.Aside[i]))
	}
	if text := app.DroppedText(r.SyncReport); text != "" {
		sh.gap()
		sh.say(sh.l.Dim, text)
	}
	for _, failed := range r.Hooks {
		sh.say(sh.l.Warn, "warning: "+failed)
	}
	if r.gap {
		sh.gap()
		sh.say(sh.l.Warn, app.ClockGapText)
	}
}

// noticeLines tell of one notice.
func noticeLines(sh *sheet, n *app.Notice) {
	text := app.NoticeText(*n)
	style := sh.l.Title
	if strings.HasPrefix(text, "warning: ") {
		style = sh.l.Bad
	}
	sh.say(style, text)
	if n.Message != "" {
		sh.say(sh.l.Dim, "  "+quoted(n.Message))
	}
	if len(n.Alike) > 0 {
		sh.say(sh.l.Bad, "warning: "+quoted(n.Contact)+" "+app.LooksLike(n.Alike))
	}
}

// Wipe forgets what came from the vault.
func (r *report) Wipe() { *r = report{} }
