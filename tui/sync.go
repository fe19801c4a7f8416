package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/people"
	"coffer/tui/screen"
)

// sync carries envelopes now.
func (f *frame) sync(again bool) tea.Cmd {
	if f.desk.Jobs.Doing(people.Syncing) {
		return nil
	}
	return f.desk.Jobs.Apart(func() tea.Cmd { return people.Sync(f.desk, again) })
}

func (f *frame) whyNoSync(inside string) string {
	switch {
	case inside != "":
		return inside
	case f.desk.Jobs.Doing(people.Syncing):
		return "a sync goes on"
	}
	return ""
}

// hasSynced notes how a sync went, and shows what it brought.
func (f *frame) hasSynced(s screen.Synced) tea.Cmd {
	f.synced = s
	return tea.Batch(f.anew(), f.glimpse())
}

// glimpse looks at what the status line says of other people. That takes the core tier.
func (f *frame) glimpse() tea.Cmd {
	if f.before != nil || f.state.Open && !f.state.Core {
		return nil
	}
	return f.desk.Jobs.Apart(func() tea.Cmd {
		return screen.Try(f.desk, "", func(ctx context.Context, a *app.App) (app.Glance, error) { return a.Glance(ctx) }, f.glimpsed)
	})
}

func (f *frame) glimpsed(g app.Glance, err error) tea.Cmd {
	if err == nil { // whoever asks for what is missing is told of it then
		if f.glanced {
			f.did(f.glance.Deeds, g.Deeds)
		}
		f.glance, f.glanced = g, true
	}
	return nil
}

// goNamed goes to a place by its name.
func (f *frame) goNamed(to screen.Go) tea.Cmd {
	for i, p := range places {
		if p.name == to.Place {
			return tea.Batch(f.goTo(i), f.find(to.Ref))
		}
	}
	return nil
}

// find lets the first screen of the place open what somebody came for.
func (f *frame) find(ref string) tea.Cmd {
	if ref == "" {
		return nil
	}
	return f.losing(f.stacks[f.at], func() tea.Cmd {
		f.unstack()
		if s, ok := f.screen().(screen.Finder); ok {
			return s.Find(ref)
		}
		return nil
	})
}
