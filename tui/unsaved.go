package tui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
)

// One rule for all forms: who leaves one that is filled in is asked, and where a lock drops
// one this is said after it.

// unsaved are those of some screens that would take something typed or chosen with them.
func unsaved(some []screen.Screen) (filled []screen.Screen) {
	for _, s := range some {
		if f, ok := s.(screen.Filled); ok && f.Unsaved() {
			filled = append(filled, s)
		}
	}
	return filled
}

// losing does what takes screens away, and asks before where one of them is filled in.
func (f *frame) losing(gone []screen.Screen, do func() tea.Cmd) tea.Cmd {
	filled := unsaved(gone)
	if len(filled) == 0 {
		return do()
	}
	var titles []string
	for _, s := range filled {
		titles = append(titles, look.Safe(s.Title()))
	}
	f.over = &question{ask: screen.Ask{
		Question: "What you typed is not saved, and is lost: " + strings.Join(titles, ", ") + ".", Does: "discard what you typed", Do: do}}
	return nil
}

// all are the screens that there are.
func (f *frame) all() (all []screen.Screen) {
	if f.before != nil {
		return append(append(all, f.under...), f.before)
	}
	for _, stack := range f.stacks {
		all = append(all, stack...)
	}
	return all
}

// leaveAll is [frame.quit] for who may have typed something. Who presses the key again at
// the question has answered it.
func (f *frame) leaveAll() tea.Cmd {
	if q, ok := f.over.(*question); ok && q.leaves {
		return f.quit()
	}
	cmd := f.losing(f.all(), f.quit)
	if q, ok := f.over.(*question); ok && !f.quitting {
		q.leaves = true
	}
	return cmd
}

// dropped is a form that a lock has dropped: nothing that came from the vault but an @ID.
type dropped struct{ place, item string }

// drops are the forms that a lock drops now.
func (f *frame) drops() (all []dropped) {
	for i, stack := range f.stacks {
		for _, s := range unsaved(stack) {
			d := dropped{place: places[i].name}
			if about, ok := s.(screen.OfItem); ok {
				d.item = about.Item()
			}
			all = append(all, d)
		}
	}
	return all
}

// tellDropped says after a lock which forms it has dropped.
func (f *frame) tellDropped() tea.Cmd {
	gone := f.dropped
	f.dropped = nil
	if len(gone) == 0 {
		return nil
	}
	return screen.Try(f.desk, "", func(ctx context.Context, a *app.App) (rows []row, _ error) {
		for _, d := range gone {
			rows = append(rows, row{text: d.text(ctx, a)})
		}
		return rows, nil
	}, func(rows []row, _ error) tea.Cmd {
		n, ok := f.over.(*notice)
		if !ok {
			n = &notice{title: "not saved"}
			f.over = n
		}
		if len(n.rows) > 0 {
			rows = append(rows, row{})
		}
		n.rows = append(rows, n.rows...)
		return nil
	})
}

func (d dropped) text(ctx context.Context, a *app.App) string {
	what := "a form in " + d.place
	if d.item != "" {
		if path, _, err := a.History(ctx, d.item); err == nil {
			what = "the form of " + look.Safe(path.String())
		}
	}
	return what + " was open and not saved when the vault was locked: what you typed there was dropped"
}
