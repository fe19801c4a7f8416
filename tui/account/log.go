package account

import (
	"context"
	"fmt"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// shownEntries is how many entries of the log are read; coffer log ls has all.
const shownEntries = 1000

// newLog makes the list of the newest entries of the log.
func newLog(d *screen.Desk) screen.Screen {
	l := &listing[app.LogEntry]{d: d, title: "log",
		head: fmt.Sprintf("what was changed, sent, opened or tried, the newest %d", shownEntries),
		none: "the log is empty",
		read: func(ctx context.Context, a *app.App) ([]app.LogEntry, error) {
			all, _, err := a.Log(ctx, app.LogFilter{Last: shownEntries})
			return all, err
		},
		line: func(e *app.LogEntry, cells int) string {
			return look.Fit(app.LocalTime(e.Time), 18) + look.Fit(e.Action, 18) + look.Fit(e.Sentence(), cells-36)
		},
		facts: logFacts,
	}
	l.list.Key = func(e *app.LogEntry) any { return e.Number }
	l.keys = func(*app.LogEntry) []screen.Key {
		return []screen.Key{
			{Press: []string{"v"}, Does: "verify the whole log", Short: "verify", Do: func() tea.Cmd { return verifyLog(d) }},
			{Press: []string{"w"}, Does: "write a signed head of the log, for somebody to keep", Short: "write a head", Core: true, Do: func() tea.Cmd { return writeHead(d) }},
			{Press: []string{"t"}, Does: "see who witnesses the log, and whose log you witness", Short: "witnesses", Core: true, Do: func() tea.Cmd { return screen.Send(screen.Open{Screen: newWitnesses(d)}) }},
		}
	}
	return l
}

func logFacts(e *app.LogEntry) []widget.Fact {
	facts := []widget.Fact{{Name: "entry", Text: strconv.FormatUint(e.Number, 10)}, {Name: "when", Text: app.LocalTime(e.Time)}, {Name: "action", Text: e.Action}}
	if e.Text != "" {
		facts = append(facts, widget.Fact{Name: "about", Text: e.Text})
	}
	for _, s := range e.About {
		facts = append(facts, widget.Fact{Text: s.Sentence()})
	}
	for _, path := range e.Items {
		facts = append(facts, widget.Fact{Name: "item", Text: path})
	}
	return facts
}

func verifyLog(d *screen.Desk) tea.Cmd {
	return screen.Call(d, "verifying the log", func(ctx context.Context, a *app.App) (app.LogVerified, error) { return a.VerifyLog(ctx, nil) },
		func(v app.LogVerified) tea.Cmd { return screen.Send(screen.Say{Text: app.LogVerifiedText(v)}) })
}

// writeHead asks where to.
func writeHead(d *screen.Desk) tea.Cmd {
	return screen.Send(screen.Open{Screen: ask.NewLine(ask.Line{
		Name: "a head of the log", Label: "file", Path: d, Does: "sign the head and write it", Short: "write it",
		Facts: []widget.Fact{
			{Text: "A head is a few lines that name the number of entries and a hash over all of them, and nothing else. Whoever keeps it learns nothing."},
			{Text: "It tells later that the log was changed before it, or that an older file took the place of the vault: coffer log verify --head FILE."},
		},
		Do: func(typed secret.Text) tea.Cmd {
			path := typed.Reveal()
			typed.Wipe()
			return screen.Do(d, "signing the head", func(ctx context.Context, a *app.App) error { return a.WriteLogHead(ctx, path, false) },
				func() tea.Cmd {
					return tea.Batch(screen.Send(screen.Back{Again: true}), screen.Send(screen.Say{Text: "wrote " + look.Safe(path) + "; give it to somebody who keeps it"}))
				})
		},
	})})
}
