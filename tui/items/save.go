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
	"coffer/vault/secret"
)

// fault is an error about one row of a form.
type fault struct {
	row *widget.FormRow
	err error
}

func (f *fault) Error() string { return f.err.Error() }

// faulty puts an error beside the row that it is about, if there is one.
func (e *editor) faulty(err error) tea.Cmd {
	var f *fault
	if !errors.As(err, &f) {
		return screen.Send(screen.Failed{Err: err})
	}
	f.row.Fault = app.Explain(f.err).What
	e.form.Go(f.row)
	return nil
}

// order is what the form says, on its way to the vault.
type order struct {
	path, template string
	values         []orderValue
	change         app.Change
}

// orderValue is a field with what was typed for it.
type orderValue struct {
	*editField
	value secret.Text
}

// Wipe overwrites the secrets.
func (o *order) Wipe() {
	for _, v := range o.values {
		v.value.Wipe()
	}
}

// order reads the form; an error is a [fault].
func (e *editor) order() (o *order, err error) {
	o = &order{path: e.path.Fixed, template: e.template.Choice(), change: app.Change{Base: e.base}}
	if e.ref == "" {
		o.path = strings.TrimSpace(e.path.Input.Text())
	}
	if o.change.Expires, err = e.date(); err != nil {
		return o, &fault{e.expires, err}
	}
	for _, f := range e.fields {
		if !f.wasTyped() {
			continue
		}
		v := orderValue{f, f.value()}
		o.values = append(o.values, v)
		if err := app.CheckValue(f.kind, v.value); err != nil {
			return o, &fault{f.row, err}
		}
	}
	favourite := e.favourite.At == 1
	if e.favouriteChanged() {
		o.change.Favourite = &favourite
	}
	tags := splitTags(e.tags.Input.Text())
	o.change.Tag, o.change.Untag = without(tags, e.label.Tags), without(e.label.Tags, tags)
	e.orderFields(o)
	return o, nil
}

// orderFields says what is to happen to the fields of an item that is there.
func (e *editor) orderFields(o *order) {
	o.change.Unset = e.gone
	for _, f := range e.fields {
		if f.extra {
			o.change.Add = append(o.change.Add, app.NewField{Name: f.name, Kind: f.kind})
		}
		if f.tier != f.usual {
			o.change.Tiers = append(o.change.Tiers, app.FieldTier{Field: f.name, Tier: f.tier})
		}
		i := slices.IndexFunc(o.values, func(v orderValue) bool { return v.editField == f })
		switch {
		case i < 0:
		case f.tier == app.Companion && f.usual == app.Companion:
			o.change.Set = append(o.change.Set, app.OpenValue{Field: f.name, Value: f.text()})
		default:
			o.change.Secrets = append(o.change.Secrets, app.SecretValue{Field: f.name, Value: o.values[i].value})
		}
	}
}

// date is what the form says of the end, or nil where it is as it was.
func (e *editor) date() (*app.Expires, error) {
	text := strings.TrimSpace(e.expires.Input.Text())
	then := []string{"warn", "delete"}[e.then.At]
	switch {
	case text == dateText(e.label.Expires) && (text == "" || (then == "delete") == (e.label.OnExpiry == app.DeleteOnExpiry)):
		return nil, nil
	case text == "":
		return &app.Expires{}, nil
	}
	at, action, err := app.ParseExpiry(text+","+then, e.d.Now())
	return &app.Expires{At: at, Action: action}, err
}

