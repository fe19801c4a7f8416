package moving

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// brought says what would come, and then what came.
type brought struct {
	form *bring // goes once all came
	// columns is where it was said what the columns of a table are, and goes, too; nil: they
	// are known.
	columns *columns
	said    map[string]string
	done    app.Imported
	came    bool
	page    widget.Page
}

// Title is where this is.
func (b *brought) Title() string {
	return map[bool]string{false: "what would come", true: "imported"}[b.came]
}

// Start has all it shows.
func (b *brought) Start() tea.Cmd { return nil }

// Typing never holds.
func (b *brought) Typing() bool { return false }

// Keys are what can be done with it.
func (b *brought) Keys() []screen.Key {
	if b.came {
		return []screen.Key{{Press: []string{"enter"}, Does: "go to what was brought", Short: "go there", Do: func() tea.Cmd {
			return screen.Send(screen.Go{Place: "items", Ref: b.done.Place})
		}}}
	}
	why := ""
	if b.done.Items == 0 {
		why = "nothing would come"
	}
	return []screen.Key{{Press: []string{"enter", "ctrl+s"}, Does: "bring it in", Short: "bring it in", Why: why, Core: true, Do: b.bring}}
}

func (b *brought) bring() tea.Cmd {
	form, columns := b.form, b.columns
	return form.run("importing", false, b.said, func(done app.Imported, err error) tea.Cmd {
		if err != nil {
			return screen.Send(screen.Failed{Err: err})
		}
		b.done, b.came, b.page, b.form, b.columns = done, true, widget.Page{}, nil, nil
		said := screen.Send(screen.Say{Text: "imported " + app.Counted(done.Items, "item", "items")})
		if columns != nil {
			said = tea.Sequence(screen.Send(screen.Back{Of: columns}), said)
		}
		return tea.Sequence(screen.Send(screen.Back{Of: form}), said)
	})
}

// Update hears the keys that scroll.
func (b *brought) Update(msg tea.Msg) tea.Cmd { b.page.Update(msg); return nil }

// View draws the screen.
func (b *brought) View(s screen.Size, l *look.Look) []string {
	facts := slices.Concat(Comes(&b.done, b.came), []widget.Fact{{Name: "read as", Text: b.done.Format}}, Notes(b.done.Notes))
	return b.page.View(append([]string{""}, widget.Facts(facts, s.Width, l)...), s, l)
}

// Wipe forgets what came.
func (b *brought) Wipe() { *b = brought{} }

// Comes says how much would come or came, and where to.
func Comes(d *app.Imported, came bool) []widget.Fact {
	items := app.Counted(d.Items, "item", "items")
	if d.Trashed > 0 {
		items += " (" + app.Counted(d.Trashed, "of them", "of them") + " in the trash)"
	}
	facts := []widget.Fact{{Name: map[bool]string{false: "would come", true: "came"}[came],
		Text: items + ", " + app.Counted(d.Revisions, "former revision", "former revisions") + " and " + app.Counted(d.Attachments, "attachment", "attachments")}}
	if d.Duplicates > 0 {
		facts = append(facts, widget.Fact{Name: "duplicates", Text: app.Counted(d.Duplicates, "of them says", "of them say") +
			" what another item says, with the tag " + app.DuplicateTag})
	}
	if d.Place != "" {
		facts = append(facts, widget.Fact{Name: "into", Text: d.Place + "; nothing is overwritten"})
	}
	return facts
}

// Notes say what could not be brought as it was. All are listed: an import keeps as many as a
// page can have.
func Notes(notes []app.ImportNote) (facts []widget.Fact) {
	for i, n := range notes {
		name := ""
		if i == 0 {
			name = "reported"
		}
		facts = append(facts, widget.Fact{Name: name, Text: n.Where + ": " + n.What})
	}
	return facts
}
