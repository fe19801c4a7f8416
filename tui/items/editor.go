package items

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// editor is the form of an item: of a new one, or of one that is there. Secrets that are
// there stay where they are, and are replaced by what is typed or generated.
type editor struct {
	d       *screen.Desk
	ref     string // of the item; empty: it is a new one
	name    string
	folders []string // that there are, with their boxes, for the path
	added   func(app.ID)

	templates []app.Template
	length    int // of a generated password
	label     app.Label
	base      uint32 // the revision that the form is of
	there     bool   // what is needed was read

	form                                           widget.Form
	path, template, tags, favourite, expires, then *widget.FormRow
	fields                                         []*editField
	gone                                           []string // names of fields to remove
	made                                           *generator
	before                                         string // see [Editor.snapshot]

	bared   *editField // the secret that can be read now
	covered time.Time  // until when
	storing bool
	away    int // how often it went out of sight: what comes later is not shown
}

// newAdd makes the form of a new item in a folder. Folders are those that there are;
// added hears of the item once it is there.
func newAdd(d *screen.Desk, folder string, folders []string, added func(app.ID)) *editor {
	e := newEditor(d)
	e.folders, e.added = folders, added
	if folder != "" {
		e.path.Input.Set(folder + "/")
	}
	return e
}

// newEdit makes the form of an item that is there.
func newEdit(d *screen.Desk, ref, name string) *editor {
	e := newEditor(d)
	e.ref, e.name = ref, name
	return e
}

func newEditor(d *screen.Desk) *editor {
	return &editor{d: d,
		path:     &widget.FormRow{Name: "path", Input: &widget.Input{}, Unset: "(BOX/FOLDER/TITLE)", Help: "where it lies, as BOX/FOLDER/TITLE; a missing box is made"},
		template: &widget.FormRow{Name: "template", Help: "the form that the item has"},
		tags:     &widget.FormRow{Name: "tags", Input: &widget.Input{}, Gap: true, Unset: "(none)", Help: "words to find it by, with commas between"},
		favourite: &widget.FormRow{Name: "favourite", Options: []string{"no", "yes"},
			Help: "favourites have a line of their own in the tree"},
		expires: &widget.FormRow{Name: "expires", Input: &widget.Input{}, Unset: "(never)",
			Help: "a date like 2031-05-06, or a time from now like 90d; empty is never"},
		then: &widget.FormRow{Name: "then", Options: []string{"warn", "put it into the trash"}, Help: "what happens at that date"},
	}
}

// Title is where this is.
func (e *editor) Title() string {
	if e.ref == "" {
		return "new item"
	}
	return "edit " + e.name
}

// start is what a form needs.
type start struct {
	templates []app.Template
	length    int
	item      app.Shown
}

// Wipe overwrites the values of the item.
func (s start) Wipe() { s.item.Wipe() }

// Start reads what the form needs, once.
func (e *editor) Start() tea.Cmd {
	if e.there {
		return nil
	}
	ref := e.ref
	return screen.Call(e.d, "", func(ctx context.Context, a *app.App) (s start, err error) {
		if s.templates, err = a.Templates(ctx); err != nil {
			return s, err
		}
		if s.length, err = a.PasswordLength(ctx); err != nil || ref == "" {
			return s, err
		}
		if s.item, err = a.Show(ctx, ref); err == nil {
			err = s.item.Revealable()
		}
		return s, err
	}, e.begin)
}

func (e *editor) begin(s start) tea.Cmd {
	defer s.Wipe()
	e.there, e.length, e.templates = true, s.length, slices.DeleteFunc(s.templates, func(t app.Template) bool { return !t.Removed.IsZero() })
	if e.ref == "" {
		for _, t := range e.templates {
			e.template.Options = append(e.template.Options, t.Name)
		}
		e.template.At = max(0, slices.Index(e.template.Options, "login"))
		e.useTemplate()
	} else {
		e.fill(&s.item)
	}
	e.layout()
	e.before = e.snapshot()
	return nil
}

// fill takes in the item, without its secrets.
func (e *editor) fill(s *app.Shown) {
	path := s.Path()
	e.path = &widget.FormRow{Name: "path", Fixed: path.String()}
	e.template = &widget.FormRow{Name: "template", Fixed: s.Template}
	e.label, e.base = s.Label, s.Revision
	for i := range s.Fields {
		e.fields = append(e.fields, fieldThere(&s.Fields[i], s.MainField))
	}
	e.tags.Input.Set(strings.Join(s.Tags, ", "))
	e.expires.Input.Set(dateText(s.Expires))
	if s.Favourite {
		e.favourite.At = 1
	}
	if s.OnExpiry == app.DeleteOnExpiry {
		e.then.At = 1
	}
}

// dateText is a date as the form takes it back.
func dateText(t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case t.UTC().Truncate(24 * time.Hour).Equal(t):
		return t.UTC().Format(time.DateOnly)
	}
	return t.UTC().Format(time.RFC3339)
}

// useTemplate makes the fields of the chosen template; what was typed stays.
func (e *editor) useTemplate() {
	t := e.templates[e.template.At]
	old := e.fields
	e.fields, e.made = nil, nil
	for _, f := range t.Fields {
		if i := slices.IndexFunc(old, func(o *editField) bool { return o.name == f.Name }); i >= 0 && old[i].kind == f.Kind {
			e.fields, old = append(e.fields, old[i]), slices.Delete(old, i, i+1)
		} else if f.Kind != app.KindFile {
			e.fields = append(e.fields, newField(f.Name, f.Kind, f.Tier, f.Name == t.Main))
		}
	}
	for _, f := range old {
		if (f.extra || !f.row.Input.Empty()) && e.field(f.name) == nil {
			f.extra, f.main, f.usual = true, false, f.kind.UsualTier()
			e.fields = append(e.fields, f)
		}
	}
}

