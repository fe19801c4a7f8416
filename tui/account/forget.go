package account

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// askForget asks for the text, and shows what holds it.
func askForget(d *screen.Desk) tea.Cmd {
	return screen.Send(screen.Open{Screen: ask.NewLine(ask.Line{
		Name: "forget a text", Label: "text", Does: "find all that holds it", Short: "find",
		Facts: []widget.Fact{
			{Text: "All boxes are looked through, secrets, former revisions, the trash, the inbox and the log among them, without regard to case."},
			{Text: "Nothing is deleted before you have seen what is found, and said yes."},
		},
		Do: func(typed secret.Text) tea.Cmd {
			term := typed.Reveal()
			typed.Wipe()
			return screen.Call(d, lookingThrough, findForget(term), func(p app.ForgetPlan) tea.Cmd {
				return tea.Sequence(screen.Send(screen.Back{}), screen.Send(screen.Open{Screen: newForget(d, term, p)}))
			})
		},
	})})
}

const lookingThrough = "looking through the vault"

func findForget(term string) func(context.Context, *app.App) (app.ForgetPlan, error) {
	return func(ctx context.Context, a *app.App) (app.ForgetPlan, error) { return a.FindForget(ctx, term) }
}

// forget lists in what a text stands, and never what stands there.
type forget struct {
	listing[app.ForgetFound]
	term  string
	plan  app.ForgetPlan
	first bool // the plan was read a moment ago
}

func newForget(d *screen.Desk, term string, p app.ForgetPlan) screen.Screen {
	f := &forget{term: term, first: true, listing: listing[app.ForgetFound]{d: d, title: "forget", none: "nothing that is listed holds that text"}}
	f.listing.line = func(one *app.ForgetFound, cells int) string {
		return look.Fit(deed(one), 7) + look.Fit(one.Kind, 14) + look.Fit(one.Name, cells-21)
	}
	f.listing.facts = foundFacts
	f.listing.keys = f.deeds
	f.list.Key = func(one *app.ForgetFound) any { return [3]string{one.Kind, one.ID.String(), one.Name} }
	f.set(p)
	return f
}

func deed(one *app.ForgetFound) string {
	if one.Goes() {
		return "goes"
	}
	return "stays"
}

func (f *forget) set(p app.ForgetPlan) tea.Cmd {
	f.plan, f.head = p, "what goes: "+p.Text()
	return f.list.Set(p.All())
}

// Start looks again where the vault was changed since.
func (f *forget) Start() tea.Cmd {
	if f.first {
		f.first = false
		return nil
	}
	return screen.Call(f.d, lookingThrough, findForget(f.term), f.set)
}

func foundFacts(one *app.ForgetFound) []widget.Fact {
	facts := []widget.Fact{{Name: one.Kind, Text: one.Name}, {Name: "in", Text: strings.Join(one.Places, ", ")}}
	if one.State != "" {
		facts = append(facts, widget.Fact{Name: "it is", Text: one.State})
	}
	if !one.Goes() {
		facts = append(facts, widget.Fact{Name: "it stays", Text: one.Kept + "; " + one.Next})
	}
	return facts
}

func (f *forget) deeds(one *app.ForgetFound) []screen.Key {
	none, open := "", "there is nothing more to see of it here"
	if f.plan.Empty() {
		none = "there is nothing to delete"
	}
	if one != nil && one.Item() != "" {
		open = ""
	}
	return []screen.Key{
		{Press: []string{"d", "delete"}, Does: "forget all that goes, for good", Short: "forget", Why: none, Core: true, Do: f.ask},
		{Press: []string{"enter"}, Does: "open the item", Short: "open", Why: open, Do: func() tea.Cmd {
			return screen.Send(screen.Item{Ref: one.Item(), Title: one.Name})
		}},
	}
}

func (f *forget) ask() tea.Cmd {
	plan := f.plan
	return screen.Send(screen.Ask{Question: look.Safe(plan.Question()), Does: "forget it", Do: func() tea.Cmd {
		return screen.Do(f.d, "deleting", func(ctx context.Context, a *app.App) error { return a.Forget(ctx, plan) },
			func() tea.Cmd { return screen.Leave("forgot " + plan.Text()) })
	}})
}

// Wipe forgets the text, and what was found.
func (f *forget) Wipe() { *f = forget{listing: listing[app.ForgetFound]{d: f.d}} }
