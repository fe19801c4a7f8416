package account

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// about says which program this is, and which vault.
type about struct {
	d     *screen.Desk
	facts []widget.Fact
	page  widget.Page
}

func newAbout(d *screen.Desk) screen.Screen { return &about{d: d} }

func (b *about) Title() string { return "about" }

func (b *about) Start() tea.Cmd {
	return screen.Call(b.d, "", func(ctx context.Context, a *app.App) (app.Status, error) { return a.Status(ctx) },
		func(s app.Status) tea.Cmd {
			b.facts = []widget.Fact{
				{Name: "the program", Tone: widget.Title},
				{Name: "coffer", Text: b.d.Machine.Version()},
				{},
				{Name: "this vault", Tone: widget.Title},
				{Name: "id", Text: s.ID.String()}, {Name: "format", Text: fmt.Sprint(s.Format)},
				{Name: "folder", Text: s.Dir}, {Name: "size", Text: app.SizeText(s.Bytes) + ", without attached files"},
			}
			return nil
		})
}

func (b *about) Typing() bool       { return false }
func (b *about) Keys() []screen.Key { return nil }

func (b *about) Update(msg tea.Msg) tea.Cmd { b.page.Update(msg); return nil }

func (b *about) View(s screen.Size, l *look.Look) []string {
	return b.page.View(append([]string{""}, widget.Facts(b.facts, s.Width, l)...), s, l)
}

func (b *about) Wipe() { b.facts = nil }
