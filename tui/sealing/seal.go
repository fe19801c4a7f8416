package sealing

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// seal is one seal: who withholds what, its course, and what can be done about it.
type seal struct {
	d    *screen.Desk
	info app.SealInfo
	page widget.Page
}

// newSeal makes the screen of a seal, as it was read for a list.
func newSeal(d *screen.Desk, info app.SealInfo) *seal { return &seal{d: d, info: info} }

// Title is where this is.
func (s *seal) Title() string { return name(&s.info) }

func (s *seal) ref() string { return "@" + s.info.ID.String() }

// Start reads the seal.
func (s *seal) Start() tea.Cmd {
	ref := s.ref()
	return screen.Read(s.d, &s.info, func(ctx context.Context, a *app.App) (app.SealInfo, error) { return a.Seal(ctx, ref) })
}

// Typing never holds.
func (s *seal) Typing() bool { return false }

// Update hears the cursor and the mouse.
func (s *seal) Update(msg tea.Msg) tea.Cmd { s.page.Update(msg); return nil }

// View draws the screen.
func (s *seal) View(size screen.Size, l *look.Look) []string {
	return s.page.View(widget.Facts(facts(&s.info, s.d.Now()), size.Width, l), size, l)
}

// Wipe forgets what came from the vault.
func (s *seal) Wipe() { *s = seal{d: s.d} }
