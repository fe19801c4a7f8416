package moving

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// send is the form that says what goes out, in which format, encrypted how, and where to.
type send struct {
	ask.Form
	d       *screen.Desk
	formats []app.Format
	there   bool // the boxes are

	format, boxes, closed *widget.FormRow
	tags, text            widget.Input
	recipients, file      widget.Input
	phrase                ask.Twice
	phraseRows            []*widget.FormRow
	choosing              []*widget.FormRow // which items go
	recipientRow, fileRow *widget.FormRow
	place                 app.ExportPlace // what stands where the file is to go
	looked                string          // the path of it
}

// How a file is encrypted.
const (
	withPassphrase = iota
	toRecipients
	inClear
)

// NewExport makes the screen.
func NewExport(d *screen.Desk) screen.Screen {
	s := &send{d: d, formats: formats(func(f app.Format) bool { return f.Export != nil })}
	s.format = &widget.FormRow{Name: "format", Options: names(s.formats)}
	s.boxes = &widget.FormRow{Name: "boxes", Help: "space marks the boxes that go; where none is marked, all go"}
	s.choosing = []*widget.FormRow{
		{Name: "tags", Input: &s.tags, Unset: "any", Help: "only items that have all of these tags go, a comma between them"},
		{Name: "text", Input: &s.text, Unset: "any", Help: "only items that hold this text go, secrets apart"},
	}
	s.closed = &widget.FormRow{Name: "encrypted", Options: []string{"with a passphrase", "to age recipients", "not at all"}}
	s.phraseRows = s.phrase.Rows("passphrase", "it opens the file later: keep it where you find it without the vault")
	s.recipientRow = &widget.FormRow{Name: "recipients", Input: &s.recipients, Unset: "age1…", Gap: true,
		Help: "age recipients with a blank between them, all of one family; age-keygen -y shows the recipient of an identity"}
	s.fileRow = &widget.FormRow{Name: "file", Input: &s.file, Unset: "where to?", Gap: true, Help: "a new file; tab completes the path. One that is there is replaced after a question alone, a folder never"}
	s.Heard, s.Below = s.heard, s.below
	s.arrange()
	return s
}

// arrange shows the lines that belong to what is chosen.
func (s *send) arrange() {
	s.format.Help = s.formats[s.format.At].Outward()
	s.closed.Help = "a file that is not encrypted holds every secret in clear, for whoever reads it"
	if s.closed.At == withPassphrase {
		s.closed.Help = "it becomes an age file: coffer opens it, and so does age"
		if s.formats[s.format.At].Protects() {
			s.closed.Help = "this format is encrypted in its own way, which the other program opens: it asks for this passphrase"
		}
	}
	rows := slices.Concat([]*widget.FormRow{s.format, s.boxes}, s.choosing, []*widget.FormRow{s.closed})
	switch s.closed.At {
	case withPassphrase:
		rows = append(rows, s.phraseRows...)
	case toRecipients:
		rows = append(rows, s.recipientRow)
	}
	s.Rows = slices.Concat(rows, []*widget.FormRow{s.fileRow})
	s.fileRow.Fault = s.taken()
}

func (s *send) heard(bool) {
	s.phrase.Judge()
	s.arrange()
}

// Title is where this is.
func (s *send) Title() string { return "export" }

// Start reads the boxes, once: what is marked stays marked.
func (s *send) Start() tea.Cmd {
	if s.there {
		return nil
	}
	return ask.Boxes(s.d, s.boxes, "there is none", func() { s.there = true })
}

func (s *send) Keys() []screen.Key {
	keys := []screen.Key{{Press: []string{"enter", "ctrl+s"}, Does: "look what would go; nothing is written yet", Short: "look", Why: s.why(), Core: true, Do: s.look}}
	if s.Current() == s.fileRow {
		keys = append(keys, ask.CompleteKey(s.d, &s.file))
		if s.place.Free != "" {
			keys = append(keys, screen.Key{Press: []string{"ctrl+n"}, Does: "take another name, which is free", Short: "another name", Do: s.rename})
		}
	}
	return keys
}

