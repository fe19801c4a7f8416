package items

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// trash lists what was put away: items, boxes, templates and circles.
type trash struct {
	d     *screen.Desk
	parts [4][]trashed
	there bool
	list  widget.Chapters
}

// What a part of the trash holds, in their order.
const (
	trashedItems = iota
	trashedBoxes
	trashedTemplates
	trashedCircles
)

// trashed is one thing that was put away.
type trashed struct {
	id        app.ID // of an item
	ref, name string
	put, due  time.Time
}

// NewTrash makes the screen.
func NewTrash(d *screen.Desk) screen.Screen { return &trash{d: d} }

// Title is where this is.
func (t *trash) Title() string { return "trash" }

// Start reads what there is.
func (t *trash) Start() tea.Cmd {
	return screen.Call(t.d, "", readTrash, func(parts [4][]trashed) tea.Cmd {
		was, at, chosen := t.current()
		t.parts, t.there = parts, true
		chapters := make([]widget.Chapter, len(parts))
		for i, title := range []string{"items", "boxes", "templates", "circles"} {
			chapters[i] = widget.Chapter{Title: title, Len: len(parts[i])}
		}
		if len(parts[trashedItems]) == 0 {
			chapters[trashedItems].Empty = "no item is in the trash"
		}
		t.list.Set(chapters)
		for n := range parts[at] {
			if chosen && parts[at][n].ref == was.ref {
				t.list.Go(at, n)
			}
		}
		return nil
	})
}

// current is what the cursor is on, and in which part.
func (t *trash) current() (one trashed, part int, ok bool) {
	part, n, ok := t.list.At()
	if ok {
		one = t.parts[part][n]
	}
	return one, part, ok
}

func readTrash(ctx context.Context, a *app.App) (parts [4][]trashed, err error) {
	all, err := a.Trash(ctx, app.TrashFilter{})
	if err != nil {
		return parts, err
	}
	for _, e := range all.Items {
		path := e.Path()
		parts[trashedItems] = append(parts[trashedItems], trashed{e.ID, "@" + e.ID.String(), path.String(), e.Trashed, e.Due})
	}
	for _, r := range all.Templates {
		parts[trashedTemplates] = append(parts[trashedTemplates], trashed{app.ID{}, r.Name, r.Name, r.Removed, r.Due})
	}
	for _, r := range all.Circles {
		parts[trashedCircles] = append(parts[trashedCircles], trashed{app.ID{}, r.Name, r.Name, r.Removed, r.Due})
	}
	boxes, err := a.Boxes(ctx)
	for _, b := range boxes {
		if !b.Removed.IsZero() {
			name := app.EscapeName(b.Name) + ", " + app.Counted(b.Items, "item", "items")
			parts[trashedBoxes] = append(parts[trashedBoxes], trashed{app.ID{}, b.Name, name, b.Removed, b.Due})
		}
	}
	return parts, err
}

// Typing never holds.
func (t *trash) Typing() bool { return false }

// Keys are what can be done here.
func (t *trash) Keys() []screen.Key {
	none, one, empty := "", "", ""
	switch part, _, ok := t.list.At(); {
	case !ok:
		none, one = "nothing is chosen", "nothing is chosen"
	case part != trashedItems:
		one = "items alone are deleted one by one"
	}
	if t.deletable() == 0 {
		empty = "there is nothing to delete"
	}
	return []screen.Key{
		{Press: []string{"u", "enter"}, Does: "bring it back to where it was", Short: "bring back", Why: none, Core: true, Do: t.restore},
		{Press: []string{"X"}, Does: "delete this item for good, now", Short: "delete for good", Why: one, Core: true, Do: t.askOne},
		{Press: []string{"d", "delete"}, Does: "delete all that is in the trash for good, now", Short: "delete all for good", Why: empty, Core: true, Do: t.ask},
	}
}

// deletable is how much emptying the trash would delete: boxes wait for their date.
func (t *trash) deletable() int {
	return len(t.parts[trashedItems]) + len(t.parts[trashedTemplates]) + len(t.parts[trashedCircles])
}

