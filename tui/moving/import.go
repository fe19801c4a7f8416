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
	asks                   []*widget.FormRow // for them, below
	encrypted              string            // the file that is, as it is typed
}

// NewImport makes the screen.
func NewImport(d *screen.Desk) screen.Screen {
	b := &bring{d: d, formats: formats(func(f app.Format) bool { return f.Import != nil && !f.Folder })}
	b.passphrase = widget.Input{Hidden: true, Most: app.MaxPassword}
	b.format = &widget.FormRow{Name: "format", Options: append([]string{"by what is in it"}, names(b.formats)...)}
	b.keep = &widget.FormRow{Name: "boxes", Options: []string{"one place", "those that the file names"},
		Help: "whether all of it goes to the place above, or each item to the box that the file names; missing ones are made"}
	b.Rows = []*widget.FormRow{
		{Name: "file", Input: &b.file, Unset: "which file?", Help: "what another tool, or coffer, has exported; tab completes the path. For a folder, such as a store of pass or passage, enter shows the command that brings it in"},
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
	b.format.Help = "what the file is, is seen from its beginning; of a table with columns of its own you are asked what they are"
	if at := b.format.At; at > 0 {
		b.format.Help = b.formats[at-1].What
	}
	if b.encrypted != "" && b.file.Text() != b.encrypted {
		b.asksNothing()
	}
}

// asksNothing takes the lines away for what opens a file: it is another one now.
func (b *bring) asksNothing() {
	b.passphrase.Wipe()
	b.identities.Wipe()
	b.Rows = b.Rows[:len(b.Rows)-len(b.asks)]
	b.asks, b.encrypted = nil, ""
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
	case b.encrypted != "" && b.passphrase.Empty() && b.identities.Empty():
		return "type what opens the file"
	}
	return ""
}

// asksWhatOpens adds lines for what opens the file, and goes there. What is encrypted in the
// way of its format no identity opens.
func (b *bring) asksWhatOpens(own bool) {
	if b.encrypted != "" && !own {
		b.Go(b.asks[0])
		return
	}
	if b.encrypted == "" {
		b.encrypted = b.file.Text()
		b.asks = []*widget.FormRow{{Name: "passphrase", Input: &b.passphrase, Gap: true, Help: "the file is encrypted: the passphrase that was set when it was made"}}
		if !own {
			b.asks = append(b.asks, &widget.FormRow{Name: "identities", Input: &b.identities, Unset: "none", Help: "a file of age identities that opens it instead; tab completes the path"})
		}
		b.Rows = append(b.Rows, b.asks...)
	}
	if own {
		b.asks[0].Help = "the file is encrypted as the other program does it: the password that was set there when it was exported"
	}
	b.Go(b.asks[0])
}

// options are what the form says, with a passphrase that whoever takes it wipes.
func (b *bring) options(dry bool) (app.ImportFile, app.ImportOptions) {
	from := b.from()
	o := app.ImportOptions{Into: strings.TrimSpace(b.into.Text()), Boxes: b.keep.At == 1, DryRun: dry}
	if at := b.format.At; at > 0 {
		o.Format = b.formats[at-1].Name
	}
	return from, o
}

// from is the file, with a passphrase that whoever takes it wipes.
func (b *bring) from() app.ImportFile {
	from := app.ImportFile{Path: b.d.Path(b.file.Text()), Passphrase: b.passphrase.Secret()}
	if !b.identities.Empty() {
		from.Identities = b.d.Path(b.identities.Text())
	}
	return from
}

// run brings in what the form says, or tries it, with what columns are said to be.
func (b *bring) run(what string, dry bool, columns map[string]string, then func(app.Imported, error) tea.Cmd) tea.Cmd {
	from, o := b.options(dry)
	if o.Columns = columns; columns != nil {
		o.Format = "csv"
	}
	return screen.Wiping(from.Passphrase, screen.Try(b.d, what, func(ctx context.Context, a *app.App) (app.Imported, error) {
		return a.ImportFrom(ctx, from, o)
	}, then))
}

// try looks what would come. Who looks again has typed something else, and waits for that alone.
func (b *bring) try(columns map[string]string, then func(app.Imported, error) tea.Cmd) tea.Cmd {
	const looking = "looking what would come"
	b.d.Jobs.GiveUp(looking)
	return b.run(looking, true, columns, then)
}

// look tries it, and shows what would come.
func (b *bring) look() tea.Cmd {
	return b.try(nil, func(done app.Imported, err error) tea.Cmd {
		switch {
		case err == nil:
			return screen.Send(screen.Open{Screen: &brought{form: b, done: done}})
		case errors.Is(err, app.ErrWantsPassphrase):
			b.asksWhatOpens(errors.Is(err, app.ErrWantsOwnPassphrase))
			return screen.Send(screen.Say{Text: "the file is encrypted: type what opens it"})
		case errors.Is(err, app.ErrColumns):
			return b.asksColumns()
		case errors.Is(err, app.ErrFolder):
			return b.showsCommand()
		}
		return screen.Send(screen.Failed{Err: err})
	})
}

// asksColumns asks what the columns of a table are.
func (b *bring) asksColumns() tea.Cmd {
	from := b.from()
	return screen.Wiping(from.Passphrase, screen.Call(b.d, "", func(ctx context.Context, a *app.App) ([]app.Column, error) {
		return a.ImportColumns(ctx, from)
	}, func(all []app.Column) tea.Cmd { return screen.Send(screen.Open{Screen: newColumns(b, all)}) }))
}

// showsCommand shows the command that brings in a folder.
func (b *bring) showsCommand() tea.Cmd {
	from, o := b.options(true)
	from.Passphrase.Wipe()
	return screen.Run(b.d.Jobs, "", func(ctx context.Context, _ screen.Progress) (facts []widget.Fact, err error) {
		command, format, err := app.FolderCommand(ctx, from.Path, o)
		return folderFacts(b.d.Machine.Command(command), format), err
	}, func(facts []widget.Fact, err error) tea.Cmd {
		if err != nil {
			return screen.Send(screen.Failed{Err: err})
		}
		return screen.Send(screen.Open{Screen: ask.NewText("a folder", facts)})
	})
}

// folderFacts say what a folder is, and how it comes in.
func folderFacts(command, format string) []widget.Fact {
	what, why := "a store of "+format, "each file of it is opened by itself, by a program that may ask on the terminal"
	switch {
	case app.IsVaultFormat(format):
		what, why = "another copy of a vault", "it may have keys and a password of its own, which the command asks for"
	case format == "passage":
		why = "each file of it is opened by itself, by your age identities: name their file where they lie elsewhere"
	}
	return []widget.Fact{{Name: "the folder", Text: "is " + what + "; nothing was brought"}, {Name: "why not here", Text: why}, {},
		{Name: "the command", Text: command, Tone: widget.Good}, {Name: "before it", Text: "the same with --dry-run says what would come, and keeps nothing"}}
}
