package items

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// generator stands below the field that it is for: what is made, and how long.
type generator struct {
	field        *editField
	kind, length *widget.FormRow
}

// What it makes, in the order of the choice.
const (
	madePassword = iota
	madePlain
	madePhrase
	madePIN
)

func newGenerator(f *editField, length int) *generator {
	g := &generator{field: f,
		kind: &widget.FormRow{Name: "  made of", Options: []string{"letters, digits and symbols", "letters and digits", "words", "digits"},
			Help: "← → choose; each choice makes another secret"},
		length: &widget.FormRow{Name: "  length", Help: "← → choose; each choice makes another secret"},
	}
	if f.kind == app.KindPIN {
		g.kind.At = madePIN
	}
	g.setKind(length)
	return g
}

// setKind offers the lengths of what is made.
func (g *generator) setKind(length int) {
	from, to, usual := 8, 128, length
	switch g.kind.At {
	case madePhrase:
		from, to, usual = 3, 16, 6
	case madePIN:
		from, to, usual = 4, 16, 6
	}
	g.length.Options = nil
	for n := from; n <= max(to, usual); n++ {
		g.length.Options = append(g.length.Options, strconv.Itoa(n))
	}
	g.length.At = max(0, slices.Index(g.length.Options, strconv.Itoa(usual)))
}

func (g *generator) recipe() app.Recipe {
	n, _ := strconv.Atoi(g.length.Choice())
	switch g.kind.At {
	case madePhrase:
		return app.Recipe{Words: n}
	case madePIN:
		return app.Recipe{PIN: n}
	}
	return app.Recipe{Length: n, NoSymbols: g.kind.At == madePlain}
}

// drawn is a secret that was generated.
type drawn struct {
	secret.Text
	bits float64
}

// generate opens the generator below the field, and makes a secret.
func (e *editor) generate() tea.Cmd {
	f := e.current()
	if e.made == nil || e.made.field != f {
		e.made = newGenerator(f, e.length)
		e.layout()
	}
	return e.draw()
}

// draw makes a secret, and shows it for ten seconds.
func (e *editor) draw() tea.Cmd {
	g := e.made
	recipe, rand, away := g.recipe(), e.d.Rand, e.away
	return screen.Call(e.d, "", func(context.Context, *app.App) (s drawn, err error) {
		s.Text, s.bits, err = recipe.Generate(rand)
		return s, err
	}, func(s drawn) tea.Cmd {
		defer s.Wipe()
		if away != e.away {
			return nil
		}
		g.field.row.Input.SetSecret(s.Text)
		g.field.drawn, g.field.loaded = true, false
		g.field.row.Fault = ""
		g.kind.Note = fmt.Sprintf("%.0f bits", s.bits)
		e.cover()
		e.uncover(g.field)
		return nil
	})
}

// bare shows what stands in a field, or covers it. The secret that is there already is
// read for that, and may be changed then.
func (e *editor) bare() tea.Cmd {
	f := e.current()
	if e.bared == f {
		e.cover()
		return nil
	}
	if !f.row.Input.Empty() {
		e.cover()
		e.uncover(f)
		return nil
	}
	away := e.away
	return screen.Call(e.d, "", readField(e.ref, f.name, 0), func(v secret.Text) tea.Cmd {
		defer v.Wipe()
		if away != e.away {
			return nil
		}
		e.cover()
		f.row.Input.Lines = f.row.Input.Lines || bytes.IndexByte(v.Bytes(), '\n') >= 0
		f.row.Input.Most = app.MaxValue
		f.row.Input.SetSecret(v)
		f.loaded = true
		e.uncover(f)
		return nil
	})
}

func (e *editor) uncover(f *editField) {
	f.row.Input.Hidden = false
	e.bared, e.covered = f, e.d.Now().Add(revealFor)
}

// cover covers what was shown; a secret that was only looked at is wiped.
func (e *editor) cover() {
	if e.bared != nil {
		e.bared.row.Input.Hidden = e.bared.isSecret()
		if e.bared.loaded {
			e.bared.row.Input.Wipe()
			e.bared.loaded = false
		}
		e.bared = nil
	}
}
