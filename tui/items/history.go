package items

import (
	"context"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// history lists the revisions of an item, the newest first, with what each changed.
type history struct {
	d         *screen.Desk
	ref, path string
	list      widget.Rows[revision]
}

// revision is one line: no value of the item.
type revision struct {
	number  uint32
	current bool
	when    string
	text    string
}

// newHistory makes the screen.
func newHistory(d *screen.Desk, ref, path string) *history {
	h := &history{d: d, ref: ref, path: path}
	h.list.Key = func(r *revision) any { return r.number }
	return h
}

// Title is where this is.
func (h *history) Title() string { return "history" }

// Start reads the revisions.
func (h *history) Start() tea.Cmd {
	ref := h.ref
	return screen.Call(h.d, "", func(ctx context.Context, a *app.App) (all []revision, err error) {
		_, revisions, err := a.History(ctx, ref)
		for i := range revisions {
			r := &revisions[i]
			all = append(all, revision{r.Revision, r.Current, app.LocalTime(r.Changed), r.DiffersText()})
		}
		return all, err
	}, h.set)
}

// set takes what was read; the cursor stays on its revision, which newer ones move down.
func (h *history) set(all []revision) tea.Cmd {
	if now := h.list.Current(); now != nil {
		if i := slices.IndexFunc(all, func(r revision) bool { return r.number == now.number }); i >= 0 {
			h.list.At = i
		}
	}
	return h.list.Set(all)
}

// Typing never holds.
func (h *history) Typing() bool { return false }

const noRevision = "there is no revision"

// Keys are what can be done here.
func (h *history) Keys() []screen.Key {
	none, now := "", ""
	switch one := h.list.Current(); {
	case one == nil:
		none, now = noRevision, noRevision
	case one.current:
		now = "the item is so now"
	}
	return []screen.Key{
		{Press: []string{"enter", "l", "right"}, Does: "look at the item as it was", Short: "look", Why: none, Do: h.open},
		{Press: []string{"r"}, Does: "make the item again what it was; that is a new revision", Short: "revert", Why: now, Core: true, Do: h.revert},
	}
}

func (h *history) open() tea.Cmd {
	item := NewItem(h.d, h.ref, "")
	item.revision = h.list.Current().number
	item.name = fmt.Sprintf("revision %d", item.revision)
	return screen.Send(screen.Open{Screen: item})
}

func (h *history) revert() tea.Cmd {
	ref, number := h.ref, h.list.Current().number
	return screen.Call(h.d, "", func(ctx context.Context, a *app.App) (string, error) {
		s, changed, err := a.Revert(ctx, ref, number)
		defer s.Wipe()
		return app.RevertText(&s, number, changed), err
	}, func(said string) tea.Cmd {
		return tea.Batch(h.Start(), screen.Send(screen.Say{Text: said}))
	})
}

// Update hears the cursor and the mouse.
func (h *history) Update(msg tea.Msg) tea.Cmd {
	if h.list.Update(msg, 2) {
		return h.open()
	}
	return nil
}

// View draws the screen.
func (h *history) View(s screen.Size, l *look.Look) []string {
	head := []string{" " + l.Dim.Render(look.Fit(h.path, s.Width-1)), ""}
	return h.list.View(head, noRevision, s, l, func(r *revision, cells int) string {
		text := r.text
		if text == "" && r == &h.list.All[len(h.list.All)-1] {
			text = "the oldest one that is kept"
		}
		return look.FitStyled(fmt.Sprintf("%4d  %s  %s", r.number, r.when, look.Safe(text)), cells)
	})
}

// Wipe forgets what came from the vault.
func (h *history) Wipe() { *h = history{d: h.d} }
