package sealing

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// shownFor is how long what was sealed is shown.
const shownFor = 10 * time.Second

// unsealed shows what was in a seal until its time is over, or another screen is looked
// at.
type unsealed struct {
	app.UnsealedItem
	d     *screen.Desk
	until time.Time // zero: it is covered
	page  widget.Page
}

func (u *unsealed) Title() string  { return "what was sealed" }
func (u *unsealed) Start() tea.Cmd { return nil }
func (u *unsealed) Typing() bool   { return false }

func (u *unsealed) Keys() []screen.Key {
	return []screen.Key{{Press: []string{"space", "enter"}, Does: "cover it and go back", Short: "cover", Do: func() tea.Cmd { return screen.Send(screen.Back{Again: true}) }}}
}

func (u *unsealed) Update(msg tea.Msg) tea.Cmd {
	switch msg.(type) {
	case screen.Tick:
		if !u.d.Now().Before(u.until) {
			u.cover()
		}
	case screen.Hidden:
		u.cover()
	default:
		u.page.Update(msg)
	}
	return nil
}

func (u *unsealed) cover() {
	u.UnsealedItem.Wipe()
	u.UnsealedItem, u.until = app.UnsealedItem{}, time.Time{}
}

// View draws all fields, uncovered.
func (u *unsealed) View(s screen.Size, l *look.Look) []string {
	if u.until.IsZero() {
		return widget.Facts([]widget.Fact{{}, {Text: "covered again; esc goes back, where space shows it once more"}}, s.Width, l)
	}
	facts := []widget.Fact{{}, {Name: "title", Text: u.UnsealedItem.Title}}
	for i := range u.Fields {
		f := &u.Fields[i]
		if !f.Value.IsZero() {
			facts = append(facts, widget.Fact{Name: f.Name, Text: f.Value.Reveal()})
		}
	}
	for i := range u.Attachments {
		facts = append(facts, widget.Fact{Name: "file", Text: u.Attachments[i].Name + ", " + app.SizeText(u.Attachments[i].Size)})
	}
	if u.Note != "" {
		facts = append(facts, widget.Fact{}, widget.Fact{Name: "note", Text: u.Note})
	}
	facts = append(facts, widget.Fact{}, widget.Fact{Text: "covered again in " + look.Left(u.until.Sub(u.d.Now())), Tone: widget.Quiet})
	return u.page.View(widget.Facts(facts, s.Width, l), s, l)
}

// Wipe overwrites the secrets.
func (u *unsealed) Wipe() {
	u.UnsealedItem.Wipe()
	*u = unsealed{d: u.d}
}
