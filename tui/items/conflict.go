package items

import (
	"context"
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// conflict asks what becomes of a form whose item was changed elsewhere while it was
// open. It has names alone.
type conflict struct {
	facts        []widget.Fact
	mine, theirs func() tea.Cmd
	page         widget.Page
}

// disputed opens that question, where an error says that the item is another one now.
func (e *editor) disputed(err error) (tea.Cmd, bool) {
	var changed *app.ChangedError
	if !errors.As(err, &changed) {
		return nil, false
	}
	there := "what, the history does not tell"
	if len(changed.Differs) > 0 {
		there = strings.Join(changed.Differs, ", ")
	}
	return screen.Send(screen.Open{Screen: &conflict{mine: e.keepMine, theirs: e.takeTheirs, facts: []widget.Fact{
		{Name: "item", Text: e.path.Fixed},
		{Text: "The item was changed elsewhere while this form was open. Nothing is saved yet.", Tone: widget.Alarm},
		{},
		{Name: "changed there", Text: there},
		{Name: "changed here", Text: strings.Join(e.touched(), ", ")},
		{},
		{Text: "Where you keep yours, what you changed here is saved over theirs, and all else stays as it is now; the history keeps theirs."},
	}}}), true
}

func (c *conflict) Title() string  { return "changed meanwhile" }
func (c *conflict) Start() tea.Cmd { return nil }
func (c *conflict) Typing() bool   { return false }

func (c *conflict) Keys() []screen.Key {
	return []screen.Key{
		{Press: []string{"m"}, Does: "keep mine: save what was changed here over what is there now", Short: "keep mine", Do: func() tea.Cmd {
			return tea.Sequence(screen.Send(screen.Back{}), c.mine())
		}},
		{Press: []string{"t"}, Does: "take theirs: drop what was changed here, and read the item anew", Short: "take theirs", Do: func() tea.Cmd {
			return tea.Sequence(screen.Send(screen.Back{}), c.theirs())
		}},
	}
}

func (c *conflict) Update(msg tea.Msg) tea.Cmd { c.page.Update(msg); return nil }

func (c *conflict) View(s screen.Size, l *look.Look) []string {
	return c.page.View(append([]string{""}, widget.Facts(c.facts, s.Width, l)...), s, l)
}

// Wipe forgets what came from the vault.
func (c *conflict) Wipe() { *c = conflict{} }

// touched names what is changed in the form.
func (e *editor) touched() (names []string) {
	names = slices.Clone(e.gone)
	for _, f := range e.fields {
		if f.extra || f.tier != f.usual || f.wasTyped() {
			names = append(names, f.name)
		}
	}
	if e.tagsChanged() {
		names = append(names, "tags")
	}
	if e.favouriteChanged() {
		names = append(names, "favourite")
	}
	if at, err := e.date(); at != nil || err != nil {
		names = append(names, "expiry")
	}
	return names
}

func (e *editor) tagsChanged() bool {
	return !slices.Equal(splitTags(e.tags.Input.Text()), splitTags(strings.Join(e.label.Tags, ",")))
}

func (e *editor) favouriteChanged() bool { return (e.favourite.At == 1) != e.label.Favourite }

// takeTheirs drops what was typed, and begins the form anew.
func (e *editor) takeTheirs() tea.Cmd {
	ref, name := e.ref, e.name
	e.Wipe()
	e.ref, e.name = ref, name
	return e.Start()
}

// keepMine reads the item as it is now, puts into its form what was changed in this one,
// and saves that.
func (e *editor) keepMine() tea.Cmd {
	ref := e.ref
	return screen.Call(e.d, "", func(ctx context.Context, a *app.App) (s app.Shown, err error) {
		if s, err = a.Show(ctx, ref); err == nil {
			err = s.Revealable()
		}
		return s, err
	}, func(s app.Shown) tea.Cmd {
		defer s.Wipe()
		e.takeOver(&s)
		return e.save()
	})
}

// takeOver makes the form of an item as it is now, with what was changed in the form of
// what it was.
func (e *editor) takeOver(s *app.Shown) {
	e.cover()
	old := *e
	*e = *newEdit(old.d, old.ref, old.name)
	e.there, e.length, e.templates, e.away = true, old.length, old.templates, old.away
	e.fill(s)
	e.layout()
	e.before = e.snapshot()
	for _, f := range old.fields {
		e.takeField(f)
	}
	for _, name := range old.gone {
		if i := slices.IndexFunc(e.fields, func(f *editField) bool { return f.name == name }); i >= 0 {
			e.gone, e.fields = append(e.gone, name), slices.Delete(e.fields, i, i+1)
		}
	}
	if old.tagsChanged() {
		e.tags.Input.Set(old.tags.Input.Text())
	}
	if old.favouriteChanged() {
		e.favourite.At = old.favourite.At
	}
	if at, err := old.date(); at != nil || err != nil {
		e.expires.Input.Set(old.expires.Input.Text())
		e.then.At = old.then.At
	}
	e.layout()
}

// takeField takes over a field of another form of the same item: what was changed of it.
func (e *editor) takeField(f *editField) {
	have, typed := e.field(f.name), f.wasTyped()
	if have == nil && (f.extra || typed) {
		f.extra, f.filled, f.before, f.usual = true, false, "", f.kind.UsualTier()
		e.fields = append(e.fields, f)
		return
	}
	if have != nil && typed {
		value := f.value()
		have.row.Input.Lines = have.row.Input.Lines || f.row.Input.Lines
		have.row.Input.Most = max(have.row.Input.Most, f.row.Input.Most)
		have.row.Input.SetSecret(value)
		value.Wipe()
		have.drawn = f.drawn
	}
	if have != nil && f.tier != f.usual {
		have.tier = f.tier
	}
	f.row.Input.Wipe()
}
