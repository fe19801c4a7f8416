package sealing

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// Seal is one seal: who withholds what, its course, and what can be done about it.
type Seal struct {
	d    *screen.Desk
	info app.SealInfo
	page widget.Page
}

// NewSeal makes the screen of a seal, as it was read for a list.
func NewSeal(d *screen.Desk, info app.SealInfo) *Seal { return &Seal{d: d, info: info} }

// Title is where this is.
func (s *Seal) Title() string { return name(&s.info) }

func (s *Seal) ref() string { return "@" + s.info.ID.String() }

// Start reads the seal.
func (s *Seal) Start() tea.Cmd {
	return screen.Read(s.d, &s.info, func(ctx context.Context, a *app.App) (app.SealInfo, error) { return a.Seal(ctx, s.ref()) })
}

// Typing never holds.
func (s *Seal) Typing() bool { return false }

// Update hears the cursor and the mouse.
func (s *Seal) Update(msg tea.Msg) tea.Cmd { s.page.Update(msg); return nil }

// View draws the screen.
func (s *Seal) View(size screen.Size, l *look.Look) []string {
	return s.page.View(widget.Facts(facts(&s.info, s.d.Now()), size.Width, l), size, l)
}

// Wipe forgets what came from the vault.
func (s *Seal) Wipe() { *s = Seal{d: s.d} }