func (e *editor) field(name string) *editField {
	for _, f := range e.fields {
		if f.name == name {
			return f
		}
	}
	return nil
}

// layout puts the rows in order.
func (e *editor) layout() {
	at := e.form.Current()
	e.form.Rows = []*widget.FormRow{e.path, e.template}
	for i, f := range e.fields {
		f.dress()
		f.row.Gap = i == 0
		e.form.Rows = append(e.form.Rows, f.row)
		if e.made != nil && e.made.field == f {
			e.form.Rows = append(e.form.Rows, e.made.kind, e.made.length)
		}
	}
	e.form.Rows = append(e.form.Rows, e.tags, e.favourite, e.expires)
	if !e.expires.Input.Empty() {
		e.form.Rows = append(e.form.Rows, e.then)
	}
	if at != nil {
		e.form.Go(at)
	}
}

// snapshot is what a person has not saved, without secrets: where it is another one than
// in the beginning something was changed.
func (e *editor) snapshot() string {
	parts := slices.Clone(e.gone)
	for _, r := range []*widget.FormRow{e.path, e.template, e.tags, e.favourite, e.expires, e.then} {
		text := r.Choice()
		if r.Input != nil {
			text = r.Input.Text()
		}
		parts = append(parts, text)
	}
	for _, f := range e.fields {
		text := f.name + f.tier.String()
		if !f.isSecret() {
			text += f.text()
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "\x00")
}

// Unsaved tells that something here is not as it is in the vault.
func (e *editor) Unsaved() bool { return e.changed() }

// Item is the item, where its @ID is known.
func (e *editor) Item() string {
	if strings.HasPrefix(e.ref, "@") {
		return e.ref
	}
	return ""
}

func (e *editor) changed() bool {
	return e.there && (e.snapshot() != e.before || slices.ContainsFunc(e.fields, (*editField).isNew))
}

// current is the field under the cursor, or nil.
func (e *editor) current() *editField {
	at := e.form.Current()
	for _, f := range e.fields {
		if at != nil && f.row == at || e.made != nil && e.made.field == f && (at == e.made.kind || at == e.made.length) {
			return f
		}
	}
	return nil
}

// Typing always holds: no letter is a key in a form.
func (e *editor) Typing() bool { return true }

// Keys are what can be done here.
func (e *editor) Keys() []screen.Key {
	f := e.current()
	reading := ""
	if !e.there || e.storing || e.d.Jobs.Doing(lookingUp) {
		reading = "wait a moment"
	}
	keys := []screen.Key{
		{Press: []string{"ctrl+s"}, Does: "save what the form says", Short: "save", Why: reading, Do: e.save},
		{Press: []string{"ctrl+g"}, Does: "generate the secret; again: another one", Short: "generate", Why: whyNot(f, (*editField).whyNotMade), Do: e.generate},
		{Press: []string{"ctrl+o"}, Does: "show what is typed here for ten seconds, or cover it", Short: "show", Why: whyNot(f, (*editField).whyNotBared), Do: e.bare},
		{Press: []string{"ctrl+t"}, Does: "put the field into the other tier", Short: "tier", Why: whyNot(f, nil), Do: e.turnTier},
		{Press: []string{"ctrl+n"}, Does: "add a field", Short: "new field", Why: reading, Do: e.addField},
		{Press: []string{"ctrl+k"}, Does: "remove the field", Short: "remove field", Why: whyNot(f, nil), Do: e.dropField},
	}
	if e.form.Current() == e.path && e.completed() != "" {
		keys = append(keys, screen.Key{Press: []string{"tab"}, Does: "complete the path", Short: "complete", Do: e.complete})
	}
	return keys
}

// whyNot is why a key about a field does nothing now.
func whyNot(f *editField, why func(*editField) string) string {
	switch {
	case f == nil:
		return "the cursor is on no field"
	case why == nil:
		return ""
	}
	return why(f)
}

// Update hears what is typed, and the clock.
func (e *editor) Update(msg tea.Msg) tea.Cmd {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return e.hear(msg)
	case screen.Hidden:
		e.away++
		e.cover()
	case screen.Tick:
		if e.bared != nil && !e.d.Now().Before(e.covered) {
			e.cover()
		}
	}
	return nil
}

func (e *editor) hear(msg tea.Msg) tea.Cmd {
	template := e.template.At
	at := e.form.Current()
	if !e.form.Update(msg) || at == nil {
		return nil
	}
	at.Fault = ""
	switch {
	case at == e.template && e.template.At != template:
		e.useTemplate()
		e.layout()
	case e.made != nil && at == e.made.kind:
		e.made.setKind(e.length)
		return e.draw()
	case e.made != nil && at == e.made.length:
		return e.draw()
	case at == e.expires:
		e.layout()
	}
	if f := e.current(); f != nil && at == f.row {
		f.drawn, f.loaded = false, false
		if e.bared == f {
			e.covered = e.d.Now().Add(revealFor)
		}
	}
	return nil
}

// View draws the screen.
func (e *editor) View(s screen.Size, l *look.Look) []string {
	if !e.there {
		return []string{"", "  reading …"}
	}
	room := screen.Size{Width: s.Width, Height: max(1, s.Height-1)}
	return append([]string{""}, e.form.View(room, l, e.below(s.Width, l))...)
}

// Wipe overwrites what was typed, and forgets what came from the vault.
func (e *editor) Wipe() {
	for _, f := range e.fields {
		f.row.Input.Wipe()
	}
	e.form.Wipe()
	away := e.away + 1
	*e = *newEditor(e.d)
	e.away = away
}
