package people

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// exposure lists what a contact could have read.
type exposure struct {
	d    *screen.Desk
	id   app.ID
	name string

	there bool
	all   []app.Exposure
	page  widget.Page
}

func newExposure(d *screen.Desk, id app.ID, name string) *exposure {
	return &exposure{d: d, id: id, name: name}
}

// Title is where this is.
func (x *exposure) Title() string { return "what they could have read" }

// Start reads it.
func (x *exposure) Start() tea.Cmd {
	ref := "@" + x.id.String()
	return screen.Call(x.d, "", func(ctx context.Context, a *app.App) ([]app.Exposure, error) {
		_, all, err := a.Exposure(ctx, ref)
		return all, err
	}, func(all []app.Exposure) tea.Cmd {
		x.all, x.there = all, true
		return nil
	})
}

// Typing never holds.
func (x *exposure) Typing() bool { return false }

// Keys are none but those that scroll.
func (x *exposure) Keys() []screen.Key { return nil }

// Update hears the keys that scroll.
func (x *exposure) Update(msg tea.Msg) tea.Cmd { x.page.Update(msg); return nil }

// View draws the screen.
func (x *exposure) View(s screen.Size, l *look.Look) []string {
	sh := newSheet(l, s.Width)
	sh.say(l.Dim, "That is what to change when "+quoted(x.name)+" leaves. A seal that was never broken is not among it.")
	sh.gap()
	switch {
	case !x.there:
		sh.say(l.Dim, "reading …")
	case len(x.all) == 0:
		sh.say(l.Title, "nothing of yours left for "+quoted(x.name))
	}
	for i := range x.all {
		one := &x.all[i]
		sh.lines = append(sh.lines, " "+columns(sh.width-1, []int{0, 26}, placeText(one.Path, one.Title), exposedText(one)))
		for _, u := range one.Updates {
			sh.lines = append(sh.lines, "   "+l.Dim.Render(look.Cut(fmt.Sprintf("version %d, %s", u.Number, app.LocalTime(u.Time)), sh.width-3)))
		}
	}
	return x.page.View(sh.lines, s, l)
}

func exposedText(x *app.Exposure) string {
	switch {
	case x.Kind == "seal":
		return "sealed, and may be open"
	case !x.Open:
		return "was shared"
	}
	return "shared"
}

// placeText is where an item is now, or that it is nowhere.
func placeText(path, title string) string {
	if path == "" {
		return title + " (not in a box any more)"
	}
	return path
}

// Wipe forgets what came from the vault.
func (x *exposure) Wipe() { *x = exposure{d: x.d, id: x.id, name: x.name} }
