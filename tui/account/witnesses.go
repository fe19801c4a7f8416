package account

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// witnessRow is a contact who keeps heads of the log, or whose heads are kept here: one of both.
type witnessRow struct {
	mine *app.LogWitness
	kept *app.LogKept
}

func (r *witnessRow) name() string {
	if r.mine != nil {
		return r.mine.Name
	}
	return r.kept.Name
}

// says is what the row says beside the name.
func (r *witnessRow) says() string {
	switch {
	case r.mine != nil && r.mine.Stands.Alarm():
		return "! " + r.mine.KeptText()
	case r.mine != nil:
		return "witnesses your log; " + r.mine.KeptText()
	case r.kept.Alarm:
		return "! you witness their log; " + r.kept.DoubtText()
	}
	return "you witness their log: " + r.kept.KeptText()
}

// newWitnesses makes the list of both sides.
func newWitnesses(d *screen.Desk) screen.Screen {
	l := &listing[witnessRow]{d: d, title: "witnesses", head: "who keeps heads of the log, and whose heads you keep",
		none: "nobody witnesses the log, and you witness none; a asks a contact",
		read: readWitnesses,
		line: func(r *witnessRow, cells int) string { return look.Fit(r.name(), 18) + look.Fit(r.says(), cells-18) }, facts: witnessFacts,
	}
	l.list.Key = func(r *witnessRow) any { return [2]any{r.name(), r.mine != nil} }
	l.keys = func(r *witnessRow) []screen.Key {
		return []screen.Key{
			{Press: []string{"a"}, Does: "let a contact keep heads of the log", Short: "add", Core: true, Do: func() tea.Cmd { return addWitness(l) }},
			{Press: []string{"d", "delete"}, Does: "send them no more heads", Short: "drop", Why: whyNoWitness(r), Core: true, Do: func() tea.Cmd { return dropWitness(l, r) }},
			{Press: []string{"y"}, Does: "settle the doubt about their log", Short: "settle", Why: whyNoDoubt(r), Core: true, Do: func() tea.Cmd { return settle(l, r) }},
		}
	}
	return l
}

func readWitnesses(ctx context.Context, a *app.App) (rows []witnessRow, err error) {
	all, err := a.LogWitnesses(ctx)
	for i := range all.Mine {
		rows = append(rows, witnessRow{mine: &all.Mine[i]})
	}
	for i := range all.Others {
		rows = append(rows, witnessRow{kept: &all.Others[i]})
	}
	return rows, err
}

func witnessFacts(r *witnessRow) []widget.Fact {
	facts := []widget.Fact{{Name: "contact", Text: r.name()}}
	if m := r.mine; m != nil {
		return append(facts, widget.Fact{Name: "since", Text: app.LocalTime(m.Since)}, widget.Fact{Name: "sent", Text: m.SentText()}, widget.Fact{Name: "answer", Text: m.KeptText()})
	}
	facts = append(facts, widget.Fact{Name: "you keep", Text: r.kept.KeptText()}, widget.Fact{Name: "since", Text: app.LocalTime(r.kept.Since)})
	if text := r.kept.DoubtText(); text != "" {
		facts = append(facts, widget.Fact{Name: "doubt", Text: text})
	}
	return facts
}

func whyNoWitness(r *witnessRow) string {
	if r == nil || r.mine == nil {
		return "choose who witnesses your log"
	}
	return ""
}

func whyNoDoubt(r *witnessRow) string {
	if r == nil || r.kept == nil || r.kept.Doubt == "" {
		return "there is no doubt to settle"
	}
	return ""
}

// addWitness asks whom.
func addWitness(l *listing[witnessRow]) tea.Cmd {
	return screen.Send(screen.Open{Screen: ask.NewPick(l.d, ask.Pick{Name: "who is to witness the log", Empty: "there is no contact who is verified and does not yet",
		Read: func(ctx context.Context, a *app.App) (all []ask.Choice, err error) {
			names, err := a.WitnessNames(ctx, "add")
			for _, name := range names {
				all = append(all, ask.Choice{Ref: name, Name: name})
			}
			return all, err
		},
		Done: func(chosen []ask.Choice) tea.Cmd {
			name := chosen[0].Ref
			return witnessDeed(l, look.Safe(name)+" is to keep heads of the log; a sync sends the first one",
				func(ctx context.Context, a *app.App) error { _, err := a.AddWitness(ctx, name, false); return err })
		},
	})})
}

func dropWitness(l *listing[witnessRow], r *witnessRow) tea.Cmd {
	name := r.name()
	return witnessDeed(l, look.Safe(name)+" gets no more heads; they are not told, and keep the last one",
		func(ctx context.Context, a *app.App) error { _, err := a.DropWitness(ctx, name); return err })
}

// settle asks first: what is kept goes.
func settle(l *listing[witnessRow], r *witnessRow) tea.Cmd {
	seen := *r.kept
	return screen.Send(screen.Ask{Does: "settle the doubt",
		Question: seen.DoubtText() + ". If you settle it, " + seen.AcceptText() + ". Have you asked " + look.Safe(seen.Name) + " over another way?",
		Do: func() tea.Cmd {
			return witnessDeed(l, "settled; the next sync tells them",
				func(ctx context.Context, a *app.App) error { _, err := a.AcceptWitnessed(ctx, seen); return err })
		}})
}

func witnessDeed(l *listing[witnessRow], done string, f func(context.Context, *app.App) error) tea.Cmd {
	return screen.Do(l.d, "", f, func() tea.Cmd { return tea.Batch(l.Start(), screen.Send(screen.Say{Text: done})) })
}
