package items

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// reader shows one value whole, in all its lines. A secret one is covered ten seconds
// after the last key.
type reader struct {
	d        *screen.Desk
	ref      string
	field    field
	revision uint32

	value secret.Text
	until time.Time // zero: it is covered
	begun bool      // it was read once
	away  int       // how often it went out of sight: what comes later is not shown
	page  widget.Page
}

// whyNotRead is why a field cannot be read whole.
func (it *Item) whyNotRead(f field) string {
	switch {
	case f.name == "":
		return "there is no field"
	case f.secret || f.file || f.content:
		return it.whyHidden(f)
	case f.value == "":
		return "the field is empty"
	}
	return ""
}

func (it *Item) readWhole() tea.Cmd {
	it.cover()
	return screen.Send(screen.Open{Screen: &reader{d: it.d, ref: it.ref, field: it.current(), revision: it.revision}})
}

// Title is where this is.
func (r *reader) Title() string { return r.field.name }

// Start reads the value. A secret that was covered since is not shown again by that.
func (r *reader) Start() tea.Cmd {
	if r.begun && r.field.secret {
		return nil
	}
	r.begun = true
	return r.show()
}

func (r *reader) show() tea.Cmd {
	away := r.away
	return screen.Call(r.d, "", readField(r.ref, r.field.name, r.revision), func(v secret.Text) tea.Cmd {
		if away != r.away {
			v.Wipe()
			return nil
		}
		r.value.Wipe()
		r.value, r.until = v, r.d.Now().Add(revealFor)
		return nil
	})
}

// Typing never holds.
func (r *reader) Typing() bool { return false }

// Keys are what can be done here.
func (r *reader) Keys() []screen.Key {
	return []screen.Key{
		{Press: []string{"space", "v"}, Does: "show the value, or cover it", Short: "show", Do: r.turn},
		{Press: []string{"c", "y"}, Does: "copy the value; the clipboard is cleared after", Short: "copy",
			Do: func() tea.Cmd { return copyField(r.d, r.ref, r.field.name, r.field.name, r.revision) }},
		{Press: []string{"left", "h"}, Does: "go back to the item", Short: "back", Do: func() tea.Cmd { return screen.Send(screen.Back{}) }},
	}
}

func (r *reader) turn() tea.Cmd {
	if r.until.IsZero() {
		return r.show()
	}
	r.cover()
	return nil
}

func (r *reader) cover() {
	r.value.Wipe()
	r.value, r.until = secret.Text{}, time.Time{}
}

// Update hears the keys that move the text, and the clock.
func (r *reader) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if r.page.Press(msg.String()) && !r.until.IsZero() {
			r.until = r.d.Now().Add(revealFor)
		}
	case screen.Mouse:
		r.page.Mouse(msg.MouseMsg)
	case screen.Hidden:
		r.away++
		if r.field.secret {
			r.cover()
		}
	case screen.Tick:
		if r.field.secret && !r.until.IsZero() && !r.d.Now().Before(r.until) {
			r.cover()
		}
	}
	return nil
}

// View draws the value, line by line.
func (r *reader) View(s screen.Size, l *look.Look) []string {
	if r.until.IsZero() {
		return []string{"", "  " + covered, "", "  " + l.Dim.Render("space shows it for ten seconds after the last key")}
	}
	lines := []string{""}
	for line := range strings.SplitSeq(strings.TrimSuffix(r.value.Reveal(), "\n"), "\n") {
		for _, part := range look.Wrap(look.Safe(strings.TrimSuffix(line, "\r")), s.Width-4) {
			lines = append(lines, "  "+part)
		}
	}
	return r.page.View(lines, s, l)
}

// Wipe overwrites the value.
func (r *reader) Wipe() {
	r.cover()
	r.field, r.away = field{}, r.away+1
}