func (t *trash) restore() tea.Cmd {
	part, n, _ := t.list.At()
	kinds := [...]app.DeadlineKind{app.DueItem, app.DueBox, app.DueTemplate, app.DueCircle}
	one := app.Deadline{Kind: kinds[part], Ref: t.parts[part][n].ref, Name: t.parts[part][n].ref}
	return screen.Call(t.d, "", func(ctx context.Context, a *app.App) (string, error) {
		what, err := a.TakeBack(ctx, one)
		return look.Safe(what) + " is back", err
	}, t.done)
}

func (t *trash) done(said string) tea.Cmd {
	return tea.Batch(t.Start(), screen.Send(screen.Say{Text: said}))
}

// ask says what would go, and what becomes of the seals of that, before it goes.
func (t *trash) ask() tea.Cmd {
	told := t.parts
	return screen.Call(t.d, "", func(ctx context.Context, a *app.App) ([]app.SealInfo, error) {
		return a.SealsOfTrash(ctx, app.TrashFilter{})
	}, func(seals []app.SealInfo) tea.Cmd {
		parts := []string{fmt.Sprintf("%s, %s and %s go for good, off the disk as well. Nobody can take that back. Boxes stay until their date.",
			app.Counted(len(told[trashedItems]), "item", "items"), app.Counted(len(told[trashedTemplates]), "template", "templates"),
			app.Counted(len(told[trashedCircles]), "circle", "circles"))}
		for _, s := range seals {
			parts = append(parts, sealText(&s))
		}
		return screen.Send(screen.Ask{Question: strings.Join(parts, " "), Does: "delete all for good",
			Do: func() tea.Cmd { return t.empty(told, seals) }})
	})
}

// sealText says what becomes of a seal whose item is deleted for good.
func sealText(s *app.SealInfo) string {
	if s.OnDelete == "withdraw" {
		return fmt.Sprintf("The seal of %s for %s is withdrawn with it.", s.Title, s.Recipient)
	}
	return fmt.Sprintf("The seal of %s is lifted with it: %s can have it at once.", s.Title, s.Recipient)
}

// empty deletes what a person was told of; where there is more by now it deletes nothing.
func (t *trash) empty(told [4][]trashed, seals []app.SealInfo) tea.Cmd {
	return screen.Call(t.d, "deleting", func(ctx context.Context, a *app.App) (string, error) {
		if err := sameTrash(ctx, a, told, seals); err != nil {
			return "", err
		}
		n, err := a.EmptyTrash(ctx, app.TrashFilter{})
		return fmt.Sprintf("deleted for good: %d", n), err
	}, t.done)
}

// sameTrash refuses where something came into the trash since then, or another seal would end.
func sameTrash(ctx context.Context, a *app.App, told [4][]trashed, seals []app.SealInfo) error {
	now, err := readTrash(ctx, a)
	if err != nil {
		return err
	}
	more := false
	for _, part := range []int{trashedItems, trashedTemplates, trashedCircles} {
		for _, one := range now[part] {
			more = more || !slices.ContainsFunc(told[part], func(o trashed) bool { return o.ref == one.ref })
		}
	}
	end, err := a.SealsOfTrash(ctx, app.TrashFilter{})
	for _, s := range end {
		more = more || !slices.ContainsFunc(seals, func(o app.SealInfo) bool { return o.ID == s.ID && o.OnDelete == s.OnDelete })
	}
	if more {
		return app.Fail(app.Busy, "look at what is in it now", "something came into the trash meanwhile")
	}
	return err
}

// Update hears the cursor and the mouse.
func (t *trash) Update(msg tea.Msg) tea.Cmd {
	t.list.Update(msg, 1)
	return nil
}

// View draws the screen.
func (t *trash) View(s screen.Size, l *look.Look) []string {
	if !t.there {
		return []string{"", "  reading …"}
	}
	room := screen.Size{Width: s.Width, Height: max(1, s.Height-1)}
	return append([]string{""}, t.list.View(room, l, func(part, n, cells int) string {
		one := t.parts[part][n]
		return look.Ends(look.Safe(one.name), "put here "+app.LocalTime(one.put)+", deleted from "+app.LocalTime(one.due), cells)
	})...)
}

// Wipe forgets what came from the vault.
func (t *trash) Wipe() { *t = trash{d: t.d} }