// splitTags reads tags with commas between.
func splitTags(text string) (tags []string) {
	for tag := range strings.SplitSeq(text, ",") {
		if tag = strings.TrimSpace(tag); tag != "" && !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return tags
}

// without are those of some tags that are not among others.
func without(tags, others []string) (some []string) {
	for _, tag := range tags {
		if !slices.Contains(others, tag) {
			some = append(some, tag)
		}
	}
	return some
}

// save looks new passwords up, where the owner wishes that, and stores.
func (e *editor) save() tea.Cmd {
	o, err := e.order()
	if err != nil {
		o.Wipe()
		return e.faulty(err)
	}
	if e.ref != "" && !e.changed() {
		o.Wipe()
		return tea.Sequence(screen.Send(screen.Back{}), screen.Send(screen.Say{Text: look.Safe(o.path) + " is so already: nothing to change"}))
	}
	var passwords []secret.Text
	for _, v := range o.values {
		if v.kind == app.KindPassword && !v.drawn {
			passwords = append(passwords, v.value.Clone())
		}
	}
	o.Wipe()
	if len(passwords) == 0 {
		return e.store("")
	}
	return lookUp(e.d, passwords, func(seen, untold string) tea.Cmd {
		if seen == "" {
			return e.store(untold)
		}
		return screen.Send(screen.Ask{Question: "This password was " + seen + ": whoever tries passwords tries it early.",
			Does: "keep it all the same", Do: func() tea.Cmd { return e.store("") }})
	})
}

// saved is what became of it.
type saved struct {
	id   app.ID
	text string
}

// store writes what the form says; note is told with what was done.
func (e *editor) store(note string) tea.Cmd {
	o, err := e.order()
	if err != nil {
		o.Wipe()
		return e.faulty(err)
	}
	e.storing = true
	write := o.edit(e.ref)
	if e.ref == "" {
		write = o.add(e.path)
	}
	return screen.Wiping(o, screen.Try(e.d, "", write, func(done saved, err error) tea.Cmd {
		e.storing = false
		if cmd, yes := e.disputed(err); yes {
			return cmd
		}
		if err != nil {
			return e.faulty(err)
		}
		if e.added != nil {
			e.added(done.id)
		}
		return screen.Leave(joined(done.text, note))
	}))
}

func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "; ")
}

// add is the work that adds a new item. An error about the path is a [fault].
func (o *order) add(path *widget.FormRow) func(context.Context, *app.App) (saved, error) {
	return func(ctx context.Context, a *app.App) (saved, error) {
		d, err := a.Draft(ctx, o.path, o.template, false)
		if err != nil {
			return saved{}, pathFault(path, err)
		}
		defer d.Wipe()
		if err := o.fill(d); err != nil {
			return saved{}, err
		}
		done, err := a.Add(ctx, d)
		text := "added " + look.Safe(done.Path.String())
		if done.NewBox {
			text = joined("made the box "+look.Safe(app.EscapeName(done.Path.Box)), text)
		}
		return saved{done.ID, text}, err
	}
}

// pathFault says of which errors the path is the cause.
func pathFault(row *widget.FormRow, err error) error {
	switch app.Explain(err).Kind {
	case app.Exists, app.Usage, app.Input, app.NotFound:
		return &fault{row, err}
	}
	return err
}

// fill gives a draft what was typed.
func (o *order) fill(d *app.Draft) error {
	for _, f := range o.change.Add {
		if err := d.AddField(f); err != nil {
			return err
		}
	}
	for _, t := range o.change.Tiers {
		d.SetTier(t.Field, t.Tier)
	}
	for _, v := range o.values {
		set := func() error { return d.SetSecret(v.name, v.value.Clone()) }
		if v.tier == app.Companion {
			set = func() error { return d.Assign(v.name, v.value.Reveal()) }
		}
		if err := set(); err != nil {
			return &fault{v.row, err}
		}
	}
	d.Tags, d.Favourite = o.change.Tag, o.change.Favourite != nil && *o.change.Favourite
	if at := o.change.Expires; at != nil {
		d.Expires, d.OnExpiry = at.At, at.Action
	}
	return nil
}

// edit is the work that changes an item.
func (o *order) edit(ref string) func(context.Context, *app.App) (saved, error) {
	return func(ctx context.Context, a *app.App) (saved, error) {
		done, err := a.Edit(ctx, ref, o.change)
		done.Other.Wipe()
		text := "changed " + look.Safe(done.Path.String()) + ": " + strings.Join(done.Changed, ", ")
		if len(done.Changed) == 0 {
			text = look.Safe(done.Path.String()) + " is so already: nothing to change"
		}
		return saved{text: text}, err
	}
}
