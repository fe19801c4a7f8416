// Package sealing has the screens of seals: those that the owner made, those that are for
// them, and those whose key their client withholds for others.
package sealing

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// Seals is the list of all seals, those that wait for a decision on top.
type Seals struct {
	d     *screen.Desk
	all   []app.SealInfo
	parts [][]app.SealInfo // as they are shown
	read  bool
	over  bool   // those that were withdrawn are shown, too
	ref   string // what is opened once it is read
	list  widget.Chapters
}

// NewSeals makes the screen.
func NewSeals(d *screen.Desk) *Seals { return &Seals{d: d} }

// Title is where this is.
func (s *Seals) Title() string { return "seals" }

// Start reads all seals.
func (s *Seals) Start() tea.Cmd {
	return screen.Call(s.d, "", func(ctx context.Context, a *app.App) ([]app.SealInfo, error) { return a.Seals(ctx) },
		func(all []app.SealInfo) tea.Cmd {
			s.all, s.read = all, true
			s.arrange()
			return s.openFound()
		})
}

// Find opens the seal of an @ID.
func (s *Seals) Find(ref string) tea.Cmd {
	s.ref = ref
	return s.Start()
}

func (s *Seals) openFound() tea.Cmd {
	for i := range s.all {
		if "@"+s.all[i].ID.String() == s.ref {
			s.ref = ""
			return screen.Send(screen.Open{Screen: newSeal(s.d, s.all[i])})
		}
	}
	return nil
}

// arrange puts the seals into the chapters, each into one.
func (s *Seals) arrange() {
	before := s.current()
	some := s.all
	if !s.over {
		some = app.Standing(some)
	}
	s.parts = make([][]app.SealInfo, len(chapters))
	for _, i := range some {
		at := chapterOf(&i)
		s.parts[at] = append(s.parts[at], i)
	}
	parts := make([]widget.Chapter, len(chapters))
	for i, c := range chapters {
		parts[i] = widget.Chapter{Title: c.title, Len: len(s.parts[i]), Empty: c.empty}
		if i == made && len(s.parts[urgent]) > 0 {
			parts[i].Empty = ""
		}
	}
	s.list.Set(parts)
	for c, part := range s.parts {
		for r := range part {
			if before != nil && part[r].ID == before.ID {
				s.list.Go(c, r)
			}
		}
	}
}

// current is the seal under the cursor, or nil.
func (s *Seals) current() *app.SealInfo {
	if chapter, row, ok := s.list.At(); ok {
		return &s.parts[chapter][row]
	}
	return nil
}

// Typing never holds.
func (s *Seals) Typing() bool { return false }

// Keys are what can be done here.
func (s *Seals) Keys() []screen.Key {
	none := ""
	if s.current() == nil {
		none = "there is no seal"
	}
	over := "show those that were withdrawn, too"
	if s.over {
		over = "hide those that were withdrawn"
	}
	return []screen.Key{
		{Press: []string{"enter", "l", "right"}, Does: "open the seal: its course, and what can be done", Short: "open", Why: none, Do: s.open},
		{Press: []string{"a"}, Does: "seal an item for somebody", Short: "seal an item", Do: s.add},
		screen.SyncKey(),
		{Press: []string{"w"}, Does: over, Do: s.turn},
		{Press: []string{"K"}, Does: "read how keys are withheld for others", Do: s.custody},
	}
}

func (s *Seals) open() tea.Cmd {
	return screen.Send(screen.Open{Screen: newSeal(s.d, *s.current())})
}

// add asks for the item first.
func (s *Seals) add() tea.Cmd {
	d := s.d
	return screen.Send(screen.Open{Screen: ask.NewPick(d, ask.Pick{Name: "seal an item", Empty: "the vault is empty", Read: ask.Items, Done: func(chosen []ask.Choice) tea.Cmd {
		return screen.Send(screen.Open{Screen: NewOrder(d, chosen[0].Ref, chosen[0].Note)})
	}})})
}

func (s *Seals) turn() tea.Cmd {
	s.over = !s.over
	s.arrange()
	return nil
}

func (s *Seals) custody() tea.Cmd {
	return screen.Send(screen.Open{Screen: ask.NewText("withheld for others", []widget.Fact{
		{Text: "As a custodian your client keeps one share of the key of a seal. It cannot read what is sealed, and does by itself what the rules want: it tells the sender who asks, waits, and gives the share unless there is a veto."},
		{},
		{Text: "It does so at each sync. A wait ends only after a sync: a client that seldom syncs gives its share late."},
		{},
		{Name: "day and night", Text: "coffer custodian run"},
		{Text: "on a machine that is always on, with a vault of its own that holds nothing else"},
	})})
}

// Update hears the cursor and the mouse.
func (s *Seals) Update(msg tea.Msg) tea.Cmd {
	if s.list.Update(msg, 1) {
		return s.open()
	}
	return nil
}

// View draws the list.
func (s *Seals) View(size screen.Size, l *look.Look) []string {
	if !s.read {
		return look.Lines([]string{"", "   reading …"}, size.Width, size.Height)
	}
	room := screen.Size{Width: size.Width, Height: max(0, size.Height-1)}
	return append([]string{""}, s.list.View(room, l, func(chapter, row, cells int) string {
		return line(&s.parts[chapter][row], s.d.Now(), cells)
	})...)
}

// Wipe forgets what came from the vault.
func (s *Seals) Wipe() { *s = Seals{d: s.d} }
