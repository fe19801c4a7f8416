// Package moving has the screens of what comes in from other tools, and of what goes out to
// them. Both are tried first, and show what would come of it.
package moving

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// bring is the form that says what comes in, and where to.
type bring struct {
	ask.Form
	d       *screen.Desk
	formats []app.Format

	file, into   widget.Input
	format, keep *widget.FormRow
	// Both are asked for once the file turns out to be encrypted.
	passphrase, identities widget.Input
	encrypted              bool
}

// NewImport makes the screen.
func NewImport(d *screen.Desk) screen.Screen {
	b := &bring{d: d, formats: formats(func(f app.Format) bool { return f.Import != nil && !f.Folder })}
	b.passphrase = widget.Input{Hidden: true, Most: app.MaxPassword}
	b.format = &widget.FormRow{Name: "format", Options: append([]string{"by what is in it"}, names(b.formats)...)}
	b.keep = &widget.FormRow{Name: "boxes", Options: []string{"one place", "those that the file names"},
		Help: "whether all of it goes to the place above, or each item to the box that the file names; missing ones are made"}
	b.Rows = []*widget.FormRow{
		{Name: "file", Input: &b.file, Unset: "which file?", Help: "what another tool, or coffer, has exported; tab completes the path. A store of pass or passage is a folder: coffer import pass DIR brings it in"},
		b.format,
		{Name: "into", Input: &b.into, Unset: "a new folder in the box " + app.ImportBox, Help: "a box, or a folder as BOX/FOLDER; nothing there is overwritten"},
		b.keep,
	}
	b.Heard, b.Below = b.heard, below
	b.heard(true)
	return b
}

// below says what comes of it in any case.
func below(cells int, l *look.Look) []string {
	return widget.Facts([]widget.Fact{
		{Name: "kept", Text: "nothing before you have seen all of it"},
		{Name: "the file", Text: "stays where it is: delete it afterwards where it is not encrypted"},
	}, cells, l)
}

// heard says what a format is while it is chosen.
func (b *bring) heard(bool) {
	b.format.Help = "what the file is, is seen from its beginning; a table with columns of its own needs coffer import csv --map"
	if at := b.format.At; at > 0 {
		b.format.Help = b.formats[at-1].What
	}
}

// Title is where this is.
func (b *bring) Title() string { return "import" }

func (b *bring) Keys() []screen.Key {
	keys := []screen.Key{{Press: []string{"enter", "ctrl+s"}, Does: "look what would come; nothing is brought yet", Short: "look", Why: b.why(), Core: true, Do: b.look}}
	if row := b.Current(); row.Input == &b.file || row.Input == &b.identities {
		keys = append(keys, ask.CompleteKey(b.d, row.Input))
	}
	return keys
}

func (b *bring) why() string {
	switch {
	case b.file.Empty():
		return "type the path of the file"
	case b.keep.At == 1 && !b.into.Empty():
		return "items go into one place, or to the boxes that the file names, not both"
	case b.encrypted && b.passphrase.Empty() && b.identities.Empty():
		return "type what opens the file"
	}
	return ""
}

// asksWhatOpens adds lines for what opens the file, and goes there.
func (b *bring) asksWhatOpens() {
	if !b.encrypted {
		b.encrypted = true
		b.Rows = append(b.Rows,
			&widget.FormRow{Name: "passphrase", Input: &b.passphrase, Gap: true, Help: "the file is encrypted: the passphrase that was set when it was made"},
			&widget.FormRow{Name: "identities", Input: &b.identities, Unset: "none", Help: "a file of age identities that opens it instead; tab completes the path"})
	}
	b.Go(b.Rows[len(b.Rows)-2])
}

// options are what the form says, with a passphrase that whoever takes it wipes.
func (b *bring) options(dry bool) (app.ImportFile, app.ImportOptions) {
	from := app.ImportFile{Path: b.d.Path(b.file.Text()), Passphrase: b.passphrase.Secret()}
	if !b.identities.Empty() {
		from.Identities = b.d.Path(b.identities.Text())
	}
	o := app.ImportOptions{Into: strings.TrimSpace(b.into.Text()), Boxes: b.keep.At == 1, DryRun: dry}
	if at := b.format.At; at > 0 {
		o.Format = b.formats[at-1].Name
	}
	return from, o
}

// run brings in what the form says, or tries it.
func (b *bring) run(what string, dry bool, then func(app.Imported, error) tea.Cmd) tea.Cmd {
	from, o := b.options(dry)
	return screen.Wiping(from.Passphrase, screen.Try(b.d, what, func(ctx context.Context, a *app.App) (app.Imported, error) {
		return a.ImportFrom(ctx, from, o)
	}, then))
}

// look tries it, and shows what would come.
func (b *bring) look() tea.Cmd {
	return b.run("looking what would come", true, func(done app.Imported, err error) tea.Cmd {
		if err == nil {
			return screen.Send(screen.Open{Screen: &brought{form: b, done: done}})
		}
		if errors.Is(err, app.ErrWantsPassphrase) {
			b.asksWhatOpens()
			return screen.Send(screen.Say{Text: "the file is encrypted: type what opens it"})
		}
		return screen.Send(screen.Failed{Err: err})
	})
}