func (s *send) why() string {
	switch {
	case !s.there:
		return "it is being read"
	case s.formats[s.format.At].Folder && s.closed.At != toRecipients:
		return "this format is a folder each file of which is encrypted: choose recipients"
	case s.closed.At == withPassphrase && s.phrase.Empty():
		return "type a passphrase, twice"
	case s.closed.At == toRecipients && s.recipients.Empty():
		return "say to whom it is encrypted"
	case s.file.Empty():
		return "type the path of the file"
	case s.place.Lost != "" || s.place.Taken && !s.replaces():
		return s.taken()
	}
	return ""
}

// options are what the form says, with a passphrase that whoever takes it wipes.
func (s *send) options() (path string, o app.ExportOptions) {
	o = app.ExportOptions{Format: s.formats[s.format.At].Name, Boxes: s.boxes.On()}
	o.Items = app.Chosen{Tags: tags(s.tags.Text()), Text: strings.TrimSpace(s.text.Text())}
	switch s.closed.At {
	case withPassphrase:
		o.Passphrase = s.phrase.Secret()
	case toRecipients:
		o.Recipients = strings.Fields(s.recipients.Text())
	}
	return s.d.Path(s.file.Text()), o
}

// tags are those that somebody typed.
func tags(typed string) (all []string) {
	for tag := range strings.SplitSeq(typed, ",") {
		if tag = strings.TrimSpace(tag); tag != "" {
			all = append(all, tag)
		}
	}
	return all
}

// tried is what an export would be.
type tried struct {
	app.Exported
	losses []app.Loss
}

// look goes through all that would go, and shows what the format has no place for.
func (s *send) look() tea.Cmd {
	if s.closed.At == withPassphrase {
		if fault := s.phrase.Fault(app.CheckNewPassphrase, &s.Form.Form); fault != "" {
			return screen.Send(screen.Failed{Err: app.Fail(app.Input, "", "%s", fault)}) // where it is seen on a small screen, too
		}
	}
	_, o := s.options()
	o.Passphrase.Wipe()
	o.Passphrase = secret.Text{}
	return screen.Call(s.d, "looking what would go", func(ctx context.Context, a *app.App) (t tried, err error) {
		t.Exported, t.losses, err = a.TryExport(ctx, o)
		return t, err
	}, func(t tried) tea.Cmd {
		return screen.Send(screen.Open{Screen: &sent{form: s, tried: t}})
	})
}

// write writes the file.
func (s *send) write(then func(app.Exported) tea.Cmd) tea.Cmd {
	path, o := s.options()
	replace := s.replaces()
	return screen.Wiping(o.Passphrase, screen.Try(s.d, "exporting", func(ctx context.Context, a *app.App) (app.Exported, error) {
		return a.ExportFile(ctx, path, replace, o)
	}, func(done app.Exported, err error) tea.Cmd {
		if err == nil {
			return then(done)
		}
		s.looked = ""
		if errors.Is(err, fs.ErrExist) { // it was not a moment ago
			err = app.Fail(app.Refused, "esc goes back, to replace it or to choose another name", "%s is there by now, and nothing was written", look.Safe(path))
		}
		return screen.Send(screen.Failed{Err: err})
	}))
}

// below draws how strong the passphrase is, or that nothing is closed.
func (s *send) below(cells int, l *look.Look) []string {
	switch s.closed.At {
	case withPassphrase:
		return s.phrase.Below("", cells, l)
	case inClear:
		return widget.Facts([]widget.Fact{openFact()}, cells, l)
	}
	return nil
}

// openFact warns of a file that is not encrypted.
func openFact() widget.Fact {
	return widget.Fact{Name: "in clear", Text: "every secret stands in the file, for whoever reads it", Tone: widget.Alarm}
}

// Wipe overwrites what was typed, and forgets what came from the vault.
func (s *send) Wipe() {
	s.Form.Wipe()
	s.phrase.Wipe()
	s.recipients.Wipe()
	s.boxes.Some = nil
}
