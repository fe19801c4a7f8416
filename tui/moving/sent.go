package moving

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// sent says what would go, and what stays behind; and then what was written.
type sent struct {
	form  *send // goes once all went
	tried tried
	wrote string // the file; empty: none yet
	open  bool   // it is not encrypted
	page  widget.Page
}

// Title is where this is.
func (s *sent) Title() string {
	return map[bool]string{false: "what would go", true: "exported"}[s.wrote != ""]
}

// Start has all it shows.
func (s *sent) Start() tea.Cmd { return nil }

// Typing never holds.
func (s *sent) Typing() bool { return false }

// Keys are what can be done with it.
func (s *sent) Keys() []screen.Key {
	if s.wrote != "" {
		return []screen.Key{{Press: []string{"enter"}, Does: "go back", Short: "back", Do: func() tea.Cmd { return screen.Send(screen.Back{}) }}}
	}
	return []screen.Key{{Press: []string{"enter", "ctrl+s"}, Does: "write the file", Short: "write it", Core: true, Do: s.ask}}
}

// ask asks before everything stands in clear, and before a file goes.
func (s *sent) ask() tea.Cmd {
	path, o := s.form.options()
	o.Passphrase.Wipe()
	question, does := "", "write it"
	if s.form.replaces() {
		question, does = "What stands in "+look.Safe(path)+" now is lost. ", "replace it"
	}
	if s.form.closed.At == inClear {
		question += "Every secret of what goes stands in clear in " + look.Safe(path) + ", and in the copies and backups that are made of it."
		does += " in clear"
	}
	if question == "" {
		return s.write()
	}
	return screen.Send(screen.Ask{Question: strings.TrimSpace(question), Does: does, Do: s.write})
}

func (s *sent) write() tea.Cmd {
	form := s.form
	return form.write(func(done app.Exported) tea.Cmd {
		s.wrote, s.open = form.d.Path(form.file.Text()), form.closed.At == inClear
		s.tried.Exported, s.page, s.form = done, widget.Page{}, nil
		return tea.Sequence(screen.Send(screen.Back{Of: form}), screen.Send(screen.Say{Text: "wrote " + look.Safe(s.wrote)}))
	})
}

// Update hears the keys that scroll.
func (s *sent) Update(msg tea.Msg) tea.Cmd { s.page.Update(msg); return nil }

// View draws the screen.
func (s *sent) View(size screen.Size, l *look.Look) []string {
	return s.page.View(append([]string{""}, widget.Facts(s.facts(), size.Width, l)...), size, l)
}

func (s *sent) facts() []widget.Fact {
	d := &s.tried.Exported
	items, of := app.Counted(d.Items, "item", "items"), " of "+app.Counted(d.Boxes, "box", "boxes")
	facts := []widget.Fact{{Name: "would go", Text: items + of}}
	if s.wrote == "" {
		return slices.Concat(facts, s.form.facts(), lossFacts(s.tried.losses))
	}
	facts[0] = widget.Fact{Name: "went", Text: items + " and " + app.Counted(d.Attachments, "attachment", "attachments") + of, Tone: widget.Good}
	return slices.Concat(facts, s.written(), lossFacts(s.tried.losses))
}

// facts say where it goes, and how.
func (s *send) facts() []widget.Fact {
	f := s.formats[s.format.At]
	facts := []widget.Fact{{Name: "as", Text: f.Name + ", " + f.Outward()}, {Name: "to", Text: s.d.Path(s.file.Text())}}
	if s.replaces() {
		facts = append(facts, widget.Fact{Name: "replaces", Text: "the file that is there", Tone: widget.Alarm})
	}
	switch s.closed.At {
	case withPassphrase:
		how := "with the passphrase, as an age file"
		if f.Protects() {
			how = "with the passphrase, in the way of the format: the other program asks for it"
		}
		return append(facts, widget.Fact{Name: "encrypted", Text: how, Tone: widget.Good})
	case toRecipients:
		return append(facts, widget.Fact{Name: "encrypted", Text: "to " + strings.Join(strings.Fields(s.recipients.Text()), " "), Tone: widget.Good})
	}
	return append(facts, openFact())
}

// written says where it is now, and what is left to do.
func (s *sent) written() []widget.Fact {
	facts := []widget.Fact{{Name: "to", Text: s.wrote}}
	if s.open {
		facts = append(facts, widget.Fact{Name: "in clear", Text: "every secret stands in the file: delete it after use", Tone: widget.Alarm})
	}
	if err := s.tried.Unrecorded; err != nil {
		facts = append(facts, widget.Fact{Name: "not recorded", Text: "in the vault: " + app.Explain(err).What, Tone: widget.Alarm})
	}
	return facts
}

// lossFacts list what the format has no place for.
func lossFacts(losses []app.Loss) (facts []widget.Fact) {
	for _, loss := range losses {
		text := loss.What
		if loss.First != "" {
			text += ": " + app.Counted(loss.Items, "item", "items") + ", the first is " + loss.First
		}
		facts = append(facts, widget.Fact{Name: "no place for", Text: text, Tone: widget.Alarm})
	}
	if len(losses) == 0 {
		facts = append(facts, widget.Fact{Name: "left out", Text: "nothing: the format has a place for all of it", Tone: widget.Good})
	}
	return facts
}

// Wipe forgets what would go.
func (s *sent) Wipe() { *s = sent{} }
