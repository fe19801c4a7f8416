package account

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// deletion lists what will go, and from when on.
type deletion struct{ listing[app.Deadline] }

func newDeletion(d *screen.Desk) screen.Screen {
	x := &deletion{listing[app.Deadline]{d: d, title: "deletion",
		head: "what goes, and from when on, the first to go before",
		none: "nothing has a date on which it goes",
		read: func(ctx context.Context, a *app.App) ([]app.Deadline, error) { return a.Deadlines(ctx) },
		line: func(one *app.Deadline, cells int) string {
			return look.Fit(app.LocalTime(one.Due), 18) + look.Fit(string(one.Kind), 10) + look.Fit(one.Name, cells-28)
		},
		facts: deadlineFacts,
	}}
	x.list.Key = func(one *app.Deadline) any { return *one }
	x.listing.keys = x.deeds
	return x
}

func deadlineFacts(one *app.Deadline) []widget.Fact {
	return []widget.Fact{{Name: string(one.Kind), Text: one.Name}, {Name: "goes from", Text: app.LocalTime(one.Due)}, {Text: one.Sentence()}}
}

// deeds are the keys for a row, or for none.
func (x *deletion) deeds(one *app.Deadline) []screen.Key {
	open, back := "nothing is chosen", "nothing is chosen"
	if one != nil {
		open, back = "", ""
		if where(one) == nil {
			open = "there is nothing more to see of it"
		}
		if !one.Comes() {
			back = "it is neither removed nor in the trash"
		}
	}
	return []screen.Key{
		{Press: []string{"enter"}, Does: "open it: the item, or the trash, where it is deleted now", Short: "open", Why: open, Do: func() tea.Cmd { return screen.Send(where(one)) }},
		{Press: []string{"u"}, Does: "take it back", Short: "take back", Why: back, Core: true, Do: func() tea.Cmd { return x.takeBack(*one) }},
		{Press: []string{"T"}, Does: "show the trash", Short: "trash", Do: func() tea.Cmd { return screen.Send(screen.Trash{}) }},
		{Press: []string{"f"}, Does: "forget: find all that holds a text, and delete it for good", Short: "forget", Core: true, Do: func() tea.Cmd { return askForget(x.d) }},
	}
}

// where is the screen on which there is more to do about it; nil: none.
func where(one *app.Deadline) tea.Msg {
	switch one.Kind {
	case app.DueItem, app.DueBox, app.DueTemplate, app.DueCircle:
		return screen.Trash{}
	case app.DueExpiry:
		return screen.Item{Ref: one.Ref, Title: one.Name}
	}
	return nil
}

func (x *deletion) takeBack(one app.Deadline) tea.Cmd {
	return screen.Call(x.d, "", func(ctx context.Context, a *app.App) (string, error) { return a.TakeBack(ctx, one) },
		func(what string) tea.Cmd {
			return tea.Batch(x.Start(), screen.Send(screen.Say{Text: look.Safe(what) + " is back"}))
		})
}

// Update hears the cursor and the mouse.
func (x *deletion) Update(msg tea.Msg) tea.Cmd {
	if x.list.Update(msg, 2) {
		return screen.Send(screen.Press{Key: "enter"})
	}
	return nil
}
