package items

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// boxes lists the boxes, those that are removed and can be taken back among them.
type boxes struct {
	d    *screen.Desk
	list widget.Rows[app.BoxInfo]
}

// newBoxes makes the screen.
func newBoxes(d *screen.Desk) *boxes { return &boxes{d: d} }

// Title is where this is.
func (b *boxes) Title() string { return "boxes" }

// Start reads the boxes.
func (b *boxes) Start() tea.Cmd {
	return screen.Call(b.d, "", func(ctx context.Context, a *app.App) ([]app.BoxInfo, error) { return a.Boxes(ctx) }, b.list.Set)
}

// Typing never holds.
func (b *boxes) Typing() bool { return false }

// Keys are what can be done here.
func (b *boxes) Keys() []screen.Key {
	used, gone := "", "the box is not removed"
	switch i := b.list.Current(); {
	case i == nil:
		used, gone = "there is no box", "there is no box"
	case !i.Removed.IsZero():
		used, gone = "the box is removed; u takes it back", ""
	}
	return []screen.Key{
		{Press: []string{"a"}, Does: "make an empty box", Short: "new", Core: true, Do: b.add},
		{Press: []string{"r"}, Does: "give the box another name", Short: "rename", Why: used, Core: true, Do: b.rename},
		{Press: []string{"n"}, Does: "say what the box is for", Short: "note", Why: used, Core: true, Do: b.note},
		{Press: []string{"d", "delete"}, Does: "delete the box with all that is in it in 14 days", Short: "remove", Why: used, Core: true, Do: b.remove},
		{Press: []string{"u"}, Does: "take a removed box back", Short: "take back", Why: gone, Core: true, Do: b.restore},
	}
}

func (b *boxes) add() tea.Cmd {
	return askLine(b.d, ask.Line{Name: "new box", Label: "name", Does: "make the box", Short: "make",
		Facts: []widget.Fact{{Text: "a box has keys of its own: a token, or a person one day, can be given one box and no other"}},
	}, func(ctx context.Context, a *app.App, name string) (string, error) {
		return "made box " + look.Safe(name), a.NewBox(ctx, name, "")
	})
}

func (b *boxes) rename() tea.Cmd {
	old := b.list.Current().Name
	return askLine(b.d, ask.Line{Name: "rename box", Label: "name", Given: old, Does: "give it this name", Short: "rename",
		Facts: []widget.Fact{{Name: "box", Text: old}, {Text: "its items are found under the new name then; references in scripts are not changed"}},
	}, func(ctx context.Context, a *app.App, name string) (string, error) {
		return fmt.Sprintf("box %s is named %s now", look.Safe(old), look.Safe(name)), a.EditBox(ctx, old, &name, nil)
	})
}

func (b *boxes) note() tea.Cmd {
	i := b.list.Current()
	name := i.Name
	return askLine(b.d, ask.Line{Name: "note", Label: "note", Given: i.Note, Optional: true, Most: app.MaxNote, Does: "keep this note", Short: "keep",
		Facts: []widget.Fact{{Name: "box", Text: name}, {Text: "what the box is for"}},
	}, func(ctx context.Context, a *app.App, note string) (string, error) {
		return "changed the note of the box", a.EditBox(ctx, name, nil, &note)
	})
}

func (b *boxes) remove() tea.Cmd {
	i := b.list.Current()
	name := i.Name
	question := fmt.Sprintf("The box %s goes with %s", look.Safe(name), app.Counted(i.Items, "item", "items"))
	if i.Trashed > 0 {
		question += fmt.Sprintf(" and %d more in the trash", i.Trashed)
	}
	return screen.Send(screen.Ask{Question: question + ": they are hidden now and deleted for good in 14 days, unless you take the box back before.", Does: "remove it",
		Do: func() tea.Cmd {
			return screen.Call(b.d, "", func(ctx context.Context, a *app.App) (string, error) {
				due, err := a.RemoveBox(ctx, name)
				return fmt.Sprintf("box %s will be deleted from %s on; u takes that back", look.Safe(name), app.LocalTime(due)), err
			}, b.done)
		}})
}

func (b *boxes) restore() tea.Cmd {
	name := b.list.Current().Name
	return screen.Call(b.d, "", func(ctx context.Context, a *app.App) (string, error) {
		return "box " + look.Safe(name) + " is back", a.RestoreBox(ctx, name)
	}, b.done)
}

func (b *boxes) done(said string) tea.Cmd {
	return tea.Batch(b.Start(), screen.Send(screen.Say{Text: said}))
}

// Update hears the cursor and the mouse.
func (b *boxes) Update(msg tea.Msg) tea.Cmd {
	b.list.Update(msg, 1)
	return nil
}

// View draws the screen.
func (b *boxes) View(s screen.Size, l *look.Look) []string {
	return b.list.View([]string{""}, "there is no box; a makes the first one", s, l, func(x *app.BoxInfo, cells int) string {
		state := app.Counted(x.Items, "item", "items")
		if !x.Removed.IsZero() {
			state = "removed, deleted from " + app.LocalTime(x.Due)
		}
		name := min(30, cells/3)
		return look.Fit(x.Name, name) + look.Ends("  "+look.Cut(x.Note, cells-name-2), state, cells-name)
	})
}

// Wipe forgets what came from the vault.
func (b *boxes) Wipe() { *b = boxes{d: b.d} }
