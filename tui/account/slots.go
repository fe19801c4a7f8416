package account

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// newSlots makes the list of what opens the vault.
func newSlots(d *screen.Desk) screen.Screen {
	l := &listing[app.Slot]{d: d, title: "keyslots", head: "what opens the vault",
		none: "there is none, and nothing opens this vault",
		read: func(ctx context.Context, a *app.App) ([]app.Slot, error) { return a.Slots(ctx) },
		line: func(s *app.Slot, cells int) string {
			return look.Ends(look.Fit(string(s.Kind), 12)+"opens "+slotOpens(s), s.ID.String(), cells)
		},
		facts: slotFacts,
	}
	l.list.Key = func(s *app.Slot) any { return s.ID }
	l.keys = func(s *app.Slot) []screen.Key {
		return []screen.Key{{Press: []string{"d", "delete"}, Does: "remove the keyslot", Short: "remove", Why: whyKept(s), Core: true, Do: func() tea.Cmd { return drop(l, s) }}}
	}
	return l
}

func slotOpens(s *app.Slot) string {
	if s.Core {
		return "everything"
	}
	return "the companion tier"
}

func slotFacts(s *app.Slot) []widget.Fact {
	facts := []widget.Fact{{Name: "kind", Text: string(s.Kind)}, {Name: "opens", Text: slotOpens(s)}, {Name: "id", Text: s.ID.String()}}
	if s.Params != (app.Params{}) {
		facts = append(facts, widget.Fact{Name: "guessing", Text: "costs Argon2id " + app.ParamsText(s.Params)})
	}
	return facts
}

func whyKept(s *app.Slot) string {
	switch {
	case s == nil:
		return "there is no keyslot"
	case s.Params != (app.Params{}):
		return "the slot of the password stays; change the password instead"
	}
	return ""
}

// drop removes a keyslot after it was asked.
func drop(l *listing[app.Slot], s *app.Slot) tea.Cmd {
	id := s.ID.String()
	return screen.Send(screen.Ask{Does: "remove the keyslot",
		Question: string(s.Kind) + " " + id + ": whoever holds what opens it, such as your trustees together, opens no copy of the vault that is made from now on: a recovery by it is over. Copies made before stay open to it.",
		Do: func() tea.Cmd {
			return screen.Do(l.d, "removing the keyslot", func(ctx context.Context, a *app.App) error { return a.DropSlot(ctx, id) },
				func() tea.Cmd { return tea.Batch(l.Start(), screen.Send(screen.Say{Text: "the keyslot is gone"})) })
		}})
}
